import type { Known } from '../directory/port.ts'
import type { Assessment, Band, EvidenceType } from './port.ts'

/** The bands in which anything may be enough. */
export const liveBands = ['allow', 'step-up', 'approval'] as const satisfies readonly Band[]
export type LiveBand = (typeof liveBands)[number]

/** A band left out is as in the shipped policy. */
export type ByBand<T> = { readonly [B in LiveBand]?: T | undefined }

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** When self-service is open, by the wall clock of the company's time zone. */
export interface Hours {
  readonly days: readonly Weekday[]
  /** `HH:MM`; `to` may be `24:00`. */
  readonly from: string
  readonly to: string
  readonly outside: 'approval' | 'refuse'
}

/** What an operator may name to go below the shipped policy. There is nothing else. */
export const loosenings = [
  'totp-alone-in-allow',
  'totp-in-chat',
  'shorter-passwords',
  'shorter-cooling',
] as const
export type Loosening = (typeof loosenings)[number]

/** Whom a rule is for; several of them must all hold. */
export interface Match {
  /** A group's DN or SID, at any depth. */
  readonly group?: string | undefined
  /** The DN of a subtree. */
  readonly ou?: string | undefined
  /** What somebody signs in with. */
  readonly account?: string | undefined
}

/** One rule of an operator's. What it leaves out is as in the shipped policy; it can only ask for more. */
export interface PolicyRule {
  readonly name: string
  readonly match: Match | 'everybody'
  /** Sets of evidence that count, by band and in every higher one. */
  readonly evidence?: ByBand<readonly (readonly EvidenceType[])[]> | undefined
  /** Fewest approvals, by band and in every higher one. */
  readonly approvals?: ByBand<0 | 1 | 2> | undefined
  /** Groups of whom each may approve for these people. */
  readonly approvers?: readonly string[] | undefined
  readonly refuse?: boolean | undefined
  /** What they are told when they are refused. */
  readonly words?: string | undefined
  readonly coolingHours?: number | undefined
  readonly hours?: Hours | undefined
  readonly limits?: { readonly [K in keyof StartLimits]?: number | undefined } | undefined
  /** Whether questions about recent activity may be asked. */
  readonly questions?: boolean | undefined
}

/** Starts of one person, of which those above leave only WebAuthn. */
export interface StartLimits {
  readonly perHour: number
  readonly perDay: number
}

/** What the rules know somebody by, as the directory tells it. */
export interface Subject {
  /** Absent = not told, like each of the others. */
  readonly account?: string
  readonly dn?: string
  /** The groups of `PolicyPort.groups` that hold them, at any depth; 'unknown' and absent = could not be read. */
  readonly groups?: Known<readonly string[]>
  /** What their sign-in methods can prove; absent = not looked at, and nothing is loosened for them. */
  readonly holds?: readonly EvidenceType[]
}

/** What one rule asks for beyond the shipped table. */
export interface Demands {
  readonly rule: string
  /** Of the sets of a band one must be there whole. */
  readonly evidence: ByBand<readonly (readonly EvidenceType[])[]>
  readonly approvals: ByBand<0 | 1 | 2>
}

/** What holds for one person at one moment. */
export interface Ruling {
  /** The rule's name; of several, joined by "+", where it could not be decided which one holds. */
  readonly rule: string
  /** Hash of the policy it comes from. */
  readonly policy: string
  /** All of them must be met. */
  readonly demands: readonly Demands[]
  readonly refuses: boolean
  /** The operator's words to whoever is refused. */
  readonly words?: string
  /** An approver must be in one group of each of these lists, and for one that is empty be appointed; none = no rule names any. */
  readonly approvers: readonly (readonly string[])[]
  /** How long a change of sign-in methods rests (ms). */
  readonly coolingMs: number
  readonly limits: StartLimits
  readonly questions: boolean
  /** What an operator has named that counts for this person. */
  readonly loosened: readonly Loosening[]
  /** Self-service is closed now, and what that means; `opensAt` in ms since the epoch. */
  readonly closed?: { readonly band: 'approval' | 'deny'; readonly opensAt: number }
  /** Groups or place could not be read, so this is the strictest of what may hold; a human looks. */
  readonly undecided: boolean
}

/** What is pinned in an assessment of the ruling it was made under. */
export type Pinned = Pick<Assessment, 'rule' | 'policy' | 'demands' | 'loosened' | 'words' | 'noQuestions'>
