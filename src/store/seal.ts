import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import type { Change, Store, Stored } from '../story/record.ts'

/**
 * The same store, with every value under an HMAC that binds key, revision and value. Stops whoever can write to the
 * store, but lacks our key, from editing a fact, moving a record to another flow, or giving it another revision.
 *
 * A value that does not verify is reported to `onTampered` (awaited, so that a report that fails also refuses) and
 * read as a `Fault` ERR_RECORD_TAMPERED. It does not stop deleting, nor putting back an earlier value together with
 * its revision: the store alone cannot know what it has forgotten.
 */
export const sealedStore = (
  store: Store,
  keyring: Keyring,
  onTampered: (key: string) => Promise<void>,
): Store => ({
  async read(key) {
    const stored = await store.read(key)
    if (stored === undefined) return undefined
    const value = opened(stored, keyring)
    if (value !== undefined) return { ...stored, value }
    await onTampered(key)
    throw new Fault('ERR_RECORD_TAMPERED', `the stored value of ${key} was not written by us`)
  },
  write: async (changes) => store.write(changes.map((change) => sealed(change, keyring))),
  claim: async (key, ttlMs) => store.claim(key, ttlMs),
  due: async (kind, now, limit) => store.due(kind, now, limit),
  ping: async () => store.ping(),
  close: async () => store.close(),
})

/** `[key, revision]` in JSON ends where it ends, so no two triples give the same text. */
const bound = (key: string, rev: number, value: string): string => `${JSON.stringify([key, rev])}${value}`

const sealed = (change: Change, keyring: Keyring): Change => {
  if (change.value === null) return change
  const signature = keyring.sign('record', bound(change.key, change.rev + 1, change.value))
  return { ...change, value: `${signature} ${change.value}` }
}

const opened = (stored: Stored, keyring: Keyring): string | undefined => {
  const space = stored.value.indexOf(' ')
  if (space < 0) return undefined
  const value = stored.value.slice(space + 1)
  const genuine = keyring.verify('record', bound(stored.key, stored.rev, value), stored.value.slice(0, space))
  return genuine ? value : undefined
}
