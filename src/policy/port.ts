import type { PasswordPolicy, Person } from '../directory/port.ts'
import type { Secret } from '../lib/secret.ts'
import type { Phrase } from '../story/card.ts'

/** What counts as evidence, in the words of SP 800-63B-4 where it has them. A chat session and context questions are none. */
export const evidenceTypes = [
  'webauthn',
  'webauthn-presence',
  'totp',
  /** A code of the app typed into a chat form: tied to no browser, so never enough by itself. */
  'totp-in-chat',
  'recovery-code',
  'access-pass',
  'approval',
] as const
export type EvidenceType = (typeof evidenceTypes)[number]

/**
 * What the evidence is to open: a new password where the old one is lost, a new one beside the old one that the directory
 * verifies in the same write, or the lock on an account whose password stays.
 */
export const purposes = ['reset', 'change', 'unlock'] as const
export type Purpose = (typeof purposes)[number]

export type Band = 'allow' | 'step-up' | 'approval' | 'deny'

/** What is known when a flow is judged. `undefined` = not configured, so it does not count. */
export interface Signals {
  readonly now: number
  /** Absent = reset, the stricter. */
  readonly purpose?: Purpose
  readonly privileged: boolean
  /** When an authenticator was last added or removed (ms since the epoch). */
  readonly factorsChangedAt?: number
  /** When this service last set this person's password. */
  readonly lastResetAt?: number
  /** More than one browser opened the link. */
  readonly secondBrowser: boolean
  /** The chat profile changed, or was linked, at this time. */
  readonly profileChangedAt?: number
  /** More starts than an hour or a day allows: only WebAuthn goes on. */
  readonly startsExceeded: boolean
}

/** The floors of the risk policy that can be judged in this release; each has a sentence in the catalogue. */
export type Reason =
  | 'unknown-device'
  | 'recent-factor-change'
  | 'profile-change'
  | 'privileged'
  | 'recent-reset'
  | 'second-browser'
  | 'too-many-starts'

export interface Assessment {
  readonly band: Band
  readonly reasons: readonly Reason[]
  /** Evidence types that still count; absent = all. */
  readonly only?: readonly EvidenceType[]
  /** When waiting alone would lower the band (ms since the epoch). */
  readonly easesAt?: number
}

export type Sufficiency = 'sufficient' | 'with-approval' | 'with-two-approvals' | 'insufficient'

export interface PolicyPort {
  /** SHA-256 of the policy data in force; stands in every decision's audit event. */
  readonly hash: string
  assess(signals: Signals): Assessment
  /**
   * Whether this evidence, all of one browser but for `totp-in-chat`, is enough in this band (`evidence.ts`).
   * `purpose` comes from the story's own text, never from a record, and is the stricter one when left out: nothing stored
   * can make a reset cheaper.
   */
  suffices(
    evidence: readonly EvidenceType[],
    assessment: Pick<Assessment, 'band' | 'only'>,
    purpose?: Purpose,
  ): Sufficiency
  /**
   * The types, among those `held`, that bring a person with `evidence` closer to enough, best first.
   * Empty when it is enough already or can never be.
   */
  next(
    evidence: readonly EvidenceType[],
    held: readonly EvidenceType[],
    assessment: Pick<Assessment, 'band' | 'only'>,
    purpose?: Purpose,
  ): readonly EvidenceType[]
}

/** What a new password must be before the directory is asked; a rule not met is no try. */
export interface PasswordRules {
  /** Every rule the password does not meet, in words that name whose rule it is; empty = ask the directory. */
  unmet(
    password: Secret,
    person: Pick<Person, 'account' | 'displayName'>,
    policy: Pick<PasswordPolicy, 'minLength' | 'complexity'>,
  ): readonly Phrase[]
  /** The rules in force for this person, told before anything is typed. */
  stated(policy: Pick<PasswordPolicy, 'minLength' | 'complexity' | 'history'>): readonly Phrase[]
}
