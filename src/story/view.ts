import type { Card, Phrase, WebAsk, ChatAsk } from './card.ts'
import type { Loaded } from './ledger.ts'
import type { FlowRecord } from './record.ts'
import { bad, waiting, say } from './card.ts'
import { endsAt } from './person-time.ts'
import { askStep, current, type AskStep, type Here, type Step, type Who } from './story.ts'

/** A flow as it stands: what may be shown of it to whom. Derived, never stored. */
export interface View<F> {
  readonly id: string
  readonly story: string
  readonly ver: number
  readonly step: string
  /** What buttons and proofs are bound to. */
  readonly prompt: string
  readonly facts: F
  readonly tries: Readonly<Record<string, number>>
  readonly expiresAt: number
  readonly outcome?: string
  readonly busy: boolean
  /** The next step is work that nobody is asked for. After a release that inserted it, nothing but a look tells so. */
  readonly owed: boolean
  /** How many of the browser card's first lines answer what was just done. */
  readonly notes: number
  readonly person: Card
  readonly browser: Card<WebAsk>
  /** For those who were asked to approve, or told what became of it; absent = nobody was. */
  readonly approver?: Card
  /** The name of the card they see it on, where that is not the conversation's own. */
  readonly approverOn?: string
  /** The name of the card on which whoever is on call sees it as well; absent = they were not called. */
  readonly onCallOn?: string
}

export const here = <F>(record: FlowRecord<F>, now: number): Here => ({
  id: record.id,
  ver: record.ver,
  now,
  tries: record.tries,
})

export const view = <F, W>(loaded: Loaded<F, W>, world: W, now: number): View<F> => {
  const { record, story } = loaded
  const step = current(story, record.facts)
  const name = record.outcome === undefined ? (step?.name ?? 'done') : 'ended'
  return {
    id: record.id,
    story: record.story,
    ver: record.ver,
    step: name,
    prompt: `${name}:${record.ver}`,
    facts: record.facts,
    tries: record.tries,
    expiresAt: endsAt(record),
    ...(record.outcome !== undefined && { outcome: record.outcome }),
    busy: record.intent !== undefined,
    owed: name !== 'ended' && record.intent === undefined && step !== undefined && 'work' in step,
    notes: record.note?.to === 'browser' ? record.note.says.length : 0,
    person: withAside(inChat(noted(seen(loaded, step, 'person', world, now), record, 'person')), story.aside),
    browser: noted(seen(loaded, step, 'browser', world, now), record, 'browser'),
    ...watched(loaded, askStep(step), world, now),
  }
}

/** Approvers are asked by a step that has a screen for them, and told by the story before and after. */
const watched = <F, W>(
  { record, story }: Loaded<F, W>,
  step: AskStep<F, W> | undefined,
  world: W,
  now: number,
): Pick<View<F>, 'approver' | 'approverOn' | 'onCallOn'> => {
  const at = here(record, now)
  const asks = record.outcome === undefined && record.intent === undefined
  const card =
    (asks ? step?.screens.approver?.(record.facts, at, world) : undefined) ??
    story.watched?.(record.facts, record.outcome, at, world)
  const on = story.watchedOn?.(record.facts)
  const onCall = story.watchedOnCall?.(record.facts)
  if (card === undefined) return {}
  return {
    approver: card,
    ...(on !== undefined && { approverOn: on }),
    ...(onCall !== undefined && { onCallOn: onCall }),
  }
}

const seen = <F, W>(
  { record, story }: Loaded<F, W>,
  step: Step<F, W> | undefined,
  who: Who,
  world: W,
  now: number,
): Card<WebAsk> => {
  if (record.outcome !== undefined || step === undefined)
    return story.ended(record.facts, record.outcome ?? 'done', who, world)
  if (record.intent !== undefined) return story.acting(record.facts, who, world)
  if ('work' in step) return waiting(say('flow.working'))
  const at = here(record, now)
  if (who === 'browser')
    return step.screens.browser?.(record.facts, at, world) ?? waiting(say('flow.working'))
  return step.screens.person(record.facts, at, world)
}

/** What was just answered stands first; a line of the card that says the same is not said twice. */
const noted = <F>(card: Card<WebAsk>, record: FlowRecord<F>, who: Who): Card<WebAsk> => {
  if (record.note?.to !== who) return card
  const { says } = record.note
  const same = (one: Phrase, other: Phrase): boolean =>
    one.id === other.id && JSON.stringify(one.with) === JSON.stringify(other.with)
  return { ...card, lines: [...says, ...card.lines.filter((line) => !says.some((s) => same(s, line)))] }
}

const withAside = (card: Card, aside: readonly ChatAsk[] = []): Card => ({
  ...card,
  asks: [...card.asks, ...aside],
})

/** Keeps what only a page may ask out of chat, whatever a story's shared screens hold. */
const inChat = (card: Card<WebAsk>): Card => {
  const asks = card.asks.filter(
    (ask): ask is ChatAsk => ask.kind !== 'password' && ask.kind !== 'webauthn' && ask.kind !== 'reveal',
  )
  return asks.length === card.asks.length ? { ...card, asks } : bad(card.title, card.lines)
}
