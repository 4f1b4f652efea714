import type { Secret } from '../lib/secret.ts'
import type { Card, WebAsk } from '../story/card.ts'

/** What a browser sends with a call that changes something (CHAT-BIND step 9: proof of possession). */
export interface SignedCall {
  /** The compact JWS of the header `latchkey-proof`. */
  readonly proof: string | undefined
  readonly method: string
  /** Path of the request, e.g. `/h/answer`; the host comes from configuration, never from the request. */
  readonly path: string
  /** The body as received, byte for byte. */
  readonly body: string
  /** Value of the cookie `__Host-flow`, where there is one. */
  readonly cookie?: string
}

/** What can be said of a browser to the person in chat, coarse on purpose. */
export interface BrowserContext {
  /** e.g. "Chrome on Android". */
  readonly browser: string
}

export type CallRefusal =
  /** Unknown, expired, killed or finished flow, wrong secret: all the same to the caller (security.md 2.3 row 12). */
  | 'gone'
  /** Proof missing, malformed, stale or replayed; the client may sign again with the fresh nonce. */
  | 'proof'
  /** The page is older than the flow: reload. */
  | 'stale'
  /** Something outside is down; nothing was changed. */
  | 'unavailable'

export interface CallResult {
  readonly kind: 'ok'
  /** The cookie to set; absent = keep. */
  readonly cookie?: string
  /** Seconds the cookie may live. */
  readonly maxAge?: number
  /** Ephemeral things for this browser: options, seed, codes. */
  readonly reveal?: Readonly<Record<string, unknown>>
  /** Whether the page must be drawn anew. */
  readonly changed: boolean
}

export type CallAnswer = CallResult | { readonly kind: 'refused'; readonly why: CallRefusal }

export interface Page {
  readonly step: string
  /** `step:ver`, to be signed with every answer. */
  readonly prompt: string
  readonly card: Card<WebAsk>
  /** What the last answer led to. */
  readonly outcome?: string
}

/** What our web pages may ask of the protocol. Every call answers with a value; nothing here throws for bad input. */
export interface HandoffPort {
  /** A nonce for the next proof; inert, good for five minutes, single use. */
  nonce(): string
  /** First contact: `secret` from the link's fragment. Idempotent for the same key. */
  attach(call: SignedCall, flow: string, secret: Secret, context: BrowserContext): Promise<CallAnswer>
  /** The paired browser comes back without cookie or secret, by proof of its key. */
  resume(call: SignedCall, flow: string): Promise<CallAnswer>
  /** One answer to an ask of the page. Passwords and codes come as `Secret`. */
  answer(
    call: SignedCall,
    name: string,
    value: string | Secret | Readonly<Record<string, unknown>>,
  ): Promise<CallAnswer>
  /** What this browser should see now; undefined = nothing is there for it. Changes nothing. */
  page(cookie: string | undefined): Promise<Page | undefined>
}
