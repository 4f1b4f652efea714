import {
  asking,
  bad,
  good,
  say,
  type Card,
  type Option,
  type Phrase,
  type Tone,
  type WebAsk,
} from '../src/story/card.ts'
import type { Who } from '../src/story/story.ts'
import type { Facts } from './facts.ts'
import { helpdesk } from './helpdesk.ts'
import { refusalWords } from './refusal-words.ts'
import type { World } from './world.ts'
import type { PhraseId } from '../src/words/en.ts'

/** What kind of conversation ends. */
export type Tale = 'reset' | 'change' | 'unlock' | 'enrol' | 'why' | 'unfreeze'

/** How each end reads: whether the helpdesk is the next step, and what to press to begin again. */
interface End {
  readonly tone: Exclude<Tone, 'wait'>
  readonly helpdesk: boolean
  readonly again?: 'the-same' | 'enrol-factor' | 'why-locked' | 'unfreeze'
}

const ends = {
  done: { tone: 'good', helpdesk: false },
  cancelled: { tone: 'ask', helpdesk: false, again: 'the-same' },
  replaced: { tone: 'ask', helpdesk: false },
  expired: { tone: 'bad', helpdesk: true, again: 'the-same' },
  killed: { tone: 'bad', helpdesk: true, again: 'the-same' },
  disowned: { tone: 'bad', helpdesk: true, again: 'the-same' },
  'not-eligible': { tone: 'bad', helpdesk: true },
  guest: { tone: 'bad', helpdesk: true },
  stranger: { tone: 'bad', helpdesk: true },
  bot: { tone: 'bad', helpdesk: true },
  deleted: { tone: 'bad', helpdesk: true },
  'unconfirmed-email': { tone: 'bad', helpdesk: true, again: 'enrol-factor' },
  'not-enrolled': { tone: 'bad', helpdesk: true, again: 'enrol-factor' },
  'no-match': { tone: 'bad', helpdesk: true },
  suspended: { tone: 'bad', helpdesk: true, again: 'enrol-factor' },
  'not-locked': { tone: 'good', helpdesk: false, again: 'why-locked' },
  'open-already': { tone: 'good', helpdesk: false, again: 'why-locked' },
  'unlocks-used-up': { tone: 'bad', helpdesk: true },
  'unlock-unknown': { tone: 'bad', helpdesk: true, again: 'the-same' },
  gone: { tone: 'bad', helpdesk: true },
  protected: { tone: 'bad', helpdesk: true },
  disabled: { tone: 'bad', helpdesk: true },
  'account-expired': { tone: 'bad', helpdesk: true },
  'locked-by-admin': { tone: 'bad', helpdesk: true },
  locked: { tone: 'bad', helpdesk: true },
  'no-checks-left': { tone: 'bad', helpdesk: true },
  frozen: { tone: 'bad', helpdesk: true, again: 'unfreeze' },
  'not-frozen': { tone: 'good', helpdesk: false, again: 'why-locked' },
  'no-passkey': { tone: 'bad', helpdesk: true },
  refused: { tone: 'bad', helpdesk: true },
  'by-policy': { tone: 'bad', helpdesk: true },
  closed: { tone: 'bad', helpdesk: true },
  'needs-approval': { tone: 'bad', helpdesk: true },
  denied: { tone: 'bad', helpdesk: true },
  'no-one-answered': { tone: 'bad', helpdesk: true, again: 'the-same' },
  'too-soon': { tone: 'bad', helpdesk: true },
  'too-many': { tone: 'bad', helpdesk: true },
  'out-of-tries': { tone: 'bad', helpdesk: true },
  'commit-refused': { tone: 'bad', helpdesk: true },
  'our-fault': { tone: 'bad', helpdesk: true },
  foreign: { tone: 'bad', helpdesk: true },
  unknown: { tone: 'bad', helpdesk: true },
} as const satisfies Record<string, End>

export type Outcome = keyof typeof ends

/** Every end there is. */
export const outcomes: readonly string[] = Object.keys(ends)

const isOutcome = (outcome: string): outcome is Outcome => Object.hasOwn(ends, outcome)

/** An end of another release is one that we cannot tell. */
const knownOf = (outcome: string): Outcome => (isOutcome(outcome) ? outcome : 'unknown')

/** The end in a few words, as the person reads it. */
export const endTitle = (flow: Tale, outcome: string): Phrase => {
  const known = knownOf(outcome)
  return known === 'done' ? say(done[flow].title) : say(`ended.${known}`)
}

