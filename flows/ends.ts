import { bad, good, say, type Card, type Phrase, type Tone, type WebAsk } from '../src/story/card.ts'
import type { Who } from '../src/story/story.ts'
import type { Facts } from './facts.ts'
import { helpdesk } from './helpdesk.ts'
import { refusalWords } from './refusal-words.ts'
import type { World } from './world.ts'

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
export const endCard = (
  flow: 'reset' | 'enrol',
  facts: Facts,
  outcome: string,
  who: Who,
  world: World,
): Card<WebAsk> => {
  const known: Outcome = isOutcome(outcome) ? outcome : 'unknown'
  const end: End = ends[known]
  const title = known === 'done' ? say(`ended.done.${flow}`) : say(`ended.${known}`)
  const lines = [
    ...explained(flow, known, facts, world),
    ...(end.helpdesk || stranded(facts) ? [helpdesk(world)] : []),
  ]
  const card = end.tone === 'good' ? good<WebAsk> : bad<WebAsk>
  if (end.again === undefined || who !== 'person') return card(title, lines)
  return card(title, lines, [startAgain(flow === 'enrol' ? 'enrol-factor' : end.again)])
}

const startAgain = (story: 'reset-password' | 'enrol-factor') =>
  ({
    kind: 'choice',
    name: 'start',
    options: [
      {
        value: story,
        label: say(story === 'reset-password' ? 'ask.start-again' : 'ask.set-up'),
        style: 'primary',
      },
    ],
  }) as const

/** The old password is gone and no new one is set: said at every end, whatever else it says. */
const stranded = ({ halfway, committed }: Facts): boolean => halfway === true && committed === undefined

const explained = (
  flow: 'reset' | 'enrol',
  outcome: Outcome,
  facts: Facts,
  world: World,
): readonly Phrase[] => {
  const warning = stranded(facts) ? [say('ended.halfway')] : []
  if (outcome === 'done')
    return flow === 'reset'
      ? [say('ended.done.sign-in'), say('ended.done.devices')]
      : [say('ended.done.cooling')]
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
  return [say(`ended.${outcome}.line`), ...warning]
}
