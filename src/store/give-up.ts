import { keyIdOf } from '../lib/keys.ts'
import type { WholeStore } from '../story/record.ts'
import { kindOf } from './changes.ts'
import { orForeign } from './or-foreign.ts'

/**
 * Deletes every record whose seal names one of these keys, which are lost for good, but none that is `spared`; answers
 * how many of each kind.
 */
export const giveUp = async (
  store: WholeStore,
  lost: readonly string[],
  spared: (key: string) => boolean,
): Promise<ReadonlyMap<string, number>> => {
  const gone = new Map<string, number>()
  if (lost.length === 0) return gone
  for await (const keys of store.list()) {
    for (const key of keys) {
      if (spared(key)) continue
      const stored = await orForeign(store.read(key))
      if (stored === undefined || stored === 'foreign') continue
      if (!lost.includes(keyIdOf(stored.value) ?? '')) continue
      if (!(await store.write([{ key, rev: stored.rev, value: null }]))) continue
      gone.set(kindOf(key), (gone.get(kindOf(key)) ?? 0) + 1)
    }
  }
  return gone
}
