import { CompactSign, calculateJwkThumbprint } from 'jose'
import type { SignedCall } from '../../src/handoff/port.ts'
import { verifyProof, type Proved } from '../../src/handoff/proof.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { newKey, type Key } from '../support/browser.ts'
import { origin } from '../support/world.ts'
import { browserNames, type BrowserName } from './state.ts'

export interface Claim {
  /** Whose key signs. */
  readonly by: BrowserName
  /** Whose public key stands in the header; another one's than `by` is a forgery. */
  readonly as: BrowserName
  readonly path: string
  readonly flow: string
  readonly prompt: string
  readonly nonce: string
  readonly body: string
}

/**
 * The browsers' keys: real ones, real signatures, and the server's own verification. Each is done once and remembered,
 * since both are functions of their arguments once the nonce is one of them; so a search of many thousand calls is quick.
 */
export class Keys {
  readonly #keys: ReadonlyMap<BrowserName, Key>
  readonly #names: ReadonlyMap<string, BrowserName>
  readonly #signed = new Map<string, string>()
  readonly #verified = new Map<string, Proved | undefined>()

  private constructor(keys: ReadonlyMap<BrowserName, Key>, names: ReadonlyMap<string, BrowserName>) {
    this.#keys = keys
    this.#names = names
  }

  static async make(): Promise<Keys> {
    const keys = new Map<BrowserName, Key>()
    const names = new Map<string, BrowserName>()
    for (const name of browserNames) {
      const key = await newKey()
      keys.set(name, key)
      names.set(await calculateJwkThumbprint(key.jwk, 'sha256'), name)
    }
    return new Keys(keys, names)
  }

  /** Whose key this thumbprint is of. */
  owner(jkt: string | undefined): BrowserName | undefined {
    return jkt === undefined ? undefined : this.#names.get(jkt)
  }

  async sign(claim: Claim): Promise<string> {
    const known = this.#signed.get(JSON.stringify(claim))
    if (known !== undefined) return known
    const { path, flow, prompt, nonce, body } = claim
    const payload = { htm: 'POST', htu: `${origin}${path}`, flow, ver: prompt, nonce, bsh: sha256(body) }
    const proof = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ typ: 'latchkey-proof+jwt', alg: 'ES256', jwk: this.#key(claim.as).jwk })
      .sign(this.#key(claim.by).secret)
    this.#signed.set(JSON.stringify(claim), proof)
    return proof
  }

  /** The server's verification. That a nonce is good once is left out here: `test/handoff` shows it. */
  readonly verify: typeof verifyProof = async (call: SignedCall, baseUrl, _nonces, now) => {
    const about = `${call.proof} ${call.path} ${call.body}`
    if (this.#verified.has(about)) return this.#verified.get(about)
    const nonces = { make: () => '', spend: () => Promise.resolve(true) }
    const proved = await verifyProof(call, baseUrl, nonces, now)
    this.#verified.set(about, proved)
    return proved
  }

  #key(name: BrowserName): Key {
    const key = this.#keys.get(name)
    if (key === undefined) throw new Error(`no key of ${name}`)
    return key
  }
}
