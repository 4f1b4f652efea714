import type { Assessed } from './audit/assessments.ts'
import { policy } from './policy/policy.ts'
import type { PolicyPort, Subject } from './policy/port.ts'

/** How many replayed requests hang on what is not replayed. */
export interface Unreplayed {
  readonly limits: number
  readonly questions: number
  readonly tooMany: number
}

export const nothingUnreplayed: Unreplayed = { limits: 0, questions: 0, tooMany: 0 }

const shipped = policy()

/** The count with one more request: where the draft sets what the shipped policy leaves alone, and what was kept as it was judged. */
export const besides = (
  count: Unreplayed,
  { at, held, reasons }: Assessed,
  subject: Subject,
  draft: PolicyPort,
): Unreplayed => {
  const ruling = draft.ruling({ ...subject, holds: held }, at)
  const usual = shipped.ruling(subject, at)
  const own = (['perHour', 'perDay'] as const).some((per) => ruling.limits[per] !== usual.limits[per])
  return {
    limits: count.limits + Number(own),
    questions: count.questions + Number(ruling.questions !== usual.questions),
    tooMany: count.tooMany + Number(reasons.includes('too-many-starts')),
  }
}

/** What the lines above do not say, where it may matter to somebody who reads them as the whole truth. */
export const unreplayedInWords = ({ limits, questions, tooMany }: Unreplayed): readonly string[] => [
  'Limits on starts, words and questions are not replayed.',
  ...(limits > 0
    ? [
        `  The draft has limits on starts of its own for ${limits} of these requests: whether one would have been one too many is not said here.`,
      ]
    : []),
  ...(questions > 0
    ? [
        `  The draft says something of its own about questions for ${questions} of these requests: what answers would have changed is not said here.`,
      ]
    : []),
  ...(tooMany > 0
    ? [
        `  ${tooMany} of these requests were one start too many by the limits of then; that is left as it was judged.`,
      ]
    : []),
]
