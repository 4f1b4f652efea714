import { day, hour } from '../lib/clock.ts'
import type { Assessment, Band, Reason, Signals } from './port.ts'

/** How long (ms) a change keeps its floor up. */
export interface Coolings {
  /** F3: after an authenticator was added or removed (T1098, R-MFA1). */
  readonly factorChange: number
  /** F7: after this service set the password. */
  readonly reset: number
  /** F4: after the chat profile's e-mail, name or owner changed. */
  readonly profileChange: number
}

export const defaultCoolings: Coolings = { factorChange: 72 * hour, reset: 24 * hour, profileChange: 7 * day }

const order = ['allow', 'step-up', 'approval', 'deny'] as const satisfies readonly Band[]
const above = (a: Band, b: Band): boolean => order.indexOf(a) > order.indexOf(b)

interface Floor {
  readonly reason: Reason
  readonly band: Band
  readonly up: boolean
  /** When it comes down by itself (ms since the epoch). */
  readonly easesAt?: number
}

/** A floor that a change at `at` raises for `lasts` ms; a time to come counts too, so a clock set back hides nothing. */
const since = (reason: Reason, band: Band, at: number | undefined, lasts: number, now: number): Floor => {
  if (at === undefined) return { reason, band, up: false }
  return { reason, band, up: now - at < lasts, easesAt: at + lasts }
}

const floors = (s: Signals, cool: Coolings): readonly Floor[] => [
  { reason: 'privileged', band: 'deny', up: s.privileged },
  since('recent-factor-change', 'approval', s.factorsChangedAt, cool.factorChange, s.now),
  // A phone that still tries the old password locks people right after a reset: an unlock hands nobody a second one.
  since('recent-reset', 'approval', s.purpose === 'unlock' ? undefined : s.lastResetAt, cool.reset, s.now),
  since('profile-change', 'step-up', s.profileChangedAt, cool.profileChange, s.now),
  { reason: 'second-browser', band: 'step-up', up: s.secondBrowser },
  // A browser's key lives as long as its flow, so every browser is unknown and nothing is ever judged lower.
  { reason: 'unknown-device', band: 'step-up', up: true },
  { reason: 'too-many-starts', band: 'allow', up: s.startsExceeded },
]

/**
 * The highest floor that stands (F1, F3, F4, F5, F7, F13), every reason for it, and when waiting
 * alone would lower it. Too many starts raise nothing: they leave WebAuthn as the only way on.
 */
export const assess = (signals: Signals, coolings: Coolings): Assessment => {
  const standing = floors(signals, coolings).filter((floor) => floor.up)
  const band = standing.reduce<Band>((top, floor) => (above(floor.band, top) ? floor.band : top), 'allow')
  const easings = standing.filter((floor) => floor.band === band).map((floor) => floor.easesAt ?? Infinity)
  const easesAt = Math.max(...easings)
  return {
    band,
    reasons: standing.map((floor) => floor.reason),
    ...(signals.startsExceeded && { only: ['webauthn'] }),
    ...(Number.isFinite(easesAt) && { easesAt }),
  }
}
