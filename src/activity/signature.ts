import { createHmac, timingSafeEqual } from 'node:crypto'
import { minute } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'

/** A sender's clock may be off by so much (ms), and a request copied on the way is worth nothing after it. */
const windowMs = 5 * minute

export interface Sender {
  readonly name: string
  readonly secret: Secret
}

/** `v1=` and the HMAC-SHA-256, in hex, of `v1:<source>:<timestamp>:` and the body as it is sent. */
export const signature = ({ name, secret }: Sender, timestamp: string, body: Uint8Array): string =>
  `v1=${createHmac('sha256', secret.reveal()).update(`v1:${name}:${timestamp}:`).update(body).digest('hex')}`

/**
 * Whether a request is from the sender that it names, and of now. Stops a stranger from teaching us that an attacker's place is
 * usual, and a copy from being sent later. One answer for every fault, in constant time.
 */
export const isFrom = (sender: Sender, headers: Headers, body: Uint8Array, now: number): boolean => {
  const timestamp = headers.get('x-latchkey-timestamp') ?? ''
  const shown = Buffer.from(headers.get('x-latchkey-signature') ?? '')
  const right = Buffer.from(signature(sender, timestamp, body))
  const same = shown.length === right.length && timingSafeEqual(shown, right)
  return same && /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now) <= windowMs
}
