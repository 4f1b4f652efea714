import { z } from 'zod'
import { second, type Clock } from '../lib/clock.ts'
import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import type { Store } from '../story/record.ts'
import { keysInUse, noteInUse } from './in-use.ts'

/** A process that runs, and its keys. */
export interface Replica {
  readonly name: string
  /** The first makes. */
  readonly keys: readonly string[]
}

/** How long a process that died without a word is taken for alive (ms), and how often a living one says so. */
const believedMs = 90 * second
export const announcedEveryMs = 30 * second

const shape = z.looseObject({ name: z.string(), keys: z.array(z.string()).min(1) })
const kind = 'replica'

/** Where the processes that run say so; and whether this is such a place. */
export const replicaKeys = async (store: Pick<Store, 'due'>): Promise<readonly string[]> =>
  store.due(kind, Number.MAX_SAFE_INTEGER, 1000)
export const isReplicaKey = (key: string): boolean => key.startsWith(`${kind}:`)

/** The processes that run on this store now. */
export const replicas = async (store: Store): Promise<readonly Replica[]> => {
  const keys = await replicaKeys(store)
  const stored = await Promise.all(keys.map(async (key) => store.read(key)))
  return stored.flatMap((one) => (one === undefined ? [] : [shape.parse(JSON.parse(one.value))]))
}

/** Why processes with these keys cannot work on one store, in sentences; none = they can. */
export const clashes = (keys: readonly string[], others: readonly Replica[]): readonly string[] =>
  others.flatMap((other) => {
    const [mine = ''] = keys
    const [theirs = ''] = other.keys
    return [
      ...(other.keys.includes(mine)
        ? []
        : [
            `${other.name} does not have key ${mine}, the first one here: add it at the end of its keys first`,
          ]),
      ...(keys.includes(theirs) ? [] : [`${other.name} writes under key ${theirs}, which is missing here`]),
    ]
  })

/** Which processes would not read, or not write under, the key that everything is to be moved to, in sentences. */
export const behind = (current: string, running: readonly Replica[]): readonly string[] =>
  running.flatMap(({ name, keys }) => {
    if (!keys.includes(current)) return [`${name} does not have key ${current}`]
    return keys[0] === current ? [] : [`${name} still writes under key ${keys[0]}`]
  })

/**
 * Says to the others which keys this process has, for as long as it runs. What one writes under a key that another lacks,
 * the other takes for forged: so a process whose keys do not go with the others', or with what is stored, does not start.
 */
export class Presence {
  readonly #store: Store
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #name: string
  #timer: NodeJS.Timeout | undefined
  #failed: (cause: unknown) => void = () => {}

  /** `store` is sealed and raises no alarm: a start that is refused is no attack. */
  constructor(store: Store, keyring: Keyring, clock: Clock, name: string) {
    this.#store = store
    this.#keyring = keyring
    this.#clock = clock
    this.#name = name
  }

  /** Rejects with `Fault` ERR_CONFIG, in words, when the keys do not fit. `failed` hears of an announcement that could not be made. */
  async start(failed: (cause: unknown) => void): Promise<void> {
    // Announced before it is looked: of two that start at once, at least one sees the other.
    await this.announce()
    try {
      await this.#fit()
    } catch (cause) {
      await this.#withdraw()
      throw cause instanceof Fault && cause.code === 'ERR_RECORD_TAMPERED' ? asMisfit(cause) : cause
    }
    await noteInUse(this.#store, this.#keyring.ids)
    this.#failed = failed
    this.#timer = setInterval(() => void this.announce().catch(failed), announcedEveryMs)
    this.#timer.unref()
  }

  async announce(): Promise<void> {
    const stored = await this.#store.read(this.#key)
    const value = JSON.stringify({ name: this.#name, keys: this.#keyring.ids } satisfies Replica)
    const rev = stored?.rev ?? 0
    await this.#store.write([{ key: this.#key, rev, value, ttlMs: believedMs, dueAt: this.#clock.now() }])
    // Who was cut off for a while may have been given up, and its key with it.
    if (this.#timer !== undefined) await noteInUse(this.#store, this.#keyring.ids)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    // Not taken back, it is forgotten by itself: no reason to hold up the end.
    await this.#withdraw().catch(this.#failed)
  }

  async #fit(): Promise<void> {
    const { ids } = this.#keyring
    const gone = ((await keysInUse(this.#store)) ?? []).filter((id) => !ids.includes(id))
    if (gone.length > 0)
      throw new Fault(
        'ERR_CONFIG',
        `stored records may rest on key ${gone.join(', ')}, which is not among keys any more: put it back at the end of ` +
          'keys and run `npm run keys -- rotate` before removing it (docs/keys.md)',
      )
    const others = (await replicas(this.#store)).filter(({ name }) => name !== this.#name)
    const wrong = clashes(ids, others)
    if (wrong.length > 0)
      throw new Fault(
        'ERR_CONFIG',
        `the keys here do not go with those of a process that runs: ${wrong.join('; ')} (docs/keys.md). One that died counts ` +
          `for ${believedMs / second} seconds more`,
      )
  }

  async #withdraw(): Promise<void> {
    const stored = await this.#store.read(this.#key)
    if (stored !== undefined) await this.#store.write([{ key: this.#key, rev: stored.rev, value: null }])
  }

  get #key(): string {
    return `${kind}:${encodeURIComponent(this.#name)}`
  }
}

const asMisfit = (cause: Fault): Fault =>
  new Fault(
    'ERR_CONFIG',
    `the keys here are not those of this store: ${cause.message}. If the key is there, its file holds other bytes than before, or ` +
      'another installation uses this store',
    { cause },
  )
