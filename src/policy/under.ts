import { say } from '../story/card.ts'
import { bands, type Assessment, type Band, type Reason } from './port.ts'
import type { Ruling } from './rule.ts'

interface Raise {
  readonly reason: Reason
  readonly band: Band
  readonly easesAt?: number
}

const raises = ({ refuses, closed, undecided }: Ruling): readonly Raise[] => [
  ...(refuses ? [{ reason: 'rule-refuses', band: 'deny' } as const] : []),
  ...(closed ? [{ reason: 'outside-hours', band: closed.band, easesAt: closed.opensAt } as const] : []),
  ...(undecided ? [{ reason: 'rule-undecided', band: 'approval' } as const] : []),
]

/** An assessment as the ruling has it: the band may rise, never fall, and what it was judged by is pinned in it. */
export const under = (judged: Assessment, ruling: Ruling): Assessment => {
  const { rule, policy, demands, loosened, words, questions } = ruling
  const { easesAt: eased, ...rest } = raises(ruling).reduce(raised, judged)
  return {
    ...rest,
    ...(eased !== undefined && { easesAt: eased }),
    rule,
    policy,
    ...(demands.length > 0 && { demands }),
    ...(loosened.length > 0 && { loosened }),
    ...(words !== undefined && { words }),
    ...(!questions && { noQuestions: true }),
  }
}

const raised = (before: Assessment, { reason, band: least, easesAt: ends }: Raise): Assessment => {
  const { easesAt, eased, byScore, ...same } = before
  const band = higher(before.band, least)
  const until = before.band !== band ? ends : least === band ? later(easesAt, ends) : easesAt
  // No evidence takes the place of what a rule asks for.
  const atLeast = eased && higher(eased.band, least)
  return {
    ...same,
    band,
    reasons: [...before.reasons, reason],
    ...(before.said && { said: [...before.said, say(`risk.${reason}`)] }),
    ...(until !== undefined && { easesAt: until }),
    ...(byScore && { byScore: { ...byScore, floor: higher(byScore.floor, least) } }),
    ...(eased && atLeast !== undefined && atLeast !== band && { eased: { ...eased, band: atLeast } }),
  }
}

const higher = (a: Band, b: Band): Band => (bands.indexOf(a) >= bands.indexOf(b) ? a : b)

/** Time alone helps only where it helps against both. */
const later = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(a, b)
