import { dialled } from '../phone.ts'
import { Fault } from '../../story/errors.ts'
import type { Entry } from '../entry.ts'
import { generalizedTimeMs } from '../filetime.ts'
import { isGuid } from '../guid.ts'
import { lockEnds } from '../lock-ends.ts'
import type { Person, Status } from '../port.ts'
import { readPolicy, type Rules } from './policy.ts'
import { protection, type Bounds } from './protection.ts'
import type { Session } from './root.ts'
import { all, equal, visible } from './visible.ts'

/** Everything one look at a person gives. */
export interface LdapPerson {
  readonly dn: string
  readonly status: Status
  readonly rules: Rules
  /** pwdChangedTime as stored, to the second; empty = never set under a policy. */
  readonly setAt: string
  /** entryCSN: moves with every write to the entry, of whatever kind. */
  readonly state: string
  /** pwdAccountLockedTime as stored. */
  readonly lock: string | undefined
  /** pwdReset as stored. */
  readonly reset: boolean
}

/** What decides over a refusal: unless we may see that they are absent, nobody is touched. */
const decisive = [
  'pwdAccountLockedTime',
  'pwdReset',
  'pwdChangedTime',
  'pwdPolicySubentry',
  'pwdStartTime',
  'pwdEndTime',
  'pwdFailureTime',
  // By which a group may hold the person.
  'uid',
]
const called = ['telephoneNumber', 'mobile']
const identity = [
  'objectClass',
  'entryUUID',
  'cn',
  'displayName',
  'mail',
  ...called,
  'uidNumber',
  'gidNumber',
]
const attributes = [...identity, ...decisive, 'entryCSN', 'pwdLastSuccess']

/** What is looked at besides the entry, as the configuration has it. */
export interface Where extends Bounds {
  readonly baseDn: string
  readonly defaultPolicyDn: string
  readonly now: number
}

/** Reads a person by entryUUID; undefined when there is none. Missing facts that a refusal depends on are a fault, never a pass. */
export const readPerson = async (
  { client }: Session,
  id: string,
  where: Where,
): Promise<LdapPerson | undefined> => {
  if (!isGuid(id)) return undefined
  const uuid = equal('entryUUID', id)
  const filter = all(uuid, ...decisive.map(visible))
  const [entry] = await client.search(where.baseDn, { scope: 'sub', filter, attributes })
  if (entry === undefined) {
    const [dark] = await client.search(where.baseDn, { scope: 'sub', filter: uuid, attributes: ['1.1'] })
    if (dark === undefined) return undefined
    throw new Fault(
      'ERR_DIRECTORY_RIGHTS',
      `locks and marks of ${dark.dn} cannot be read (${decisive.join(', ')}): run the check command`,
    )
  }
  const subentry = entry.text('pwdPolicySubentry')
  const rules = await readPolicy(client, subentry ?? where.defaultPolicyDn, subentry === undefined)
  const hands = (await protection(client, entry, where)) ?? fixedPassword(rules)
  return {
    dn: entry.dn,
    status: {
      person: person(entry),
      dn: entry.dn,
      ...account(entry, rules, where.now),
      ...(hands === undefined ? {} : { protected: hands }),
      policy: rules.shown,
    },
    rules,
    setAt: entry.text('pwdChangedTime') ?? '',
    state: must(entry, 'entryCSN'),
    lock: entry.text('pwdAccountLockedTime'),
    reset: isTrue(entry, 'pwdReset'),
  }
}

/** Who an entry is. */
export const person = (entry: Entry): Person => {
  const account = entry.text('uid') ?? must(entry, 'cn')
  const mail = entry.text('mail')
  const phone = dialled(...called.map((name) => entry.text(name)))
  return {
    id: must(entry, 'entryUUID').toLowerCase(),
    account,
    displayName: entry.text('displayName') ?? entry.text('cn') ?? account,
    ...(mail === undefined ? {} : { mail }),
    ...(phone === undefined ? {} : { phone }),
  }
}

