import { keyIdOf, type Keyring } from '../lib/keys.ts'
import type { WholeStore } from '../story/record.ts'
import { kindOf } from './changes.ts'
import type { InnerSeals } from './inner-seals.ts'
import { orForeign } from './or-foreign.ts'
import { openSeal } from './seal.ts'

/** On which keys what is stored rests. */
export interface Tally {
  readonly records: number
  /** Records by the id of a key: its seal, or anything encrypted inside it, needs that key. */
  readonly under: ReadonlyMap<string, number>
  /** Records that do not verify although their key is configured, or name none: not written by us. At most a hundred are named. */
  readonly forged: readonly string[]
}

/** Counts every record under each key it needs. Changes nothing; what is written meanwhile may be missed. */
export const tally = async (store: WholeStore, keyring: Keyring, inner: InnerSeals): Promise<Tally> => {
  const under = new Map<string, number>()
  const forged: string[] = []
  const seen = new Set<string>()
  for await (const keys of store.list()) {
    const fresh = keys.filter((key) => !seen.has(key))
    for (const key of fresh) seen.add(key)
    const needed = await Promise.all(fresh.map(async (key) => needsOf(store, key, keyring, inner)))
    for (const [n, needs] of needed.entries()) {
      if (needs === 'foreign') forged.push(fresh[n] ?? '')
      else for (const id of needs) under.set(id, (under.get(id) ?? 0) + 1)
    }
  }
  return { records: seen.size, under, forged: forged.slice(0, 100) }
}

/** The ids of the keys without which this record cannot be read whole. */
const needsOf = async (
  store: WholeStore,
  key: string,
  keyring: Keyring,
  inner: InnerSeals,
): Promise<ReadonlySet<string> | 'foreign'> => {
  const stored = await orForeign(store.read(key))
  if (stored === 'foreign') return 'foreign'
  if (stored === undefined) return new Set()
  const opened = openSeal(stored, keyring)
  if (opened.kind === 'forged') return 'foreign'
  const ids = new Set([opened.under])
  if (opened.kind === 'unknown-key') return ids
  const whole = await orForeign(innerKeys(key, opened.value, inner))
  return whole === 'foreign' ? 'foreign' : new Set([...ids, ...whole])
}

const innerKeys = async (key: string, value: string, inner: InnerSeals): Promise<readonly string[]> => {
  const ids: string[] = []
  inner[kindOf(key)]?.(key, value, (_purpose, sealed) => {
    ids.push(keyIdOf(sealed) ?? '?')
    return sealed
  })
  return ids
}
