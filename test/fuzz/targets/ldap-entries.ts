import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { byCounting, readCounters } from '../../../src/directory/ad-counters.ts'
import { readPerson } from '../../../src/directory/ad-person.ts'
import { readRoot as readAdRoot } from '../../../src/directory/ad-root.ts'
import { Entry } from '../../../src/directory/entry.ts'
import type { Status, Witness } from '../../../src/directory/port.ts'
import { readRoot as readLdapRoot } from '../../../src/directory/openldap/root.ts'
import { Fault } from '../../../src/story/errors.ts'
import { anyText, bent, edits } from '../bent.ts'
import { claim, type Claim } from '../claim.ts'
import { fakeSession } from '../fake-session.ts'
import { adEntry, binary, guid, ldapEntry, type Kept } from '../true-entries.ts'

let now: Entry = new Entry({ dn: '' })
const session = fakeSession(() => [now])
const time = Date.UTC(2026, 5, 1, 9)

/** Some attributes bent, some put anew, some gone: those alone. */
const changesOf = (right: Kept): fc.Arbitrary<Kept> => {
  const names = Object.keys(right)
  const some = fc.array(
    fc.tuple(
      fc.constantFrom(...names),
      fc.oneof(
        edits().map((by) => ({ by })),
        fc.array(anyText(40), { maxLength: 3 }).map((put) => ({ put })),
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((n) => ({ put: [String(n)] })),
      ),
    ),
    { maxLength: 5 },
  )
  return some.map((changes) => {
    const changed = changes.map(([name, how]): readonly [string, readonly string[]] => [
      name,
      'put' in how ? how.put : (right[name] ?? []).map((value) => bent(value, how.by)),
    ])
    return Object.fromEntries(changed)
  })
}

/** As the client library gives it. */
const entryOf = (kept: Kept): Entry =>
  new Entry({
    dn: 'CN=Ada Byron,OU=People,DC=corp,DC=example',
    ...Object.fromEntries(
      Object.entries(kept).map(([name, values]) => [
        name,
        binary.has(name) ? values.map((v) => Buffer.from(v, 'latin1')) : [...values],
      ]),
    ),
  })

/** What was read, or undefined where the answer was a fault; anything else that is thrown is a bug. */
const orFault = async <T>(reading: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await reading()
  } catch (cause) {
    assert.ok(cause instanceof Fault, `${String(cause)}\n${cause instanceof Error ? cause.stack : ''}`)
    return undefined
  }
}

/** Every time in it is a time that can be shown to somebody. */
const shown = (status: Status): void => {
  const { lockedSince, lockedUntil, passwordSetAt, signedInAt } = status
  for (const ms of [lockedSince, lockedUntil, passwordSetAt, signedInAt])
    if (typeof ms === 'number') assert.ok(!Number.isNaN(new Date(ms).getTime()), `${ms} is no time`)
  for (const number of [status.badPasswords, ...Object.values(status.policy)])
    if (typeof number === 'number') assert.ok(Number.isFinite(number))
}

const whole = /^-?\d{1,19}$/
const one = (kept: Kept, name: string): string => kept[name]?.[0] ?? ''

const adPeople: Claim = claim(
  'a person of Active Directory with any values is read as they are, or not at all',
  changesOf(adEntry),
  async (changes) => {
    const kept = { ...adEntry, ...changes }
    now = entryOf(kept)
    const where = { peopleDn: 'OU=People,DC=corp,DC=example', deny: new Set<string>(), now: time }
    const read = await orFault(() => readPerson(session.adSession, guid, where))
    if (read === undefined) return assert.notDeepEqual(kept, adEntry)
    const control = ['userAccountControl', 'msDS-User-Account-Control-Computed', 'pwdLastSet']
    for (const name of control) assert.match(one(kept, name), whole, name)
    const { disabled, locked } = read.status
    assert.equal(disabled, (BigInt(one(kept, 'userAccountControl')) & 2n) !== 0n)
    assert.equal(locked, (BigInt(one(kept, 'msDS-User-Account-Control-Computed')) & 16n) !== 0n)
    return shown(read.status)
  },
)

const ldapPeople: Claim = claim(
  'a person of OpenLDAP with any values is read as they are, or not at all',
  changesOf(ldapEntry),
  async (changes) => {
    const kept = { ...ldapEntry, ...changes }
    now = entryOf(kept)
    const look = session.ldapLook.at(session.ldapSession, guid)
    const read = await orFault(() => look)
    if (read === undefined) return assert.notDeepEqual(kept, ldapEntry)
    const lock = kept['pwdAccountLockedTime'] ?? []
    if (lock.length === 0) assert.ok(!read.status.locked && !read.status.lockedByAdmin)
    return shown(read.status)
  },
)

const witness: Witness = {
  person: guid,
  server: 'ldaps://localhost#dc1',
  version: '7',
  setAt: '134000000000000000',
  takenAt: time,
  writes: 1,
}

const counters: Claim = claim(
  'counters with any values never make a lost reset a committed one',
  changesOf(adEntry),
  async (changes) => {
    const kept = { ...adEntry, ...changes }
    now = entryOf(kept)
    const read = await orFault(() => readCounters(session.adSession, guid))
    if (read === undefined) return
    const became = await orFault(async () => byCounting(witness, read))
    const version = one(kept, 'msDS-KeyVersionNumber')
    if (became === 'committed') assert.match(version, /^0*8$/)
    if (became === 'notCommitted') assert.match(version, /^(0*7)?$/)
  },
)

const rootNames = ['vendorName', 'dnsHostName', 'defaultNamingContext', 'currentTime', 'supportedControl']
const roots: Claim = claim(
  'whatever a server says of itself is believed whole or not at all',
  fc.dictionary(fc.constantFrom(...rootNames, 'objectClass'), fc.array(anyText(30), { maxLength: 3 })),
  async (kept) => {
    now = entryOf(kept)
    const ad = await orFault(() => readAdRoot(session.adSession.client))
    assert.ok(ad === undefined || !Number.isNaN(new Date(ad.now).getTime()))
    await orFault(() => readLdapRoot(session.ldapSession.client))
  },
)

export const entryClaims: readonly Claim[] = [adPeople, ldapPeople, counters, roots]
