import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import type { Store } from '../story/record.ts'
import type { Installations } from './port.ts'

/** The installations of one platform, kept in the store under keys of their own. */
export const installations = (store: Store, keyring: Keyring, platform: string): Installations => {
  const keyOf = (name: string): string => `installation:${JSON.stringify([platform, name])}`
  return {
    async read(name) {
      const key = keyOf(name)
      const stored = await store.read(key)
      if (stored === undefined) return { text: undefined, rev: 0 }
      const text = keyring.open('installation', stored.value, key)
      if (text === undefined)
        throw new Fault('ERR_RECORD_TAMPERED', `an installation does not open: ${platform}`)
      return { text, rev: stored.rev }
    },
    async write(name, rev, text) {
      const key = keyOf(name)
      const value = text === null ? null : keyring.seal('installation', text, key)
      return await store.write([{ key, rev, value }])
    },
    claim: (name, ms) => store.claim(`installing:${JSON.stringify([platform, name])}`, ms),
  }
}
