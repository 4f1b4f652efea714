import { z } from 'zod'
import { Fault } from '../story/errors.ts'
import type { Store } from '../story/record.ts'

const place = 'config:keys'
const attempts = 20
const shape = z.looseObject({ ids: z.array(z.string().min(1)) })

/** The ids of keys that stored records may rest on; undefined where nothing was ever noted. */
export const keysInUse = async (store: Store): Promise<readonly string[] | undefined> =>
  (await read(store)).ids

/**
 * Notes the first of the configured keys, before anything is written under it. Where nothing was ever noted, the store is
 * empty, or a release filled it that noted nothing: then any of them may be in use.
 */
export const noteInUse = async (store: Store, configured: readonly string[]): Promise<void> =>
  change(store, (before) =>
    before === undefined ? configured : [...new Set([...before, ...configured.slice(0, 1)])],
  )

/** Nothing rests on any other key than these any more. */
export const onlyInUse = async (store: Store, ids: readonly string[]): Promise<void> =>
  change(store, () => ids)

const change = async (
  store: Store,
  next: (before: readonly string[] | undefined) => readonly string[],
): Promise<void> => {
  for (let n = 0; n < attempts; n++) {
    const { ids, rev } = await read(store)
    const wanted = next(ids)
    if (ids !== undefined && ids.length === wanted.length && wanted.every((id) => ids.includes(id))) return
    if (await store.write([{ key: place, rev, value: JSON.stringify({ ids: wanted }) }])) return
  }
  throw new Fault('ERR_STORE_CONFLICT', 'too many writers on the list of keys in use')
}

const read = async (store: Store): Promise<{ readonly ids?: readonly string[]; readonly rev: number }> => {
  const stored = await store.read(place)
  if (stored === undefined) return { rev: 0 }
  const { ids } = shape.parse(JSON.parse(stored.value))
  return { ids, rev: stored.rev }
}
