import { usualLimits, type Limits } from '../../src/directory/limits.ts'
import { minute } from '../../src/lib/clock.ts'

/** Slow failures are tried at a quarter of their length, the deadlines with them: a slow minute is ten times the wait for an answer here and there. */
const part = 4

/** The usual deadlines that a slow directory runs into, shortened; how long a connection may take is left, for a busy machine's sake. */
export const shorter: Partial<Limits> = {
  answerMs: usualLimits.answerMs / part,
  quietMs: usualLimits.quietMs / part,
  settleMs: usualLimits.settleMs / part,
}

/** A minute, as much shorter (ms). */
export const slowMs = minute / part
