import type { Kept } from '../enrolment/port.ts'
import type { EnrolledFactor, FactorRefusal } from '../factors/port.ts'
import type { Secret } from '../lib/secret.ts'
import type { Phrase } from '../story/card.ts'
import type { Change } from '../story/record.ts'
import type { AnswerValue } from '../story/story.ts'

/** What an approver's press on the card may be; its answer is named `approval` and comes `from: 'approver'` with the actor. */
export const presses = ['approve', 'deny', 'call', 'release'] as const
export type Press = (typeof presses)[number]

/**
 * What a press is answered with, for the presser's eyes only (`Heard.reveal`). `approve` approves nothing: it makes a door,
 * and `token` opens it: `<baseUrl>/a#v1.<flow>.<token>`, good for five minutes, once, and for this approver alone. Only its
 * hash is kept, so it cannot be shown again. A refusal says why, and what next.
 */
export type PressAnswer =
  | { readonly token: string; readonly expiresAt: number }
  | { readonly says: readonly Phrase[] }

/** What the approver's page shows and has signed: these phrases, in this order, are what the signature is over. */
export interface Snapshot {
  readonly title: Phrase
  readonly lines: readonly Phrase[]
  /** SHA-256 over the canonical form of what is shown and decided, base64url. */
  readonly digest: string
}

export type Opened =
  | {
      readonly kind: 'open'
      readonly snapshot: Snapshot
      /** For `navigator.credentials.get`, as the pages' other ceremonies have them. */
      readonly options: Readonly<Record<string, unknown>>
      /** To be sent back with the assertion. */
      readonly nonce: string
      /** Until when the door is good (ms since the epoch). */
      readonly expiresAt: number
    }
  /** This approver may not approve this, whatever the passkey; `says` tells why and what next. */
  | { readonly kind: 'refused'; readonly says: readonly Phrase[] }
  /** Unknown, used or expired door, or a request that is over: all the same to the caller. */
  | { readonly kind: 'void' }
  | { readonly kind: 'unavailable' }

export type Signed =
  /** `complete` = nobody else is needed. */
  | { readonly kind: 'approved'; readonly complete: boolean; readonly says: readonly Phrase[] }
  | { readonly kind: 'refused'; readonly says: readonly Phrase[] }
  | { readonly kind: 'void' }
  | { readonly kind: 'unavailable' }

/** What the approver's page may ask. Answers with a value; nothing here throws for bad input. */
export interface ApproverPort {
  /** What is to be signed, and a fresh challenge over it. May be called again while the door is good. */
  open(flow: string, token: Secret): Promise<Opened>
  /** `assertion` is `{ nonce, response }`, the response as the browser's credential gives it in JSON. Uses the door up when it approves. */
  sign(flow: string, token: Secret, assertion: Readonly<Record<string, unknown>>): Promise<Signed>
}

/** For whom approvers were asked lately, on which card. */
export interface Asked {
  readonly card: string
  /** When that card was begun (ms since the epoch). */
  readonly at: number
  readonly times: number
}

/** What is kept of somebody as an approver, and of what approvers were asked for them, durable, under one revision. */
export interface Standing {
  readonly person: string
  /** When an operator appointed them with a command: what they had set up by then need not rest. */
  readonly appointedAt?: number
  /** Requests they have in hand (a claim, an open door), each until it lapses (ms since the epoch). */
  readonly pending: readonly { readonly flow: string; readonly until: number }[]
  /** Whom they approved for, of the last 30 days. */
  readonly granted: readonly { readonly subject: string; readonly at: number }[]
  /** The last that approvers were asked for this person. */
  readonly asked?: Asked
}

export interface StandingsPort {
  /** The standing, or an empty one at revision 0. */
  of(person: string): Promise<Kept<Standing>>
  /** The change that replaces what was read; in one write with the decision it belongs to. */
  keep(read: Kept<Standing>, next: Standing): Change
}

/** Who may approve for whom. Rejects with a `Fault` where that cannot be told: a right that cannot be read is none. */
export interface ApproverRights {
  /** Whether `approver` may decide for `subject`, both by the directory's id. Never for oneself. */
  mayApprove(approver: string, subject: string): Promise<boolean>
  /** How many could be asked for `subject`, at least; 0 = asking would be a dead end. */
  approversFor(subject: string): Promise<number>
}

/** A passkey's signature over a digest: bound to nothing else, and good once. */
export interface SigningPort {
  /** Options for a signature by one of `held` over `digest`, and the nonce that makes it good once. */
  challenge(
    held: readonly EnrolledFactor[],
    digest: string,
    now: number,
  ): Promise<{ readonly options: Readonly<Record<string, unknown>>; readonly nonce: string }>
  verify(
    held: readonly EnrolledFactor[],
    digest: string,
    handle: string,
    answer: AnswerValue,
    now: number,
  ): Promise<
    | { readonly kind: 'accepted'; readonly factor: EnrolledFactor }
    | { readonly kind: 'refused'; readonly reason: FactorRefusal }
  >
}

/** What flows may use of approvals. */
export interface ApprovalsPort {
  readonly standings: StandingsPort
  readonly rights: ApproverRights
  readonly signing: SigningPort
  /** A secret that opens the approver's page once, and what is kept of it. */
  door(): { readonly token: string; readonly hash: string }
  /** SHA-256 of a canonical form, base64url. */
  digest(canonical: string): string
}

/** What a standing allows and becomes, as pure functions: what flows decide by. */
export { asks, claims, drops, grants, pairings, pendingFor } from './standing.ts'
