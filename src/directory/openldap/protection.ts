import { ExtensibleFilter, PresenceFilter, type Filter } from 'ldapts'
import { Fault } from '../../story/errors.ts'
import type { Entry } from '../entry.ts'
import type { GuardedClient } from '../guarded-client.ts'
import type { Status } from '../port.ts'
import { all, any, equal, not, visible } from './visible.ts'

/** Whom the configuration leaves alone, and where groups are looked for. */
export interface Bounds {
  readonly baseDn: string
  readonly peopleDn: string
  readonly denyGroups: readonly string[]
  readonly bindDn: string
}

/** How many groups may hold a person, directly and by nesting, before we give up: the next could be one that protects. */
const mostGroups = 1000

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
  await numbersSeen(client, entry)
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

/** An account of Unix has both numbers (RFC 2307 2.1): where one is not to be seen, it may be root's. */
const numbersSeen = async (client: GuardedClient, entry: Entry): Promise<void> => {
  const missing = ['uidNumber', 'gidNumber'].filter((name) => !entry.has(name))
  if (missing.length === 0 || !(await holds(client, entry.dn, equal('objectClass', 'posixAccount')))) return
  throw new Fault(
    'ERR_DIRECTORY_RIGHTS',
    `${missing.join(' and ')} of ${entry.dn} cannot be read: run the check command`,
  )
}

/** Whether the entry of this name is there and fits. */
export const holds = async (client: GuardedClient, dn: string, filter: Filter): Promise<boolean> =>
  (await client.search(dn, { scope: 'base', filter, attributes: ['1.1'] })).length > 0

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
  for (const dn of denyGroups) if (await holds(client, dn, holding)) return dn
  return undefined
}

/**
 * A group that is gone, or whose members may not be read, protects nobody: until that is mended nobody is reset. What must be
 * seen goes by its classes: a posixGroup shows its number to many who do not see its members.
 */
export const readable = async (
  client: GuardedClient,
  dn: string,
  key: 'directory.denyGroups' | 'policy' = 'directory.denyGroups',
): Promise<void> => {
  const seen = (filter: Filter): Promise<boolean> => holds(client, dn, filter)
  const parts = (await seen(visible('objectClass')))
    ? await Promise.all(kinds.map(async ([kind, shown]) => !(await seen(kind)) || seen(shown)))
    : [false]
  if (
    parts.every(Boolean) &&
    (await seen(any(...memberships.map(there), equal('objectClass', 'posixGroup'))))
  )
    return
  const says = `there is no group ${dn}, or its members cannot be read`
  throw new Fault(
    'ERR_CONFIG',
    key === 'policy' ? says : `${key}: ${says}; nobody is reset until that is mended`,
  )
}

const there = (attribute: string): Filter => new PresenceFilter({ attribute })
const memberships = ['member', 'uniqueMember', 'memberUid'] as const

/** What of a group of each class is there, or may provably be missing (RFC 4519 3.5 and 3.6, RFC 2307 2.2). */
const kinds: readonly (readonly [Filter, Filter])[] = [
  [equal('objectClass', 'groupOfNames'), there('member')],
  [equal('objectClass', 'groupOfUniqueNames'), there('uniqueMember')],
  [equal('objectClass', 'posixGroup'), all(visible('memberUid'), there('gidNumber'))],
]

/** A filter that is true of every group that holds the entry, or a group that holds it, and so on to the last. */
export const holders = async (client: GuardedClient, entry: Entry, baseDn: string): Promise<Filter> => {
  const byUnix = [
    ...entry.texts('uid').flatMap(memberUid),
    ...entry
      .texts('gidNumber')
      .map((gid) => all(equal('objectClass', 'posixGroup'), equal('gidNumber', gid))),
  ]
  const holding = (dns: readonly string[]): Filter[] =>
    dns.flatMap((dn) => [equal('member', dn), equal('uniqueMember', dn)])
  const known = new Set([entry.dn])
  for (let filters = [...holding([entry.dn]), ...byUnix]; filters.length > 0;) {
    const groups = await client.search(baseDn, { scope: 'sub', filter: any(...filters), attributes: ['1.1'] })
    const fresh = groups.map(({ dn }) => dn).filter((dn) => !known.has(dn))
    for (const dn of fresh) known.add(dn)
    if (known.size > mostGroups)
      throw new Fault('ERR_DIRECTORY_ANSWER', `more than ${mostGroups} groups hold ${entry.dn}`)
    filters = holding(fresh)
  }
  return any(...holding([...known]), ...byUnix)
}

/** In any case: the server tells `Root` and `root` apart there (RFC 2307 2.2), and not in the uid, nor do many hosts. */
const memberUid = (uid: string): readonly Filter[] => [
  equal('memberUid', uid),
  all(
    equal('objectClass', 'posixGroup'),
    new ExtensibleFilter({ matchType: 'memberUid', rule: 'caseIgnoreIA5Match', value: uid }),
  ),
]
