import type { EnrolledFactor } from '../factors/port.ts'
import type { Change } from '../story/record.ts'
import type { Actor } from '../story/story.ts'

/** A chat identity that its owner has linked to the directory person. */
export interface Binding {
  readonly actor: Actor
  readonly at: number
  /** Set when the platform reported a change that the person must confirm by a factor first. */
  readonly suspended?: string
  /** What the chat profile was when the link was made or confirmed (`ProfileMarks`); absent = from before marks were kept. */
  readonly mark?: string
}

/** Knows a chat profile again without keeping it. */
export interface ProfileMarks {
  make(actor: Actor, profile: MarkedProfile): string
  /** Whether the profile is the one that the mark was made of; false when the mark cannot be read. */
  holds(mark: string, actor: Actor, profile: MarkedProfile): boolean
}

/** What of a chat profile says whose it is. Names and status texts do not. */
export interface MarkedProfile {
  readonly email?: string
  readonly kind: string
}

/** A browser that this person is known by. */
export interface KnownBrowser {
  /** The mark of its lasting key, as in `Origin.device`. */
  readonly device: string
  /** Since when, and when it was last confirmed (ms since the epoch). */
  readonly since: number
  readonly lastAt: number
}

/** All we keep of a person, durable, under one revision. */
export interface Enrolment {
  readonly person: string
  /** WebAuthn user handle: 32 random bytes, base64url; says nothing about the person. */
  readonly handle: string
  readonly factors: readonly EnrolledFactor[]
  readonly bindings: readonly Binding[]
  /** When a factor was last added or removed: starts the cooling period. */
  readonly factorsChangedAt?: number
  readonly lastResetAt?: number
  /** The one live flow of this person. */
  readonly liveFlow?: string
  /** Times (ms) of flow starts whose link was redeemed, of the last day. */
  readonly starts: readonly number[]
  /** Times (ms) of unlocks by this service, of the last day. */
  readonly unlocks?: readonly number[]
  /** Times (ms) of failures by purpose, of the last hour (longer for directory-password: the lockout window). */
  readonly failures: Readonly<Record<string, readonly number[]>>
  /** Consecutive failures by purpose since the last success: at 100 a guessable factor is disabled (SP 800-63B-4 3.2.2). */
  readonly consecutive: Readonly<Record<string, number>>
  /** Browsers that a conversation of theirs came to a good end in. */
  readonly browsers?: readonly KnownBrowser[]
  /** Which backup this came back from, and when. */
  readonly restored?: { readonly from: string; readonly at: number }
}

export interface Kept<T> {
  readonly value: T
  readonly rev: number
}

export interface EnrolmentsPort {
  /** The enrolment, or an empty one at revision 0. */
  of(person: string): Promise<Kept<Enrolment>>
  /** The change that replaces what was read; goes into one write with the verdict it belongs to. */
  keep(read: Kept<Enrolment>, next: Enrolment): Change
  /**
   * Writes at once, before an effect outside that must be counted whatever comes of it; what is kept now, or undefined
   * when somebody else wrote meanwhile.
   */
  reserve(read: Kept<Enrolment>, next: Enrolment): Promise<Kept<Enrolment> | undefined>
  /** Which person this chat identity is linked to. */
  boundTo(actor: Actor): Promise<Kept<{ readonly person: string; readonly suspended?: string } | undefined>>
  /** The change that links, suspends or (undefined) removes a chat identity. */
  bind(
    actor: Actor,
    read: Kept<unknown>,
    to: { readonly person: string; readonly suspended?: string } | undefined,
  ): Change
}

/** The limits that outlive a flow, as pure functions over an enrolment: what flows decide by. */
export {
  consecutiveAllowed,
  directoryPassword,
  leaveToTry,
  mayCheckPassword,
  noteFailure,
  nextStartAt,
  noteStart,
  noteSuccess,
  noteUnlock,
  passwordWindow,
  recent,
  startsAllowed,
  startsExceeded,
  takeBackFailure,
  takeBackStart,
  unlocksAllowed,
  unlocksUsedUp,
  type Leave,
} from './limits.ts'

/** The browsers a person is known by, bounded in number and time. */
export { knownBrowsers, knowsBrowser, withBrowser, withoutBrowsers } from './known-browsers.ts'