/** The last card of a conversation: why it ended, the next step, how to reach the helpdesk. */
export const endCard = (flow: Tale, facts: Facts, outcome: string, who: Who, world: World): Card<WebAsk> => {
  const known = knownOf(outcome)
  const end: End = ends[known]
  const title = endTitle(flow, known)
  const lines = [
    ...explained(flow, known, facts, world),
    ...(end.helpdesk || stranded(facts) ? [helpdesk(world)] : []),
  ]
  // Where the person is left without a password, whatever it is they meant to do is no harmless end.
  const card = cards[stranded(facts) && end.tone === 'ask' ? 'bad' : end.tone]<WebAsk>
  // Offered where the words say so; not over what somebody else set, or a newer conversation.
  const again = known !== 'replaced' && lines.some(({ id }) => id === 'ended.halfway')
  const options = nextOf(flow, known, again ? { again: 'the-same', ...end } : end)
  if (options.length === 0 || who !== 'person') return card(title, lines)
  return card(title, lines, [{ kind: 'choice', name: 'start', options }])
}

const cards = { good, bad, ask: asking } as const

/** What helps next: to begin again, to set up what was missing, or to do without the password that was not known after all. */
const nextOf = (flow: Tale, outcome: Outcome, { again }: Pick<End, 'again'>): readonly Option[] => {
  const instead: Option = { value: 'reset-password', label: say('ask.reset-instead') }
  if (flow === 'change' && outcome === 'locked')
    return [{ value: 'unlock-account', label: say('why.unlock'), style: 'primary' }, instead]
  if (flow === 'change' && outcome === 'no-checks-left') return [{ ...instead, style: 'primary' }]
  if (again === undefined) return []
  const story = again === 'the-same' ? storyOf[flow] : again
  const restart: Option = { value: story, label: say(begins[story]), style: 'primary' }
  return flow === 'change' && again === 'the-same' ? [restart, instead] : [restart]
}

const storyOf = {
  reset: 'reset-password',
  change: 'change-expired',
  unlock: 'unlock-account',
  enrol: 'enrol-factor',
  why: 'why-locked',
  unfreeze: 'unfreeze',
} as const satisfies Record<Tale, string>

const begins = {
  'reset-password': 'ask.start-again',
  'change-expired': 'ask.start-again',
  'unlock-account': 'ask.start-again',
  'enrol-factor': 'ask.set-up',
  'why-locked': 'ask.why',
  unfreeze: 'frozen.unfreeze',
} as const satisfies Record<(typeof storyOf)[Tale], PhraseId>

/** The old password is gone and no new one is set: said at every end, whatever else it says. */
const stranded = ({ halfway, committed }: Facts): boolean => halfway === true && committed === undefined

const explained = (flow: Tale, outcome: Outcome, facts: Facts, world: World): readonly Phrase[] => {
  const warning = stranded(facts) ? [say('ended.halfway')] : []
  if (outcome === 'done') return done[flow].lines.map((id) => say(id))
  if (outcome === 'frozen') return [say('frozen.what'), say('frozen.how'), ...warning]
  if (outcome === 'too-soon') {
    const at = (facts.reassessed ?? facts.assessment)?.easesAt
    return [say('ended.too-soon.until', { at: `@${at ?? 0}` })]
  }
  if (outcome === 'too-many')
    return [say('ended.too-many.until', { at: `@${facts.startsAgainAt ?? 0}` }), ...warning]
  if (outcome === 'by-policy' && facts.ruled?.words !== undefined)
    return [say('ended.by-policy.words', { words: facts.ruled.words }), ...warning]
  if (outcome === 'closed')
    return [say('ended.closed.until', { at: `@${facts.ruled?.opensAt ?? 0}` }), ...warning]
  if (outcome === 'unlock-unknown')
    return [say('ended.unlock-unknown.line'), say('ended.reference', { reference: facts.reference ?? '–' })]
  if (outcome === 'foreign' || outcome === 'unknown')
    return [say(`ended.${outcome}.line`), say('ended.reference', { reference: facts.reference ?? '–' })]
  if (outcome === 'commit-refused' && facts.refusal !== undefined)
    return [refusalWords(facts, world, facts.refusal), ...warning]
  // "Nothing was changed" would be a lie.
  if (outcome === 'cancelled' && stranded(facts)) return warning
  if (flow === 'change' && isOwn(outcome)) return [say(`ended.${outcome}.change`)]
  return [say(`ended.${outcome}.line`), ...warning]
}

const done: Readonly<Record<Tale, { readonly title: PhraseId; readonly lines: readonly PhraseId[] }>> = {
  reset: { title: 'ended.done.reset', lines: ['ended.done.sign-in', 'ended.done.devices'] },
  change: { title: 'ended.done.change', lines: ['ended.done.change-sign-in', 'ended.done.devices'] },
  unlock: { title: 'ended.done.unlock', lines: ['ended.done.unlock-sign-in', 'ended.done.unlock-devices'] },
  enrol: { title: 'ended.done.enrol', lines: ['ended.done.cooling'] },
  why: { title: 'ask.why', lines: [] },
  unfreeze: { title: 'ended.done.unfreeze', lines: ['ended.done.unfrozen'] },
}

/** Ends that mean something else to somebody who knows the password. */
const own = ['not-enrolled', 'locked', 'no-checks-left'] as const
const isOwn = (outcome: Outcome): outcome is (typeof own)[number] => own.some((one) => one === outcome)
