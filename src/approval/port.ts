import type { Secret } from '../lib/secret.ts'
import type { Phrase } from '../story/card.ts'

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
      /** Where the approver is (IANA), for times in words; absent = not known. */
      readonly timeZone?: string
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
