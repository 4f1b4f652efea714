import { importJWK, type CryptoKey } from 'jose'
import { z } from 'zod'
import { hour, minute, second, type Clock } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import { askJson, type Fetch } from './bounded-json.ts'
import { isGuarded } from './guarded-address.ts'

/** A key of the Bot Connector, and the channels whose messages it may sign. */
export interface SigningKey {
  readonly key: CryptoKey
  readonly endorsements: readonly string[]
}

/** Keys of this age are fetched anew, and are good for as long again while that fails. */
const freshMs = 12 * hour
const goodMs = 24 * hour
/** The least time between two fetches, and after one that failed. */
const restMs = 5 * minute
const failedRestMs = 10 * second

const mostBytes = 1024 * 1024
const mostKeys = 100

const Metadata = z.object({ jwks_uri: z.string().max(2048) })
const KeySet = z.object({ keys: z.array(z.unknown()).max(mostKeys) })
const Jwk = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(256),
  n: z.string().min(342).max(1400),
  e: z.string().min(1).max(16),
  endorsements: z.array(z.string().max(256)).max(200).default([]),
})

/**
 * The Bot Connector's public keys by their id, from its OpenID metadata. Junk with made-up key ids causes one fetch in five
 * minutes at most, and nothing that was asked for is remembered. Without a key set less than a day old nothing is found
 * ("away"): whoever can cut us off from Microsoft must not keep a withdrawn key alive.
 */
export class SigningKeys {
  readonly #metadata: string
  readonly #fetch: Fetch
  readonly #clock: Clock
  #keys: ReadonlyMap<string, SigningKey> = new Map()
  #fetchedAt = Number.NEGATIVE_INFINITY
  #nextFetchAt = Number.NEGATIVE_INFINITY
  #underWay: Promise<void> | undefined

  /** Throws `Fault` ERR_CONFIG when `metadata` is plain HTTP to another machine. */
  constructor(metadata: string, clock: Clock, fetch: Fetch = globalThis.fetch) {
    if (!isGuarded(metadata)) throw new Fault('ERR_CONFIG', 'the OpenID metadata address must be https')
    this.#metadata = metadata
    this.#clock = clock
    this.#fetch = fetch
  }

  async find(kid: string): Promise<SigningKey | 'unknown' | 'away'> {
    const age = (): number => this.#clock.now() - this.#fetchedAt
    const refreshed = !this.#keys.has(kid) || age() >= freshMs ? this.#refresh() : undefined
    if (!this.#keys.has(kid) || age() >= goodMs) await refreshed
    if (age() >= goodMs) return 'away'
    return this.#keys.get(kid) ?? 'unknown'
  }

  async #refresh(): Promise<void> {
    if (this.#underWay === undefined && this.#clock.now() >= this.#nextFetchAt) {
      this.#underWay = this.#load().finally(() => {
        this.#underWay = undefined
      })
    }
    await this.#underWay
  }

  async #load(): Promise<void> {
    try {
      this.#keys = await this.#fetched()
      this.#fetchedAt = this.#clock.now()
      this.#nextFetchAt = this.#fetchedAt + restMs
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      this.#nextFetchAt = this.#clock.now() + failedRestMs // Told as `keys-away`, or the old set serves on.
    }
  }

  async #fetched(): Promise<ReadonlyMap<string, SigningKey>> {
    const metadata = Metadata.safeParse(await this.#get(this.#metadata))
    if (!metadata.success || !isGuarded(metadata.data.jwks_uri)) throw unusable()
    const set = KeySet.safeParse(await this.#get(metadata.data.jwks_uri))
    if (!set.success) throw unusable()
    const found = new Map<string, SigningKey>()
    for (const one of set.data.keys) {
      const jwk = Jwk.safeParse(one)
      if (jwk.success) found.set(jwk.data.kid, await imported(jwk.data))
    }
    if (found.size === 0) throw unusable()
    return found
  }

  async #get(url: string): Promise<unknown> {
    const { status, body } = await askJson(this.#fetch, 'the key set', url, { method: 'GET' }, mostBytes)
    return status === 200 ? body : undefined
  }
}

const unusable = (): Fault => new Fault('ERR_CHAT', 'the key set of the Bot Connector makes no sense')

const imported = async ({ kty, n, e, endorsements }: z.infer<typeof Jwk>): Promise<SigningKey> => {
  try {
    const key = await importJWK({ kty, n, e }, 'RS256')
    if (!(key instanceof Uint8Array)) return { key, endorsements }
  } catch (cause) {
    throw new Fault('ERR_CHAT', 'a key of the Bot Connector makes no sense', { cause })
  }
  throw unusable()
}
