import {
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
export type Tale = 'reset' | 'change' | 'enrol'

/** How each end reads: whether the helpdesk is the next step, and what to press to begin again. */
interface End {
  readonly tone: Tone
  readonly helpdesk: boolean
  readonly again?: 'reset-password' | 'enrol-factor'
}

const ends = {
  done: { tone: 'good', helpdesk: false },
  cancelled: { tone: 'bad', helpdesk: false, again: 'reset-password' },
  replaced: { tone: 'bad', helpdesk: false },
  expired: { tone: 'bad', helpdesk: true, again: 'reset-password' },
  killed: { tone: 'bad', helpdesk: true, again: 'reset-password' },
  disowned: { tone: 'bad', helpdesk: true, again: 'reset-password' },
  'not-eligible': { tone: 'bad', helpdesk: true },
  'not-enrolled': { tone: 'bad', helpdesk: true, again: 'enrol-factor' },
  'no-match': { tone: 'bad', helpdesk: true },
  suspended: { tone: 'bad', helpdesk: true, again: 'enrol-factor' },
  gone: { tone: 'bad', helpdesk: true },
  protected: { tone: 'bad', helpdesk: true },
  disabled: { tone: 'bad', helpdesk: true },
  'account-expired': { tone: 'bad', helpdesk: true },
  'locked-by-admin': { tone: 'bad', helpdesk: true },
  locked: { tone: 'bad', helpdesk: true },
  'no-checks-left': { tone: 'bad', helpdesk: true },
  refused: { tone: 'bad', helpdesk: true },
  'needs-approval': { tone: 'bad', helpdesk: true },
  'too-soon': { tone: 'bad', helpdesk: true },
  'out-of-tries': { tone: 'bad', helpdesk: true },
  'commit-refused': { tone: 'bad', helpdesk: true },
  'our-fault': { tone: 'bad', helpdesk: true },
  foreign: { tone: 'bad', helpdesk: true },
  unknown: { tone: 'bad', helpdesk: true },
} as const satisfies Record<string, End>

export type Outcome = keyof typeof ends

const isOutcome = (outcome: string): outcome is Outcome => Object.hasOwn(ends, outcome)

/** The last card of a conversation: why it ended, the next step, how to reach the helpdesk. */
export const endCard = (flow: Tale, facts: Facts, outcome: string, who: Who, world: World): Card<WebAsk> => {
  const known: Outcome = isOutcome(outcome) ? outcome : 'unknown'
  const end: End = ends[known]
  const title = known === 'done' ? say(`ended.done.${flow}`) : say(`ended.${known}`)
  const lines = [
    ...explained(flow, known, facts, world),
    ...(end.helpdesk || stranded(facts) ? [helpdesk(world)] : []),
  ]
  const card = end.tone === 'good' ? good<WebAsk> : bad<WebAsk>
  const options = nextOf(flow, known, end)
  if (options.length === 0 || who !== 'person') return card(title, lines)
  return card(title, lines, [{ kind: 'choice', name: 'start', options }])
}

/** What helps next: to begin again, to set up what was missing, or to do without the password that was not known after all. */
const nextOf = (flow: Tale, outcome: Outcome, { again }: End): readonly Option[] => {
  const instead: Option = { value: 'reset-password', label: say('ask.reset-instead') }
  if (flow === 'change' && ['locked', 'no-checks-left'].includes(outcome))
    return [{ ...instead, style: 'primary' }]
  if (again === undefined) return []
  if (flow === 'enrol' || again === 'enrol-factor')
    return [{ value: 'enrol-factor', label: say('ask.set-up'), style: 'primary' }]
  const story = flow === 'change' ? 'change-expired' : again
  const restart: Option = { value: story, label: say('ask.start-again'), style: 'primary' }
  return flow === 'change' ? [restart, instead] : [restart]
}

/** The old password is gone and no new one is set: said at every end, whatever else it says. */
const stranded = ({ halfway, committed }: Facts): boolean => halfway === true && committed === undefined

const explained = (flow: Tale, outcome: Outcome, facts: Facts, world: World): readonly Phrase[] => {
  const warning = stranded(facts) ? [say('ended.halfway')] : []
  if (outcome === 'done') return done[flow].map((id) => say(id))
  if (outcome === 'too-soon') {
    const at = (facts.reassessed ?? facts.assessment)?.easesAt
    return [say('ended.too-soon.until', { at: `@${at ?? 0}` })]
  }
  if (outcome === 'foreign' || outcome === 'unknown')
    return [say('ended.reference', { reference: facts.reference ?? '–' })]
  if (outcome === 'commit-refused' && facts.refusal !== undefined)
    return [refusalWords(facts, world, facts.refusal), ...warning]
  // "Nothing was changed" would be a lie.
  if (outcome === 'cancelled' && stranded(facts)) return warning
  if (flow === 'change' && isOwn(outcome)) return [say(`ended.${outcome}.change`)]
  return [say(`ended.${outcome}.line`), ...warning]
}

const done = {
  reset: ['ended.done.sign-in', 'ended.done.devices'],
  change: ['ended.done.change-sign-in', 'ended.done.devices'],
  enrol: ['ended.done.cooling'],
} as const satisfies Record<Tale, readonly PhraseId[]>

/** Ends that mean something else to somebody who knows the password. */
const own = ['not-enrolled', 'locked', 'no-checks-left'] as const
const isOwn = (outcome: Outcome): outcome is (typeof own)[number] => own.some((one) => one === outcome)
