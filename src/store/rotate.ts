import type { Keyring } from '../lib/keys.ts'
import type { WholeStore } from '../story/record.ts'
import { kindOf } from './changes.ts'
import type { InnerSeals } from './inner-seals.ts'
import { orForeign } from './or-foreign.ts'
import { openSeal, sealText } from './seal.ts'

export interface Rotated {
  /** Records looked at in the last pass. */
  readonly records: number
  /** Records brought under the current key, over all passes. */
  readonly moved: number
  /** Records that do not verify, by key: left as they are, so that a forgery is never given a seal of ours. */
  readonly refused: ReadonlyMap<string, { readonly unknownKey?: string }>
  /** Whether the last pass found nothing to do. False when others kept writing under an old key. */
  readonly done: boolean
}

/** Enough while replicas write under the same current key; more would only hide that one does not. */
const mostPasses = 10

/**
 * Brings every record, and whatever is encrypted inside it, under the current key, while flows go on. Each record is
 * replaced over exactly what was read, so nobody's write is lost; time to live and due time stay. A process that dies
 * at any point has moved some records and not others, both kinds are read by whoever has both keys, and the next run goes
 * on. Passes are repeated until one finds nothing to do.
 */
export const rotate = async (
  store: WholeStore,
  keyring: Keyring,
  inner: InnerSeals,
  onProgress: (moved: number) => void = () => {},
): Promise<Rotated> => {
  let moved = 0
  for (let pass = 1; ; pass++) {
    const refused = new Map<string, { readonly unknownKey?: string }>()
    let records = 0
    let left = 0
    for await (const keys of store.list()) {
      const said = await Promise.all(keys.map(async (key) => move(store, key, keyring, inner)))
      for (const [n, one] of said.entries()) {
        if (typeof one === 'object') refused.set(keys[n] ?? '', one)
        if (one === 'moved') moved += 1
        if (one === 'moved' || one === 'busy') left += 1
      }
      records += keys.length
      onProgress(moved)
    }
    if (left === 0 || pass === mostPasses) return { records, moved, refused, done: left === 0 }
  }
}

type Move = 'moved' | 'rests' | 'busy' | { readonly unknownKey?: string }

const move = async (store: WholeStore, key: string, keyring: Keyring, inner: InnerSeals): Promise<Move> => {
  const stored = await orForeign(store.read(key))
  if (stored === undefined) return 'rests'
  if (stored === 'foreign') return {}
  const opened = openSeal(stored, keyring)
  if (opened.kind === 'unknown-key') return { unknownKey: opened.under }
  if (opened.kind === 'forged') return {}
  const next = await orForeign(innerMoved(stored.key, opened.value, keyring, inner))
  if (next === 'foreign' || next === 'stuck') return {}
  if (opened.under === keyring.current && next.value === opened.value) return 'rests'
  const rev = stored.rev + (next.outdates ? 1 : 0)
  const sealed = sealText({ key, rev, value: next.value }, keyring)
  return (await store.replace(stored, { rev, value: sealed })) ? 'moved' : 'busy'
}

/**
 * The value with what is encrypted inside it under the current key. A seed that changes `outdates` the record: whoever
 * read it before must read again, or would write the old seed back. An inbox event must keep its revision, which counts
 * its tries; it is gone in a quarter of an hour anyway.
 */
const innerMoved = async (
  key: string,
  value: string,
  keyring: Keyring,
  inner: InnerSeals,
): Promise<{ readonly value: string; readonly outdates: boolean } | 'stuck'> => {
  let stuck = false
  let changed = false
  let outdates = false
  const moved = inner[kindOf(key)]?.(key, value, (purpose, sealed, bound) => {
    if (sealed.startsWith(`${keyring.current}.`)) return sealed
    const text = keyring.open(purpose, sealed, bound)
    if (text === undefined) {
      stuck = true
      return sealed
    }
    changed = true
    outdates ||= purpose === 'seed'
    return keyring.seal(purpose, text, bound)
  })
  return stuck ? 'stuck' : { value: changed && moved !== undefined ? moved : value, outdates }
}
