import { day } from '../../lib/clock.ts'

/** Sets of questions a person is asked, whatever becomes of them: a guess at each is a guess more (11 % a year, blind). */
const most = 3
/** How long a set counts, and how long it is remembered what it asked about (ms). */
export const countedFor = 30 * day

/** Whether a person may be asked once more, given when they were (ms since the epoch); one set in a flow is the flow's affair. */
export const mayAsk = (askedAt: readonly number[], now: number): boolean =>
  askedAt.filter((at) => now - at < countedFor).length < most
