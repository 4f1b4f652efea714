import { day } from '../../lib/clock.ts'

/** Sets of questions a person is asked, whatever becomes of them: a guess at each is a guess more (11 % a year, blind). */
const most = 3
/** How long a set counts, and how long it is remembered what it asked about (ms). */
export const countedFor = 30 * day

/** A set that was asked: when (ms since the epoch), and whether what was answered spoke against the person. */
export interface CountedSet {
  readonly at: number
  readonly failed?: boolean | undefined
}

/**
 * Whether a person may be asked once more; one set in a flow is the flow's affair. After a set that failed nobody is asked for as
 * long as it counts: a thief would begin anew, be nobody who failed, and go on until one went well.
 */
export const mayAsk = (sets: readonly CountedSet[], now: number): boolean => {
  const counted = sets.filter(({ at }) => now - at < countedFor)
  return counted.length < most && !counted.some(({ failed }) => failed === true)
}
