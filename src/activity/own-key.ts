import { randomToken } from '../lib/ids.ts'
import { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import type { Store } from '../story/record.ts'

/** Where the key stands in the store, sealed under the configured keys; rotating those moves it. */
export const keyPlace = 'activity:key'

/**
 * The key that everything known of sign-ins rests on: made once for this store, so that no two installations give one person
 * the same name, and a change of the configured keys has one value to move. Whoever deletes it has erased everything.
 */
export const ownKey = async (store: Store, keyring: Keyring): Promise<Keyring> => {
  const stored = await store.read(keyPlace)
  if (stored !== undefined) return opened(keyring, stored.value)
  const value = keyring.seal('activity', randomToken(32), keyPlace)
  if (await store.write([{ key: keyPlace, rev: 0, value }])) return opened(keyring, value)
  const theirs = await store.read(keyPlace)
  if (theirs === undefined) throw new Fault('ERR_ACTIVITY', 'the key of the sign-ins went as it was read')
  return opened(keyring, theirs.value)
}

const opened = (keyring: Keyring, sealed: string): Keyring => {
  const text = keyring.open('activity', sealed, keyPlace)
  if (text === undefined) throw new Fault('ERR_ACTIVITY', 'the key of the sign-ins does not open')
  return new Keyring([{ id: 'activity', bytes: Buffer.from(text, 'base64url') }])
}
