import { randomBytes } from 'node:crypto'
import { minute } from '../lib/clock.ts'
import type { Keyring } from '../lib/keys.ts'
import type { Store } from '../story/record.ts'
import type { Nonces } from './port.ts'

const livesMs = 5 * minute
/** How far another replica's clock may be ahead of ours. */
const skewMs = minute

/**
 * Nonces that are recognised by our signature, so that nothing is stored until one is spent: whoever asks for a
 * million of them fills no store. A nonce is `<base64url(48-bit time ‖ 144 random bits)>.<key id>.<mac>`; spending
 * claims it in the store, so it is good once on all replicas together.
 */
export const nonces = (keyring: Keyring, store: Pick<Store, 'claim'>): Nonces => ({
  make(purpose, now) {
    const bytes = randomBytes(24)
    bytes.writeUIntBE(now, 0, 6)
    const body = bytes.toString('base64url')
    return `${body}.${keyring.sign('nonce', signed(purpose, body))}`
  },

  async spend(purpose, nonce, now) {
    const [body = ''] = nonce.split('.', 1)
    if (!keyring.verify('nonce', signed(purpose, body), nonce.slice(body.length + 1))) return false
    const age = now - Buffer.from(body, 'base64url').readUIntBE(0, 6)
    if (age >= livesMs || age < -skewMs) return false
    return store.claim(`nonce:${body}`, livesMs + skewMs)
  },
})

/** A body has no bar in it, so the last bar ends the purpose. */
const signed = (purpose: string, body: string): string => `${purpose}|${body}`
