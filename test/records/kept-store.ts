import type { Clock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'

/** One value as it lies in a store, under its seal. */
export interface KeptValue {
  readonly key: string
  readonly rev: number
  readonly value: string
  readonly dueAt?: number
  /** When the store may forget it. */
  readonly forgetAt?: number
}

/** A store in memory that can say all that lies in it, and be given it back. */
export class KeptStore {
  #values = new Map<string, KeptValue>()
  readonly #given: readonly KeptValue[]

  constructor(given: readonly KeptValue[] = []) {
    this.#given = given
  }

  /** For a town. */
  readonly over = (clock: Clock): Store => {
    const store = memoryStore(clock)
    let ready: Promise<void> | undefined
    const restored = (): Promise<void> => (ready ??= this.#restore(store, clock.now()))
    return {
      read: async (key) => {
        await restored()
        return await store.read(key)
      },
      write: async (changes) => {
        await restored()
        if (!(await store.write(changes))) return false
        for (const { key, rev, value, dueAt, ttlMs } of changes) {
          if (value === null) this.#values.delete(key)
          else this.#values.set(key, keptOf({ key, rev: rev + 1, value }, dueAt, ttlMs, clock.now()))
        }
        return true
      },
      claim: (key, ttl) => store.claim(key, ttl),
      due: async (kind, now, limit) => {
        await restored()
        return await store.due(kind, now, limit)
      },
      ping: () => store.ping(),
      close: () => store.close(),
    }
  }

  /** Everything at this moment, by key. What came in from chat is not kept: it is decided on before anything else happens. */
  all(now: number): readonly KeptValue[] {
    return [...this.#values.values()]
      .filter(({ key, forgetAt = Infinity }) => forgetAt > now && !key.startsWith('inbox:'))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  }

  async #restore(store: ReturnType<typeof memoryStore>, now: number): Promise<void> {
    for (const kept of this.#given) {
      const { key, rev, value, dueAt, forgetAt } = kept
      const ttlMs = forgetAt === undefined ? undefined : Math.max(1, forgetAt - now)
      const times = { ...(dueAt !== undefined && { dueAt }), ...(ttlMs !== undefined && { ttlMs }) }
      await store.write([{ key, rev: 0, value, ...times }])
      await store.replace({ key, rev: 1, value }, { rev, value })
      this.#values.set(key, kept)
    }
  }
}

const keptOf = (
  stored: Pick<KeptValue, 'key' | 'rev' | 'value'>,
  dueAt: number | undefined,
  ttlMs: number | undefined,
  now: number,
): KeptValue => ({
  ...stored,
  ...(dueAt !== undefined && { dueAt }),
  ...(ttlMs !== undefined && { forgetAt: now + ttlMs }),
})