const account = (
  entry: Entry,
  rules: Rules,
  now: number,
): Omit<Status, 'person' | 'protected' | 'policy'> => {
  const setAt = generalizedTimeMs(entry.text('pwdChangedTime') ?? '')
  const signedInAt = time(entry, 'pwdLastSuccess')
  const mustChange = isTrue(entry, 'pwdReset') && rules.mustChangeBites !== false
  return {
    ...lockOf(entry, rules, now),
    // OpenLDAP knows no disabled account but the lock that only an administrator lifts.
    disabled: false,
    accountExpired: closed(entry, rules, now),
    passwordExpired: over(setAt, rules.maxAgeMs, now),
    mustChange,
    badPasswords: entry
      .texts('pwdFailureTime')
      .filter((t) => rules.failuresMs === 0 || !over(generalizedTimeMs(t), rules.failuresMs, now)).length,
    ...(setAt === undefined || mustChange ? {} : { passwordSetAt: setAt }),
    ...(typeof signedInAt === 'number' && { signedInAt }),
  }
}

/** How far clocks may differ before a lock in the future is taken for what it says. */
const skewMs = 600_000

/**
 * A lock is an administrator's unless slapd must have set it: together with a wrong password of that very second, which it
 * keeps as long as the lock, under rules that lock. Stops the attack of lifting the others by a reset (threat 22): those for
 * good (`000001010000Z`, no time at all), those to come, and those of any date. Over after its duration it is none.
 */
const lockOf = (
  entry: Entry,
  { shown }: Rules,
  now: number,
): Pick<Status, 'locked' | 'lockedByAdmin' | 'lockedSince' | 'lockedUntil'> => {
  const stored = entry.text('pwdAccountLockedTime')
  if (stored === undefined) return { locked: false, lockedByAdmin: false }
  const at = generalizedTimeMs(stored)
  if (at === undefined || stored.startsWith('00') || at > now + skewMs)
    return { locked: false, lockedByAdmin: true }
  const until = lockEnds(at, shown.lockoutMs)
  if (until !== 'unknown' && until !== 0 && now >= until) return { locked: false, lockedByAdmin: false }
  const second = (ms: number | undefined): number | undefined => ms && Math.floor(ms / 1000)
  const wrong = entry.texts('pwdFailureTime').map((t) => second(generalizedTimeMs(t)))
  return shown.lockoutThreshold !== 0 && wrong.includes(second(at))
    ? { locked: true, lockedByAdmin: false, lockedSince: at, lockedUntil: until }
    : { locked: false, lockedByAdmin: true }
}

/** No self-service for who may not change their own password; rules that cannot be read count as saying so. */
const fixedPassword = ({ userChange, shown }: Rules): Status['protected'] | undefined => {
  if (userChange === true) return undefined
  const why =
    userChange === 'unknown' ? 'cannot be read, so it counts as forbidding self-service' : 'is FALSE'
  return { reason: 'service', detail: `pwdAllowUserChange of the policy ${shown.source} ${why}` }
}

/**
 * Before its first day, after its last, or unused for longer than the rules allow: a reset would open it again. A day that
 * cannot be understood counts as one that closes.
 */
const closed = (entry: Entry, { maxIdleMs }: Rules, now: number): boolean => {
  const [starts, ends] = [time(entry, 'pwdStartTime'), time(entry, 'pwdEndTime')]
  if (starts === 'odd' || ends === 'odd') return true
  if ((starts !== undefined && now < starts) || (ends !== undefined && now >= ends)) return true
  const used = time(entry, 'pwdLastSuccess') ?? time(entry, 'pwdChangedTime')
  return used === 'odd' ? maxIdleMs !== 0 : over(used, maxIdleMs, now)
}

const over = (since: number | undefined, lasts: number | 'unknown', now: number): boolean =>
  since !== undefined && lasts !== 'unknown' && lasts > 0 && now >= since + lasts

const isTrue = (entry: Entry, name: string): boolean => entry.text(name)?.toUpperCase() === 'TRUE'

const time = (entry: Entry, name: string): number | 'odd' | undefined => {
  const stored = entry.text(name)
  return stored === undefined ? undefined : (generalizedTimeMs(stored) ?? 'odd')
}

const must = (entry: Entry, name: string): string => {
  const value = entry.text(name)
  if (value === undefined)
    throw new Fault('ERR_DIRECTORY_RIGHTS', `${name} of ${entry.dn} cannot be read: run the check command`)
  return value
}
