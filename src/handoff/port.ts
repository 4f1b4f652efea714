import type { Origin } from '../activity/port.ts'
import { sameText } from '../lib/ids.ts'
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
  /** The caller's address, as far as our own proxies tell; used to count refusals and for nothing else. */
  readonly address?: string
  /** The compact JWS of the header `latchkey-device`, by the key that the browser keeps for longer than one flow. */
  readonly device?: string
}

/** What can be said of a browser to the person in chat, coarse on purpose. */
export interface BrowserContext {
  /** e.g. "Chrome on Android". */
  readonly browser: string
  /** Where it is and what it is, to judge the risk by; absent = nothing could be told, or an older release wrote it. */
  readonly origin?: Origin
}

export type CallRefusal =
  /** Unknown, expired, killed or finished flow, wrong secret: all the same to the caller. */
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
  /** How many of the card's first lines answer what this browser just did; absent = none. */
  readonly notes?: number
  /** Where the person is (IANA), for times in words; absent = not known. */
  readonly timeZone?: string
  /** How the flow ended, once it has. */
  readonly outcome?: string
}

/** What our web pages may ask of the protocol. Every call answers with a value; nothing here throws for bad input. */
export interface HandoffPort {
  /** A nonce for the next proof; inert, good for five minutes, single use. */
  nonce(): string
  /** First contact: `secret` from the link's fragment. Idempotent for the same key. */
  attach(call: SignedCall, flow: string, secret: Secret, context: BrowserContext): Promise<CallAnswer>
  /** The paired browser comes back without cookie or secret, by proof of its key. */
  resume(call: SignedCall, flow: string, context?: BrowserContext): Promise<CallAnswer>
  /** One answer to an ask of the page. Passwords and codes come as `Secret`. */
  answer(
    call: SignedCall,
    name: string,
    value: string | Secret | Readonly<Record<string, unknown>>,
  ): Promise<CallAnswer>
  /** What this browser should see now; undefined = nothing is there for it. Changes nothing but what was owed without it. */
  page(cookie: string | undefined): Promise<Page | undefined>
}

/** A browser that presented the link and was not chosen yet. */
export interface Attachment {
  readonly jkt: string
  readonly cookieHash: string
  readonly context: BrowserContext
  readonly at: number
  /** With the flow, the key and the configured key this makes the pairing code; the code itself is never stored. */
  readonly salt: string
  /** The id of the key its code is made with; absent in records of older releases: the one that makes now. */
  readonly key?: string
  readonly codeExpiresAt: number
}

/** The binding of one flow to one browser, as kept in its record: hashes and thumbprints only. */
export interface Binding {
  readonly link?: { readonly hash: string; readonly expiresAt: number }
  readonly attachments: readonly Attachment[]
  readonly paired?: {
    readonly jkt: string
    readonly cookieHash: string
    readonly context: BrowserContext
    readonly at: number
  }
  /** More than one browser presented a link of this flow. */
  readonly second: boolean
}

export const unbound: Binding = { attachments: [], second: false }

export type Attached =
  | 'attached'
  /** The same browser again, or the paired browser with its dead link. */
  | 'again'
  /** Another browser than the first: the person and security are told. */
  | 'second'
  /** Wrong, expired or used up; nothing changes and the caller learns nothing. */
  | 'refused'
  /** A dead link in the hands of another browser: the flow must die. */
  | 'intruder'

/** The transitions of CHAT-BIND, pure: what a server does and what a model of it explores are these same functions. */
export interface BindingProtocol {
  /** A new link; an older one and the browsers that came by it are forgotten. Only before pairing. */
  issue(binding: Binding, linkHash: string, now: number): Binding
  attach(
    flow: string,
    binding: Binding,
    call: {
      readonly linkHash: string
      readonly jkt: string
      readonly cookieHash: string
      readonly context: BrowserContext
      readonly salt: string
    },
    now: number,
  ): { readonly verdict: Attached; readonly binding: Binding }
  /** The paired browser with a new cookie, and where it is now; undefined for any other. */
  resume(binding: Binding, jkt: string, cookieHash: string, context?: BrowserContext): Binding | undefined
  /** The code this browser shows now; undefined when it has expired or the browser is not attached. */
  code(
    flow: string,
    binding: Binding,
    jkt: string,
    now: number,
  ): { readonly code: string; readonly expiresAt: number } | undefined
  /** A new code for this browser. */
  renew(flow: string, binding: Binding, jkt: string, now: number): Binding
  /** The browser whose live code was typed is paired, all others and the link are dead; undefined = no such code. */
  pair(flow: string, binding: Binding, typed: string, now: number): Binding | undefined
}

/** Whether this very call comes from the paired browser, by key and by cookie: evidence and passwords are heard from no other. */
export const fromPaired = (
  binding: Binding,
  jkt: string | undefined,
  cookieHash: string | undefined,
): boolean =>
  binding.paired !== undefined && binding.paired.jkt === jkt && binding.paired.cookieHash === cookieHash

/** Whether this call comes from a browser that is attached and waits to be paired. */
export const fromAttached = (
  binding: Binding,
  jkt: string | undefined,
  cookieHash: string | undefined,
): boolean => binding.attachments.some((a) => a.jkt === jkt && a.cookieHash === cookieHash)

/** How a browser is known again; asked at the door and once more on the very record that is decided on. */
export interface Recognised {
  readonly fromPaired: typeof fromPaired
  readonly fromAttached: typeof fromAttached
}

export const recognised: Recognised = { fromPaired, fromAttached }

/** Whether whoever presents this link, or nothing but a key, has anything to do with the flow; all others are strangers to it. */
export const knocks = (
  { link, paired }: Binding,
  jkt: string,
  linkHash: string | undefined,
  now: number,
): boolean => {
  if (linkHash === undefined) return paired?.jkt === jkt
  const held = link !== undefined && sameText(link.hash, linkHash)
  return held && (paired !== undefined || link.expiresAt > now)
}
