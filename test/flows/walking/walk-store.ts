import type { Change, Store, Stored } from '../../../src/story/record.ts'

type Entry = { readonly rev: number; readonly value: string }
export type Snapshot = ReadonlyMap<string, Entry>

const usual = ['flow', 'person', 'actor', 'freeze', 'questions']

/** A store whose whole state can be put back, so that a walk can try every answer on the same record. */
export class WalkStore implements Store {
  #entries = new Map<string, Entry>()
  readonly #kept: readonly string[]
  /** Everything that was written since the last `load`, to be looked at and forgotten. */
  readonly written: Change[] = []

  /** Only these kinds of keys are kept from one move to the next; where claims are, what was claimed stays so. */
  constructor(kept: readonly string[] = usual) {
    this.#kept = kept
  }

  load(snapshot: Snapshot): void {
    this.#entries = new Map(snapshot)
    this.written.length = 0
  }

  save(): Snapshot {
    return new Map([...this.#entries].filter(([key]) => this.#keeps(key)))
  }

  read(key: string): Promise<Stored | undefined> {
    const entry = this.#entries.get(key)
    return Promise.resolve(entry && { key, ...entry })
  }

  write(changes: readonly Change[]): Promise<boolean> {
    if (changes.some((c) => (this.#entries.get(c.key)?.rev ?? 0) !== c.rev)) return Promise.resolve(false)
    this.written.push(...changes)
    for (const { key, rev, value } of changes)
      if (value === null) this.#entries.delete(key)
      else this.#entries.set(key, { rev: rev + 1, value })
    return Promise.resolve(true)
  }

  claim(key: string): Promise<boolean> {
    if (!this.#keeps(key)) return Promise.resolve(true)
    const free = !this.#entries.has(key)
    if (free) this.#entries.set(key, { rev: 1, value: '' })
    return Promise.resolve(free)
  }
  due(): Promise<readonly string[]> {
    return Promise.resolve([])
  }
  ping(): Promise<number> {
    return Promise.resolve(0)
  }
  close(): Promise<void> {
    return Promise.resolve()
  }

  #keeps(key: string): boolean {
    return this.#kept.includes(key.split(':')[0] ?? '')
  }
}
