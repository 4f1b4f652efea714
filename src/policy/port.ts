import type { PasswordPolicy, Person } from '../directory/port.ts'
import type { Secret } from '../lib/secret.ts'
import type { Phrase } from '../story/card.ts'
import type { Demands, Loosening, Ruling, Subject } from './rule.ts'

export type { Recorded } from './replay.ts'
export * from './rule.ts'
export { shippedApprovals, shippedCoolingHours, shippedMinLength } from './rule-strength.ts'

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

/** Lightest first. */
export const bands = ['allow', 'step-up', 'approval', 'deny'] as const
export type Band = (typeof bands)[number]

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

/** The floors of the risk policy, and the score; each has a sentence in the catalogue (`risk.*`). */
export const reasons = [
  'unknown-device',
  'new-country',
  'anonymiser',
  'impossible-travel',
  'recent-factor-change',
  'profile-change',
  'privileged',
  'provider-verdict',
  'recent-reset',
  'crowded-address',
  'wave',
  'chat-elsewhere',
  'cannot-judge',
  'thin-history',
  'second-browser',
  'too-many-starts',
  'unusual',
  // What a rule of the operator's says, whatever the risk.
  'rule-refuses',
  'outside-hours',
  'rule-undecided',
] as const
export type Reason = (typeof reasons)[number]

/** How long (ms) a change keeps its floor up. */
export interface Coolings {
  /** F3: after an authenticator was added or removed (T1098, R-MFA1). */
  readonly factorChange: number
  /** F7: after this service set the password. */
  readonly reset: number
  /** F4: after the chat profile's e-mail, name or owner changed. */
  readonly profileChange: number
}

/** With all of any one of the sets `by`, proved in the paired browser, the band is `band` and no higher. */
export interface Eased {
  readonly band: Band
  readonly by: readonly (readonly EvidenceType[])[]
}

/** What of a judgement is the score's: all that answers to questions may move. */
export interface ByScore {
  readonly score: number
  /** The most that is left of it by evidence that eases. */
  readonly yielding: number
  /** The gravest of everything else that stands. */
  readonly floor: Band
}

export interface Assessment {
  readonly band: Band
  readonly reasons: readonly Reason[]
  /** Evidence types that still count; absent = all. */
  readonly only?: readonly EvidenceType[]
  /** When waiting alone would lower the band (ms since the epoch). */
  readonly easesAt?: number
  /** Strong evidence that takes the place of a human's look (F2); absent = none does. */
  readonly eased?: Eased
  /** How far from usual (below 0 = as always); absent = too little is known of the person, or nothing is configured. */
  readonly score?: number
  /** Absent = no answers move it: there is no score, or they were counted in already. */
  readonly byScore?: ByScore
  /** The rule allows no questions about recent sign-ins. */
  readonly noQuestions?: true
  /** Every reason in words, the score's included: for approvers and the trail, never for the person. */
  readonly said?: readonly Phrase[]
  /** Names what judged, for the trail. */
  readonly model?: string
  /** The rule it was judged under; absent = before there were rules: the shipped policy. */
  readonly rule?: string
  /** Hash of the policy that was in force. */
  readonly policy?: string
  /** What that rule asked for; kept, so that a policy changed meanwhile can only add. */
  readonly demands?: readonly Demands[]
  /** What an operator's policy loosened for this person; counts only while the policy in force names it too. */
  readonly loosened?: readonly Loosening[]
  /** What the rule tells whoever it refuses. */
  readonly words?: string
}

/** What of an assessment decides how much evidence is enough. */
export type Limits = Pick<Assessment, 'band' | 'only' | 'eased' | 'demands' | 'loosened'>

export const sufficiencies = ['sufficient', 'with-approval', 'with-two-approvals', 'insufficient'] as const
export type Sufficiency = (typeof sufficiencies)[number]

export interface PolicyPort {
  /** SHA-256 of the policy data in force; stands in every decision's audit event. */
  readonly hash: string
  /** How long changes keep their floors up; the risk is judged by them. */
  readonly coolings: Coolings
  /** What of the shipped policy an operator has loosened. */
  readonly loosenings: readonly Loosening[]
  /** The groups that rules or approvals ask about, as they are written: DNs or SIDs. A directory is asked for no others. */
  readonly groups: readonly string[]
  /**
   * The first rule that holds for somebody at this time. Where it cannot be told whether an earlier one does, the strictest of
   * all that may: what could not be read never counts as "not a member".
   */
  ruling(subject: Subject, now: number): Ruling
  /** An assessment as the ruling has it: its band may rise, never fall, and the ruling is pinned in it. */
  under(assessment: Assessment, ruling: Ruling): Assessment
  /** Whether it was made under another policy than the one in force: then it is made again before anything is done. */
  outdated(assessment: Assessment): boolean
  /**
   * Whether this evidence, all of one browser but for `totp-in-chat`, is enough in this band (`evidence.ts`).
   * `purpose` comes from the story's own text, never from a record, and is the stricter one when left out: nothing stored
   * can make a reset cheaper.
   */
  suffices(evidence: readonly EvidenceType[], assessment: Limits, purpose?: Purpose): Sufficiency
  /**
   * The types, among those `held`, that bring a person with `evidence` closer to enough, best first.
   * Empty when it is enough already or can never be.
   */
  next(
    evidence: readonly EvidenceType[],
    held: readonly EvidenceType[],
    assessment: Limits,
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
