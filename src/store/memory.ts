import { minute, type Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import type { Change, Stored, WholeStore } from '../story/record.ts'
import { assertWrite, kindOf, wholeMs } from './changes.ts'

interface Entry {
  readonly rev: number
  readonly value: string
  readonly forgetAt: number
  readonly dueAt: number
}

/** Each method does its whole work before it first yields, which is what makes a write all-or-nothing here. */
class MemoryStore implements WholeStore {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #claims = new Map<string, number>()
  #tidyAt = 0
  #closed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async read(key: string): Promise<Stored | undefined> {
    const entry = this.#present(key)
    return entry && { key, rev: entry.rev, value: entry.value }
  }

  async write(changes: readonly Change[]): Promise<boolean> {
    assertWrite(changes)
    const now = this.#open()
    if (changes.some((c) => (this.#present(c.key)?.rev ?? 0) !== c.rev)) return false
    for (const { key, rev, value, ttlMs, dueAt = Infinity } of changes) {
      const forgetAt = ttlMs === undefined ? Infinity : now + wholeMs(ttlMs)
      if (value === null) this.#entries.delete(key)
      else this.#entries.set(key, { rev: rev + 1, value, forgetAt, dueAt })
    }
    return true
  }

  async claim(key: string, ttlMs: number): Promise<boolean> {
    const now = this.#open()
    if ((this.#claims.get(key) ?? 0) > now) return false
    this.#claims.set(key, now + wholeMs(ttlMs))
    return true
  }

  async due(kind: string, now: number, limit: number): Promise<readonly string[]> {
    const present = this.#open()
    const found: [string, Entry][] = []
    // Few of many are ever due: the cheap question comes first.
    for (const [key, entry] of this.#entries)
      if (entry.dueAt <= now && entry.forgetAt > present && kindOf(key) === kind) found.push([key, entry])
    return found
      .sort(([, a], [, b]) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(([key]) => key)
  }

  async *list(kind?: string): AsyncGenerator<readonly string[]> {
    const now = this.#open()
    const there = [...this.#entries].filter(([, entry]) => entry.forgetAt > now).map(([key]) => key)
    yield kind === undefined ? there : there.filter((key) => kindOf(key) === kind)
  }

  async replace({ key, rev, value }: Stored, now: Pick<Stored, 'rev' | 'value'>): Promise<boolean> {
    assertWrite([{ key, rev: now.rev, value: now.value }])
    const entry = this.#present(key)
    if (entry?.rev !== rev || entry.value !== value) return false
    this.#entries.set(key, { ...entry, rev: now.rev, value: now.value })
    return true
  }

  async ping(): Promise<number> {
    return this.#open()
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #present(key: string): Entry | undefined {
    const now = this.#open()
    const entry = this.#entries.get(key)
    return entry !== undefined && entry.forgetAt > now ? entry : undefined
  }

  /** The time, if the store is open. Once a minute what has expired is dropped, so that memory does not grow. */
  #open(): number {
    if (this.#closed) throw new Fault('ERR_STORE', 'the memory store is closed')
    const now = this.#clock.now()
    if (now >= this.#tidyAt) {
      this.#tidyAt = now + minute
      for (const [key, entry] of this.#entries) if (entry.forgetAt <= now) this.#entries.delete(key)
      for (const [key, until] of this.#claims) if (until <= now) this.#claims.delete(key)
    }
    return now
  }
}

/**
 * A store in this process's memory, for the demonstration and for tests: the same promises as Redis while the
 * process lives, nothing after it. Times to live follow `clock`.
 */
export const memoryStore = (clock: Clock): WholeStore => new MemoryStore(clock)
