import { keyIdOf } from '../lib/keys.ts'
import type { WholeStore } from '../story/record.ts'
import { orForeign } from './or-foreign.ts'

/** Deletes every record whose seal names one of these keys, which are lost for good; answers how many. */
export const giveUp = async (store: WholeStore, lost: readonly string[]): Promise<number> => {
  let gone = 0
  if (lost.length === 0) return gone
  for await (const keys of store.list()) {
    for (const key of keys) {
      const stored = await orForeign(store.read(key))
      if (stored === undefined || stored === 'foreign') continue
      if (!lost.includes(keyIdOf(stored.value) ?? '')) continue
      if (await store.write([{ key, rev: stored.rev, value: null }])) gone += 1
    }
  }
  return gone
}
