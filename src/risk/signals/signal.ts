import type { CompanyHabits, History, Level, Origin } from '../../activity/port.ts'
import type { Velocity } from '../port.ts'
import type { Term } from '../scored.ts'

/** What a request is judged by. */
export interface Scene {
  readonly history: History
  readonly company: CompanyHabits
  /** The paired browser's; empty = nothing could be told of it. */
  readonly origin: Origin
  /** Milliseconds since the epoch. */
  readonly now: number
  /**
   * Levels that this installation has no means to tell of any request (no geo database): they do not count. One that could
   * be told and was not, of this request alone, counts like one never seen: an address that is in no database hides nothing.
   */
  readonly blind?: readonly Level[]
  /** Whether the browser's lasting key is one this person is known by, whatever the sign-ins tell of keys; absent = they tell. */
  readonly knownDevice?: boolean
  /** When the person last signed in by the directory's own note (ms since the epoch); absent = not told. */
  readonly signedInAt?: number
  /** By how many standard deviations requests are more than usual. */
  readonly velocity?: Velocity
  /** What came of the questions about recent activity. */
  readonly answers?: number
}

/** Pure: the same scene gives the same terms. Nothing known = no term, never one below 0. */
export type Signal = (scene: Scene) => readonly Term[]

export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value))
