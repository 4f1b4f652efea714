import type { Entry } from './entry.ts'
import { integer32 } from './filetime.ts'
import type { Status } from './port.ts'
import { grants, mask, rights, type Ace } from './security-descriptor.ts'
import { sidText } from './sid.ts'

/** Groups whose members, at any depth, are never reset: SIDs. */
export type DenyList = ReadonlySet<string>

/**
 * Groups of every domain that can take the domain over (relative ids, MS-DTYP 2.4.2.4): Domain Admins, Domain
 * Controllers, Schema, Enterprise and Policy Admins, read-only controllers, Key Admins and Enterprise Key Admins.
 */
const domainRids = new Set(['512', '516', '518', '519', '520', '521', '526', '527'])
/** The built-in Administrator and krbtgt themselves. */
const personRids = new Set(['500', '502'])
/** Administrators, Account, Server, Print and Backup Operators, Replicator. */
const builtin = new Set([544, 548, 549, 550, 551, 552].map((rid) => `S-1-5-32-${rid}`))

const special = { trusts: 0x800 | 0x1000 | 0x2000, smartcard: 0x4_0000 } as const
const everyoneAndSelf = ['S-1-1-0', 'S-1-5-10']

/**
 * Why self-service keeps its hands off a person, or undefined. The directory does not always stop us: a member by
 * nesting has no adminCount until its hourly round, and where there is no such round never. Stops the attack of
 * resetting an administrator through a chat account (threat 22). What cannot be read counts as protected.
 */
export const protection = (
  entry: Entry,
  seen: { readonly inScope: boolean; readonly deny: DenyList; readonly acl: readonly Ace[] | undefined },
): Status['protected'] | undefined => {
  const groups = entry.manyBytes('tokenGroups').map(sidText)
  const control = integer32(entry.text('userAccountControl') ?? '0')
  const own = entry.bytes('objectSid')
  if (groups.length === 0 || own === undefined) {
    return {
      reason: 'privileged',
      detail: 'the groups (tokenGroups) cannot be read, so they count as privileged',
    }
  }
  if (personRids.has(rid(sidText(own))))
    return { reason: 'privileged', detail: 'a built-in account of the domain' }
  const power = groups.find((g) => builtin.has(g) || (g.startsWith('S-1-5-21-') && domainRids.has(rid(g))))
  if (power !== undefined)
    return { reason: 'privileged', detail: `member of ${power}, directly or by nesting` }
  if (entry.has('adminCount') && entry.integer('adminCount') !== 0)
    return { reason: 'privileged', detail: 'adminCount is set' }
  const denied = groups.find((g) => seen.deny.has(g))
  if (denied !== undefined)
    return { reason: 'deniedGroup', detail: `member of ${denied}, directly or by nesting` }
  if (!seen.inScope) return { reason: 'outOfScope', detail: 'outside the subtree for self-service' }
  if ((control & special.smartcard) !== 0)
    return { reason: 'smartcardOnly', detail: 'a smart card is required for sign-in' }
  return machine(entry, control) ?? fixedPassword(seen.acl)
}

const rid = (sid: string): string => sid.slice(sid.lastIndexOf('-') + 1)

const machine = (entry: Entry, control: number): Status['protected'] | undefined => {
  const classes = entry.texts('objectClass').map((c) => c.toLowerCase())
  if ((control & special.trusts) !== 0 || classes.includes('computer'))
    return { reason: 'service', detail: 'a computer or trust account' }
  return entry.has('servicePrincipalName')
    ? { reason: 'service', detail: 'has a service principal name' }
    : undefined
}

/** "User cannot change password": an administrator has ruled out self-service for this account. */
const fixedPassword = (acl: readonly Ace[] | undefined): Status['protected'] | undefined => {
  if (acl === undefined)
    return {
      reason: 'service',
      detail: 'the access list cannot be read, so it counts as forbidding self-service',
    }
  const denies = acl.some(
    (a) =>
      a.kind === 'deny' &&
      (a.mask & mask.controlAccess) !== 0 &&
      a.object === rights.changePassword &&
      everyoneAndSelf.includes(a.trustee),
  )
  return denies ? { reason: 'service', detail: 'set to "User cannot change password"' } : undefined
}

/** Whether a session with these SIDs may change (not reset) the password, which the second of two writes does. */
export const mayChange = (acl: readonly Ace[], sids: ReadonlySet<string>): boolean =>
  grants(acl, sids, mask.controlAccess, rights.changePassword)
