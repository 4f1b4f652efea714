import type { Enrolment } from '../src/enrolment/port.ts'
import type { FactorType } from '../src/factors/port.ts'
import { say, type Card, type Option, type Phrase } from '../src/story/card.ts'
import type { AuditEvent } from '../src/story/event.ts'
import type { Reader } from '../src/words/render.ts'
import { readerOf, type Facts } from './facts.ts'
import { findTrouble, type Found } from './steps/explain.ts'
import { unfit } from './steps/identify.ts'
import { whyCard } from './why-card.ts'
import type { World } from './world.ts'

/** The bot's own page for one chat user, as it is drawn at this moment, and what the trail is told of it. */
export interface Home {
  readonly card: Card
  readonly reader: Reader
  readonly events: readonly AuditEvent[]
}

/**
 * What is wrong with the account, how its owner is set up, what helps first. A stolen chat session sees it too: so no name, no
 * account and no label, nothing that the answer to "why can't I get in?" and the start of a reset would not tell; and for
 * whoever is not linked, or no longer for sure, nothing of anybody. Asking is in the trail, like the question itself.
 */
export const home =
  (world: World) =>
  async (facts: Facts, now: number): Promise<Home> => {
    const found = await findTrouble(facts, world, now)
    const why = whyCard(found.explained, world)
    // Whom to call stands last, as on every card.
    const lines = [
      say('home.what'),
      ...why.lines.slice(0, -1),
      ...setUp(found, world, now),
      ...why.lines.slice(-1),
    ]
    const options = [...firstHelp(why), ...others(facts, why, found)]
    const card: Card = { ...why, lines, asks: [{ kind: 'choice', name: 'start', options }] }
    return { card, reader: readerOf(facts), events: [found.event] }
  }

const setUp = ({ enrolment, explained, coolingMs }: Found, world: World, now: number): readonly Phrase[] => {
  if (enrolment === undefined || explained.trouble === 'gone') return []
  const { factors } = enrolment
  if (factors.length === 0) return [say('home.none')]
  const kinds = world.factors.map(({ type }) => factors.filter((held) => held.type === type))
  return [
    ...kinds.flatMap(kindInWords),
    ...cooling(enrolment, now, coolingMs ?? world.policy.coolings.factorChange),
  ]
}

const words = {
  webauthn: 'home.have.webauthn',
  totp: 'home.have.totp',
  'recovery-codes': 'home.have.recovery-codes',
} as const satisfies Record<FactorType, string>

/** Kinds and when the newest was added: their names are their owner's business. */
const kindInWords = (held: Enrolment['factors']): readonly Phrase[] => {
  const [first] = held
  if (first === undefined) return []
  const at = Math.max(...held.map(({ addedAt }) => addedAt))
  return [say(words[first.type], { count: String(held.length), at: `@${at}` })]
}

/** A method that was added or removed lately rests first: from when on a reset is open again. */
const cooling = ({ factorsChangedAt }: Enrolment, now: number, restsMs: number): readonly Phrase[] => {
  if (factorsChangedAt === undefined) return []
  const easesAt = factorsChangedAt + restsMs
  return easesAt > now ? [say('home.cooling', { at: `@${easesAt}` })] : []
}

const firstHelp = ({ asks }: Card): readonly Option[] =>
  asks.flatMap((ask) => (ask.kind === 'choice' ? ask.options : []))

/** What everybody finds there; who can set up nothing is not asked to. */
const others = (facts: Facts, why: Card, { enrolment }: Found): readonly Option[] => {
  const first = enrolment?.factors.length === 0 && ({ style: 'primary' } as const)
  const offered = firstHelp(why).map(({ value }) => value)
  const always: readonly Option[] = [
    ...(unfit(facts) === undefined ? [{ value: 'enrol-factor', label: say('desk.set-up'), ...first }] : []),
    { value: 'help', label: say('desk.help') },
  ]
  return always.filter(({ value }) => !offered.includes(value))
}
