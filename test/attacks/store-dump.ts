import { memoryStore } from '../../src/store/memory.ts'
import type { Stored, WholeStore } from '../../src/story/record.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** A town with somebody in it, and the store beneath, as somebody at the store has it. */
export interface Place {
  readonly town: Town
  readonly ada: Person
  readonly store: WholeStore
}

export const place = async (): Promise<Place> => {
  const made: WholeStore[] = []
  const town = new Town((clock) => {
    const store = memoryStore(clock)
    made.push(store)
    return store
  })
  const [store] = made
  if (store === undefined) throw new Error('no store')
  return { town, ada: await enrolled(town, 'ada'), store }
}

/** Everything that somebody who can read the store has. */
export const dump = async (store: WholeStore): Promise<readonly Stored[]> => {
  const all: Stored[] = []
  for await (const keys of store.list())
    for (const key of keys) {
      const stored = await store.read(key)
      if (stored !== undefined) all.push(stored)
    }
  return all
}

/** Whatever in it could be a secret to try: every run of signs that a token, a hash or a code is made of. */
export const candidates = (records: readonly Stored[]): readonly string[] => [
  ...new Set(
    records.flatMap(({ key, value }) => [...`${key} ${value}`.matchAll(/[\w.-]{6,}/g)].map(([text]) => text)),
  ),
]
