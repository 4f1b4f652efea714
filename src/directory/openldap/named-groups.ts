import { Fault } from '../../story/errors.ts'
import type { GuardedClient } from '../guarded-client.ts'
import type { Known } from '../port.ts'
import { holders, holds, readable } from './protection.ts'

/**
 * Those of the groups that hold an entry, directly, by nesting or by a Unix account's name and number; 'unknown' where one of
 * them is gone or its members may not be read: for that very one the entry would count as being in none.
 */
export const groupsHolding = async (
  client: GuardedClient,
  dn: string,
  { baseDn, groups }: { readonly baseDn: string; readonly groups: readonly string[] },
): Promise<Known<readonly string[]>> => {
  if (groups.length === 0) return []
  try {
    for (const group of groups) await readable(client, group, 'policy')
    const [entry] = await client.search(dn, { scope: 'base', attributes: ['uid', 'gidNumber'] })
    if (entry === undefined) return 'unknown'
    const holding = await holders(client, entry, baseDn)
    const found: string[] = []
    for (const group of groups) if (await holds(client, group, holding)) found.push(group)
    return found
  } catch (cause) {
    if (cause instanceof Fault && unreadable.includes(cause.code)) return 'unknown'
    throw cause
  }
}

const unreadable: readonly string[] = ['ERR_CONFIG', 'ERR_DIRECTORY_RIGHTS', 'ERR_DIRECTORY_ANSWER']
