import type { Band, Reason } from '../../policy/port.ts'
import type { Floor, Standing } from './floor.ts'

/** A floor that a change at `at` raises for `lasts` ms; a time to come counts too, so a clock set back hides nothing. */
const since = (
  reason: Reason,
  band: Band,
  at: number | undefined,
  lasts: number,
  now: number,
): Standing | undefined =>
  at !== undefined && now - at < lasts ? { reason, band, easesAt: at + lasts } : undefined

/** F3: whoever added a method of their own (T1098), or removed the owner's, waits until the owner has heard of it. */
export const recentFactorChange: Floor = ({ request: { now, factorsChangedAt, coolings } }) =>
  since('recent-factor-change', 'approval', factorsChangedAt, coolings.factorChange, now)

/** F4: a chat account that has just changed hands looks like its owner. */
export const recentProfileChange: Floor = ({ request: { now, profileChangedAt, coolings } }) =>
  since('profile-change', 'step-up', profileChangedAt, coolings.profileChange, now)

/**
 * F7: a second reset within a day is how an account changes hands twice. A phone that still tries the old password locks
 * people right after a reset: an unlock hands nobody a second one.
 */
export const recentReset: Floor = ({ request: { now, purpose, lastResetAt, coolings } }) =>
  since('recent-reset', 'approval', purpose === 'unlock' ? undefined : lastResetAt, coolings.reset, now)
