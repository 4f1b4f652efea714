import type { Stored, WholeStore } from '../../src/story/record.ts'

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
