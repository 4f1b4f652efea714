import { keyIdOf, type Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import type { Change, Store, Stored } from '../story/record.ts'

/**
 * The same store, with every value under an HMAC that binds key, revision and value. Stops whoever can write to the
 * store, but lacks our key, from editing a fact, moving a record to another flow, or giving it another revision.
 *
 * A value that does not verify is reported to `onTampered` (awaited, so that a report that fails also refuses), with
 * the id of the key it names where that is not configured, and read as a `Fault` ERR_RECORD_TAMPERED. It does not stop deleting, nor putting back an earlier value together with
 * its revision: the store alone cannot know what it has forgotten.
 */
export const sealedStore = (
  store: Store,
  keyring: Keyring,
  onTampered: (key: string, unknownKey?: string) => Promise<void>,
): Store => ({
  async read(key) {
    const stored = await store.read(key)
    if (stored === undefined) return undefined
    const opened = openSeal(stored, keyring)
    if (opened.kind === 'genuine') return { ...stored, value: opened.value }
    const unknownKey = opened.kind === 'unknown-key' ? opened.under : undefined
    await onTampered(key, unknownKey)
    throw new Fault('ERR_RECORD_TAMPERED', refusalOf(key, unknownKey))
  },
  write: async (changes) => store.write(changes.map((change) => sealed(change, keyring))),
  claim: async (key, ttlMs) => store.claim(key, ttlMs),
  due: async (kind, now, limit) => store.due(kind, now, limit),
  ping: async () => store.ping(),
  close: async () => store.close(),
})

const sealed = ({ value, ...change }: Change, keyring: Keyring): Change => {
  if (value === null) return { ...change, value }
  return { ...change, value: sealText({ key: change.key, rev: change.rev + 1, value }, keyring) }
}

/** `[key, revision]` in JSON ends where it ends, so no two triples give the same text. */
const bound = (key: string, rev: number, value: string): string => `${JSON.stringify([key, rev])}${value}`

/** What is stored for this value under the key that makes now. */
export const sealText = ({ key, rev, value }: Stored, keyring: Keyring): string =>
  `${keyring.sign('record', bound(key, rev, value))} ${value}`

export type Opened =
  | { readonly kind: 'genuine'; readonly value: string; readonly under: string }
  /** Sealed, by its own word, under a key that is not configured: one removed too early, or a forger's invention. */
  | { readonly kind: 'unknown-key'; readonly under: string }
  | { readonly kind: 'forged' }

/** The value inside a seal, with the id of the key that made it, or why there is none. */
export const openSeal = (stored: Stored, keyring: Keyring): Opened => {
  const space = stored.value.indexOf(' ')
  const signature = stored.value.slice(0, Math.max(0, space))
  const under = keyIdOf(signature)
  if (under === undefined) return { kind: 'forged' }
  if (keyring.missing(signature) !== undefined) return { kind: 'unknown-key', under }
  const value = stored.value.slice(space + 1)
  const genuine = keyring.verify('record', bound(stored.key, stored.rev, value), signature)
  return genuine ? { kind: 'genuine', value, under } : { kind: 'forged' }
}

/** Why a record is refused, for the operator: an early end of a key must not look like an attack, nor the reverse. */
export const refusalOf = (key: string, unknownKey?: string): string =>
  unknownKey === undefined
    ? `the stored value of ${key} was not written by us`
    : `the stored value of ${key} rests on key ${unknownKey}, which is not among keys in the configuration. If that key was ` +
      'removed, put it back at the end of keys, restart, and follow docs/keys.md before removing it again. If there ' +
      'never was such a key, somebody else wrote this value'
