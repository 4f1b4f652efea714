import type { PasswordPolicy } from '../directory/port.ts'
import { day, hour } from '../lib/clock.ts'
import type { Enrolment } from './port.ts'

/** Starts whose link was redeemed; above either only WebAuthn goes on. */
export const startsAllowed = { perHour: 6, perDay: 15 } as const

/** Consecutive failures after which a guessable factor is disabled until enrolled anew (SP 800-63B-4 3.2.2). */
export const consecutiveAllowed = 100

/** Wrong directory passwords we may cause per lockout window, and the distance kept from the lock. */
const passwordChecks = { perWindow: 2, distance: 2 } as const

/** The times that lie less than `windowMs` before `now`; one still to come counts, so a clock set back frees nobody. */
export const recent = (times: readonly number[], now: number, windowMs: number): readonly number[] =>
  times.filter((at) => now - at < windowMs)

/** The enrolment with one more failure of `purpose`, kept for `keepMs`; the consecutive count outlives flows and restarts. */
export const noteFailure = (
  enrolment: Enrolment,
  purpose: string,
  now: number,
  keepMs: number = hour,
): Enrolment => {
  const times = [...recent(enrolment.failures[purpose] ?? [], now, keepMs), now].slice(-consecutiveAllowed)
  const consecutive = (enrolment.consecutive[purpose] ?? 0) + 1
  return {
    ...enrolment,
    failures: { ...enrolment.failures, [purpose]: times },
    consecutive: { ...enrolment.consecutive, [purpose]: consecutive },
  }
}

/**
 * The enrolment after a success of `purpose`, or after its factor was enrolled anew: consecutive failures begin again,
 * those of the hour stay, so that a right guess buys no further ones.
 */
export const noteSuccess = (enrolment: Enrolment, purpose: string): Enrolment => ({
  ...enrolment,
  consecutive: Object.fromEntries(Object.entries(enrolment.consecutive).filter(([name]) => name !== purpose)),
})

/** The enrolment without its newest failure of `purpose`: it was counted before the outcome was known, and was none. */
export const takeBackFailure = (enrolment: Enrolment, purpose: string): Enrolment => ({
  ...enrolment,
  failures: { ...enrolment.failures, [purpose]: (enrolment.failures[purpose] ?? []).slice(0, -1) },
  consecutive: {
    ...enrolment.consecutive,
    [purpose]: Math.max(0, (enrolment.consecutive[purpose] ?? 0) - 1),
  },
})

/** The enrolment with one more start. */
export const noteStart = (enrolment: Enrolment, now: number): Enrolment => ({
  ...enrolment,
  starts: [...recent(enrolment.starts, now, day), now].slice(-consecutiveAllowed),
})

/** The enrolment without the start noted at this time: it came to nothing through no fault of the person's. */
export const takeBackStart = (enrolment: Enrolment, at: number): Enrolment => ({
  ...enrolment,
  starts: enrolment.starts.filter((one) => one !== at),
})

/** Whether there were more starts than allowed, the present one included once it is noted. */
export const startsExceeded = (
  enrolment: Enrolment,
  now: number,
  allowed: { readonly perHour: number; readonly perDay: number } = startsAllowed,
): boolean =>
  recent(enrolment.starts, now, hour).length > allowed.perHour ||
  recent(enrolment.starts, now, day).length > allowed.perDay

/** When another start would not be one too many (ms since the epoch); `now` = at once. */
export const nextStartAt = (
  { starts }: Pick<Enrolment, 'starts'>,
  now: number,
  allowed: { readonly perHour: number; readonly perDay: number } = startsAllowed,
): number => {
  const after = (windowMs: number, most: number): number => {
    const oldest = recent(starts, now, windowMs).at(-most)
    return oldest === undefined ? now : oldest + windowMs
  }
  return Math.max(after(hour, allowed.perHour), after(day, allowed.perDay))
}

/** Unlocks a day for one person: whoever guesses passwords cannot have the lock lifted for every few guesses. */
export const unlocksAllowed = 5

/** The enrolment with one more unlock. */
export const noteUnlock = (enrolment: Enrolment, now: number): Enrolment => ({
  ...enrolment,
  unlocks: [...recent(enrolment.unlocks ?? [], now, day), now].slice(-consecutiveAllowed),
})

/** Whether this day's unlocks are spent; then a person of the helpdesk has to look why the lock comes back. */
export const unlocksUsedUp = ({ unlocks = [] }: Enrolment, now: number): boolean =>
  recent(unlocks, now, day).length >= unlocksAllowed

export type Leave =
  | { readonly kind: 'open' }
  /** No try before this time (ms since the epoch). */
  | { readonly kind: 'wait'; readonly until: number }
  /** Too many failures in a row: the factor must be enrolled anew. */
  | { readonly kind: 'disabled' }

/** Whether a guessable factor may be tried now. The hour slides: a try is free again an hour after the oldest that counts. */
export const leaveToTry = (enrolment: Enrolment, purpose: string, perHour: number, now: number): Leave => {
  if ((enrolment.consecutive[purpose] ?? 0) >= consecutiveAllowed) return { kind: 'disabled' }
  const times = recent(enrolment.failures[purpose] ?? [], now, hour)
  const oldest = times.at(-perHour)
  return oldest === undefined ? { kind: 'open' } : { kind: 'wait', until: oldest + hour }
}

/** How long our own wrong checks of a directory password count: the lockout window, or a day where it has no known end. */
export const passwordWindow = ({ lockoutMs }: Pick<PasswordPolicy, 'lockoutMs'>): number =>
  lockoutMs === 'unknown' || lockoutMs === 0 ? day : lockoutMs

export const directoryPassword = 'directory-password'

/**
 * Whether we may ask the directory about a password: stops an attacker who opens enrolments from locking the
 * account through us. Two wrong ones per window, and none close to the lock; what the directory does not tell is
 * taken as close.
 */
export const mayCheckPassword = (
  enrolment: Enrolment,
  policy: Pick<PasswordPolicy, 'lockoutThreshold' | 'lockoutMs'>,
  badPasswords: number | 'unknown',
  now: number,
): boolean => {
  const wrong = recent(enrolment.failures[directoryPassword] ?? [], now, passwordWindow(policy)).length
  if (wrong >= passwordChecks.perWindow) return false
  if (policy.lockoutThreshold === 0) return true
  if (policy.lockoutThreshold === 'unknown' || badPasswords === 'unknown') return false
  return policy.lockoutThreshold - Math.max(badPasswords, wrong) > passwordChecks.distance
}
