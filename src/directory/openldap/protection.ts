import { OrFilter, PresenceFilter, type Filter } from 'ldapts'
import { Fault } from '../../story/errors.ts'
import type { Entry } from '../entry.ts'
import type { GuardedClient } from '../guarded-client.ts'
import type { Status } from '../port.ts'
import { all, any, equal, not } from './visible.ts'

/** Whom the configuration leaves alone, and where groups are looked for. */
export interface Bounds {
  readonly baseDn: string
  readonly peopleDn: string
  readonly denyGroups: readonly string[]
  readonly bindDn: string
}

/** How deep groups may lie in groups; deeper is not followed. */
const depth = 8

/**
 * Why self-service keeps its hands off an entry, or undefined. OpenLDAP marks no administrators, so the configured groups
 * say who they are. Stops the attack of resetting one through a chat account (threat 22).
 */
export const protection = async (
  client: GuardedClient,
  entry: Entry,
  bounds: Bounds,
): Promise<Status['protected'] | undefined> => {
  if (['uidNumber', 'gidNumber'].some((name) => entry.text(name) === '0'))
    return { reason: 'privileged', detail: 'uidNumber or gidNumber is 0' }
  const group = await deniedGroup(client, entry, bounds)
  if (group !== undefined)
    return { reason: 'deniedGroup', detail: `member of ${group}, directly or by nesting` }
  const uuid = equal('entryUUID', entry.text('entryUUID') ?? '')
  const below = (filter: Filter) =>
    client.search(bounds.peopleDn, { scope: 'sub', filter, attributes: ['1.1'] })
  const [scope, known] = await Promise.all([below(uuid), below(all(uuid, isPerson, not(isService)))])
  if (scope.length !== 1) return { reason: 'outOfScope', detail: 'outside the subtree for self-service' }
  if (known.length !== 1) return { reason: 'service', detail: 'not an entry of a person' }
  return entry.dn.toLowerCase() === bounds.bindDn.toLowerCase()
    ? { reason: 'service', detail: 'the service account itself' }
    : undefined
}

/** Asked of the server, which knows the classes that a class is built on. */
export const isPerson = any(...['person', 'account', 'posixAccount'].map((c) => equal('objectClass', c)))
const isService = equal('objectClass', 'simpleSecurityObject')

/** The configured group that the entry is in, asked of the group itself, so that one of another database counts as well. */
const deniedGroup = async (
  client: GuardedClient,
  entry: Entry,
  { baseDn, denyGroups }: Bounds,
): Promise<string | undefined> => {
  if (denyGroups.length === 0) return undefined
  await Promise.all(denyGroups.map((dn) => readable(client, dn)))
  const holding = await holders(client, entry, baseDn)
  for (const dn of denyGroups) {
    const query = { scope: 'base', filter: holding, attributes: ['1.1'] } as const
    if ((await client.search(dn, query)).length > 0) return dn
  }
  return undefined
}

/** A group that is gone, or whose members may not be read, protects nobody: until that is mended nobody is reset. */
export const readable = async (client: GuardedClient, dn: string): Promise<void> => {
  const filter = new OrFilter({ filters: memberships.map((attribute) => new PresenceFilter({ attribute })) })
  const found = await client.search(dn, { scope: 'base', filter, attributes: ['1.1'] })
  if (found.length === 0)
    throw new Fault(
      'ERR_CONFIG',
      `directory.denyGroups: there is no group ${dn}, or its members cannot be read; nobody is reset until that is mended`,
    )
}

const memberships = ['member', 'uniqueMember', 'memberUid', 'gidNumber'] as const

/** A filter that is true of every group that holds the entry, or a group that holds it, and so on. */
const holders = async (client: GuardedClient, entry: Entry, baseDn: string): Promise<Filter> => {
  const names = new Set([entry.dn])
  const posix = [
    ...entry.texts('uid').map((uid) => equal('memberUid', uid)),
    ...entry
      .texts('gidNumber')
      .map((gid) => all(equal('objectClass', 'posixGroup'), equal('gidNumber', gid))),
  ]
  const holding = (): Filter =>
    any(...[...names].flatMap((dn) => [equal('member', dn), equal('uniqueMember', dn)]), ...posix)
  for (let level = 0; level < depth; level += 1) {
    const groups = await client.search(baseDn, { scope: 'sub', filter: holding(), attributes: ['1.1'] })
    const before = names.size
    for (const group of groups) names.add(group.dn)
    if (names.size === before) break
  }
  return holding()
}
