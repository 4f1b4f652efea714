import type { Finding } from '../directory/port.ts'
import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import type { Store } from '../story/record.ts'
import { keysInUse } from './in-use.ts'
import { clashes, replicas } from './presence.ts'

/** Whether the configured keys go with what is stored and with the processes that run. Changes nothing, counts nothing. */
export const checkKeys = async (store: Store, keyring: Keyring): Promise<Finding> => {
  const name = 'keys'
  try {
    const used = (await keysInUse(store)) ?? []
    const gone = used.filter((id) => !keyring.ids.includes(id))
    if (gone.length > 0)
      return {
        name,
        ok: false,
        says: `stored records may rest on ${gone.join(', ')}, which is not configured`,
        fix: 'put it back at the end of keys, then npm run keys -- rotate',
      }
    const wrong = clashes(keyring.ids, await replicas(store))
    if (wrong.length > 0)
      return { name, ok: false, says: wrong.join('; '), fix: 'follow the order in docs/keys.md' }
    const old = used.filter((id) => id !== keyring.current)
    if (old.length === 0) return { name, ok: true, says: `everything rests on ${keyring.current}` }
    const says = `records may still rest on ${old.join(', ')}; new ones on ${keyring.current}`
    return { name, ok: true, says, fix: 'npm run keys -- rotate, once every process has the same first key' }
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return { name, ok: false, says: cause.message, fix: 'see docs/keys.md' }
  }
}
