import { dialled } from './phone.ts'
import { EqualityFilter, BerWriter } from 'ldapts'
import { Fault } from '../story/errors.ts'
import type { Session } from './ad-servers.ts'
import { groupsIn, type NamedGroups } from './ad-groups.ts'
import { readPolicy } from './ad-policy.ts'
import { protection, type DenyList } from './ad-protection.ts'
import type { Entry } from './entry.ts'
import { filetimeMs, integer32 } from './filetime.ts'
import { guidBytes, guidText, isGuid } from './guid.ts'
import { lockEnds } from './lock-ends.ts'
import type { Known, PasswordPolicy, Person, Status } from './port.ts'
import { RawControl } from './raw-control.ts'
import { readAcl, type Ace } from './security-descriptor.ts'

/** Everything one look at a person gives. */
export interface AdPerson {
  readonly dn: string
  readonly status: Status
  /** msDS-KeyVersionNumber: counts password writes (MS-ADTS 3.1.1.4.5.16). */
  readonly version?: string
  /** pwdLastSet as stored. */
  readonly setAt: string
  /** Absent when it may not be read. */
  readonly acl?: readonly Ace[]
}

export const flags = {
  disabled: 0x2,
  locked: 0x10,
  neverExpires: 0x10000,
  passwordExpired: 0x80_0000,
} as const

const attributes = [
  'objectGUID',
  'objectSid',
  'objectClass',
  'sAMAccountName',
  'displayName',
  'mail',
  'telephoneNumber',
  'mobile',
  'userAccountControl',
  'msDS-User-Account-Control-Computed',
  'accountExpires',
  'pwdLastSet',
  'lastLogonTimestamp',
  'badPwdCount',
  'lockoutTime',
  'adminCount',
  'servicePrincipalName',
  'tokenGroups',
  'msDS-ResultantPSO',
  'msDS-KeyVersionNumber',
  'nTSecurityDescriptor',
]

/** Reads the discretionary list only, LDAP_SERVER_SD_FLAGS_OID (MS-ADTS 3.1.1.3.4.1.11). */
export const daclOnly = (): RawControl => {
  const value = new BerWriter()
  value.startSequence()
  value.writeInt(4)
  value.endSequence()
  return new RawControl('1.2.840.113556.1.4.801', value.buffer)
}

/** The name under which a person is read and written: it survives renaming and moving, and says so (code 32) when they are gone. */
export const nameOf = (id: string): string => `<GUID=${id}>`

/** Reads a person by id; undefined when there is none. Missing facts that a refusal depends on are a fault, never a pass. */
export const readPerson = async (
  session: Session,
  id: string,
  where: {
    readonly peopleDn: string
    readonly deny: DenyList
    readonly named?: Known<NamedGroups>
    readonly now: number
  },
): Promise<AdPerson | undefined> => {
  if (!isGuid(id)) return undefined
  const { client, root } = session
  const [found, inScope] = await Promise.all([
    client.search(nameOf(id), { scope: 'base', attributes, controls: [daclOnly()] }),
    client.search(where.peopleDn, {
      scope: 'sub',
      filter: new EqualityFilter({ attribute: 'objectGUID', value: guidBytes(id) }),
      attributes: ['1.1'],
    }),
  ])
  const [entry] = found
  if (entry === undefined) return undefined
  const descriptor = entry.bytes('nTSecurityDescriptor')
  const acl = descriptor === undefined ? undefined : readAcl(descriptor)
  const hands = protection(entry, { inScope: inScope.length === 1, deny: where.deny, acl })
  const policy = await readPolicy(client, root.domain, entry.text('msDS-ResultantPSO'))
  const version = entry.text('msDS-KeyVersionNumber')
  return {
    dn: entry.dn,
    status: {
      person: person(entry),
      dn: entry.dn,
      groups: groupsIn(entry.manyBytes('tokenGroups'), where.named ?? 'unknown'),
      ...account(entry, where.now),
      ...lockTimes(entry, policy),
      ...(hands === undefined ? {} : { protected: hands }),
      policy,
    },
    ...(version === undefined ? {} : { version }),
    setAt: must(entry, 'pwdLastSet'),
    ...(acl === undefined ? {} : { acl }),
  }
}

/** Who an entry is. */
export const person = (entry: Entry): Person => {
  const account = must(entry, 'sAMAccountName')
  const guid = entry.bytes('objectGUID')
  if (guid === undefined) throw unreadable(entry, 'objectGUID')
  const mail = entry.text('mail')
  const phone = dialled(entry.text('telephoneNumber'), entry.text('mobile'))
  return {
    id: guidText(guid),
    account,
    displayName: entry.text('displayName') ?? account,
    ...(mail === undefined ? {} : { mail }),
    ...(phone === undefined ? {} : { phone }),
  }
}

const account = (entry: Entry, now: number): Omit<Status, 'person' | 'protected' | 'policy'> => {
  const control = integer32(must(entry, 'userAccountControl'))
  const computed = integer32(must(entry, 'msDS-User-Account-Control-Computed'))
  const setAt = filetimeMs(must(entry, 'pwdLastSet'))
  const signedInAt = filetimeMs(entry.text('lastLogonTimestamp') ?? '0')
  const ends = filetimeMs(entry.text('accountExpires') ?? '0')
  return {
    locked: (computed & flags.locked) !== 0,
    // Active Directory has no lock that only an administrator lifts; a disabled account is the nearest.
    lockedByAdmin: false,
    disabled: (control & flags.disabled) !== 0,
    accountExpired: ends !== undefined && ends <= now,
    passwordExpired: setAt !== undefined && (computed & flags.passwordExpired) !== 0,
    mustChange: setAt === undefined && (control & flags.neverExpires) === 0,
    badPasswords: entry.integer('badPwdCount') ?? 'unknown',
    ...(setAt === undefined ? {} : { passwordSetAt: setAt }),
    ...(signedInAt === undefined ? {} : { signedInAt }),
  }
}

/** lockoutTime outlives its lock, so it counts only while the computed flag stands (MS-ADTS 3.1.1.4.5.17). */
const lockTimes = (
  entry: Entry,
  { lockoutMs }: PasswordPolicy,
): Pick<Status, 'lockedSince' | 'lockedUntil'> => {
  if (((entry.integer('msDS-User-Account-Control-Computed') ?? 0) & flags.locked) === 0) return {}
  const lockedSince = filetimeMs(entry.text('lockoutTime') ?? '0') ?? 'unknown'
  return { lockedSince, lockedUntil: lockEnds(lockedSince, lockoutMs) }
}

const must = (entry: Entry, name: string): string => {
  const value = entry.text(name)
  if (value === undefined) throw unreadable(entry, name)
  return value
}

const unreadable = (entry: Entry, name: string): Fault =>
  new Fault(
    'ERR_DIRECTORY_RIGHTS',
    `${name} of ${entry.dn} cannot be read: grant the service account read access`,
  )
