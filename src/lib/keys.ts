import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { sameText } from './ids.ts'

/** What a derived key is for. One configured key serves all purposes through HKDF (RFC 5869), so a value made for one never passes as another. */
export type KeyPurpose =
  | 'record'
  | 'seed'
  | 'pairing'
  | 'nonce'
  | 'inbox'
  | 'seen'
  | 'backup'
  | 'notice'
  | 'installation'
  | 'limit'
  | 'activity'
  | 'device'
  | 'network'
  | 'question'

export interface ConfiguredKey {
  /** A short public name, stored beside what the key made, so that keys can be replaced one after another. */
  readonly id: string
  /** At least 32 random bytes. */
  readonly bytes: Buffer
}

/** The id of the key that a signature or sealed value names, if it names one at all; whether it is ours is another question. */
export const keyIdOf = (made: string): string | undefined =>
  /^([A-Za-z0-9][A-Za-z0-9-]{0,31})\./.exec(made)?.[1]

/**
 * The configured keys: the first makes, every one verifies and opens. Signs with HMAC-SHA-256 and
 * seals with AES-256-GCM (SP 800-38D). A reader of the store gains nothing without these keys,
 * a writer of the store is found out.
 */
export class Keyring {
  readonly #keys: readonly ConfiguredKey[]
  readonly #derived = new Map<string, KeyObject>()

  constructor(keys: readonly ConfiguredKey[]) {
    if (keys.length === 0) throw new Error('a keyring needs at least one key')
    this.#keys = keys
  }

  /** The id of the key that makes. */
  get current(): string {
    return this.#current().id
  }

  /** The ids of all keys, the one that makes first. */
  get ids(): readonly string[] {
    return this.#keys.map(({ id }) => id)
  }

  /**
   * The id of one key on which all replicas agree in whatever order each has them: the first by name. For hashes by which
   * something is known again: they stay the same while a key is changed, but for one time.
   */
  get steady(): string {
    return this.ids.toSorted()[0] ?? this.current
  }

  /** The id of the key that `made` names and that is not configured: it was removed too early, or never was ours. */
  missing(made: string): string | undefined {
    const id = keyIdOf(made)
    return id === undefined || this.ids.includes(id) ? undefined : id
  }

  /** `<key id>.<mac>`, the MAC in base64url. */
  sign(purpose: KeyPurpose, text: string): string {
    const key = this.#current()
    return `${key.id}.${this.#mac(key, purpose, text)}`
  }

  /** Whether `signature` was made by `sign` with the same purpose and text, under any configured key. */
  verify(purpose: KeyPurpose, text: string, signature: string): boolean {
    const [id, mac] = split(signature)
    const key = this.#keys.find((k) => k.id === id)
    return key !== undefined && sameText(mac, this.#mac(key, purpose, text))
  }

  /** Keyed bytes under the key called `id`, the same at every call whichever key makes now; undefined when it is gone. */
  digest(id: string, purpose: KeyPurpose, text: string): Buffer | undefined {
    const key = this.#keys.find((k) => k.id === id)
    return key && createHmac('sha256', this.#derive(key, purpose)).update(text).digest()
  }

  /** Encrypts `text`; `bound` (say, whose it is) is authenticated, so that a sealed value cannot be moved to another owner. */
  seal(purpose: KeyPurpose, text: string, bound: string): string {
    const key = this.#current()
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#derive(key, purpose), iv).setAAD(Buffer.from(bound))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return `${key.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
  }

  /** The text that `seal` took, or undefined if the value was changed, moved to another owner, or its key is gone. */
  open(purpose: KeyPurpose, sealed: string, bound: string): string | undefined {
    const [id, packed] = split(sealed)
    const key = this.#keys.find((k) => k.id === id)
    const bytes = Buffer.from(packed, 'base64url')
    if (key === undefined || bytes.length < 28) return undefined
    const decipher = createDecipheriv('aes-256-gcm', this.#derive(key, purpose), bytes.subarray(0, 12))
      .setAAD(Buffer.from(bound))
      .setAuthTag(bytes.subarray(12, 28))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }

  #current(): ConfiguredKey {
    const [first] = this.#keys
    if (first === undefined) throw new Error('a keyring needs at least one key')
    return first
  }

  #mac(key: ConfiguredKey, purpose: KeyPurpose, text: string): string {
    return createHmac('sha256', this.#derive(key, purpose)).update(text).digest('base64url')
  }

  /** As a key object: made of bytes at every call, a key costs more than what it is used for. */
  #derive(key: ConfiguredKey, purpose: KeyPurpose): KeyObject {
    const name = `${key.id}/${purpose}`
    const known = this.#derived.get(name)
    if (known !== undefined) return known
    const made = createSecretKey(Buffer.from(hkdfSync('sha256', key.bytes, '', `latchkey/${purpose}`, 32)))
    this.#derived.set(name, made)
    return made
  }
}

const split = (text: string): [string, string] => {
  const dot = text.indexOf('.')
  return dot < 0 ? ['', ''] : [text.slice(0, dot), text.slice(dot + 1)]
}
