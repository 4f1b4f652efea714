import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { openLdap, type OpenLdapOptions } from '../../src/directory/openldap.ts'
import { sortNo } from '../../src/directory/openldap/errors.ts'
import { Look } from '../../src/directory/openldap/look.ts'
import type { LdapPerson } from '../../src/directory/openldap/person.ts'
import { readRoot, type Root } from '../../src/directory/openldap/root.ts'
import { writeMark, writePassword, writeUnlock } from '../../src/directory/openldap/write.ts'
import { usualLimits } from '../../src/directory/limits.ts'
import { Servers, type BoundSession } from '../../src/directory/servers.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { startOpenLdap } from '../services/openldap/index.ts'
import { LdapHands, longAgo, optionsFor, set } from './openldap-bench.ts'

const fresh = new Secret('Autumn-River-2026')
const another = new Secret('Summer-Field-2027')
const forGood = '000001010000Z'

describe('what decides about OpenLDAP', () => {
  const slapd = inject('openldap')
  const options = optionsFor(slapd)
  let hands: LdapHands
  let d: Directory
  let session: BoundSession<Root>
  beforeAll(async () => {
    hands = await LdapHands.open(slapd)
    d = openLdap(options)
    session = await new Servers<Root>({ ...options, limits: usualLimits, readRoot }).fresh()
  })
  afterAll(async () => {
    await session.client.close()
    await d.close()
    await hands.close()
  })

  const under = (plus: Partial<OpenLdapOptions>): Directory => {
    const directory = openLdap(optionsFor(slapd, plus))
    onTestFinished(() => directory.close())
    return directory
  }
  const as = (bindDn: string): Directory => under({ bindDn, bindPassword: new Secret(slapd.servicePassword) })
  const orderFor = async (id: string, password = fresh, by = d): Promise<CommitOrder> => {
    const prepared = await by.commit.prepare(id)
    if ('refused' in prepared) throw new Error(prepared.detail)
    return { op: randomUUID(), person: id, password, witness: prepared.witness, mustChange: false }
  }
  const commit = async (id: string, password = fresh, by = d) =>
    by.commit.commit(await orderFor(id, password, by))
  const seen = async (id: string): Promise<LdapPerson> => {
    const found = await new Look(options).at(session, id)
    if (found === undefined) throw new Error('nobody')
    return found
  }
  const safe = async (): Promise<string> => {
    const { name, remove } = await hands.policy({ pwdSafeModify: 'TRUE', pwdMinLength: '12' })
    onTestFinished(remove)
    return name
  }
  const marked = async (id: string) => (await hands.read(id, 'pwdReset'))['pwdReset'] === 'TRUE'

  test.each(['default', 'lenient'])(
    'eight processes with one order (policy %s): the server lets exactly one through',
    async (policy) => {
      const ada = await hands.add('locked', { policy })
      await hands.age(await hands.dnOf(ada.id))
      const many = Array.from({ length: 8 }, () => under({}))
      const order = await orderFor(ada.id, fresh, many[0])
      const before = await hands.writes(ada.id)
      const results = await Promise.all(many.map((m) => m.commit.commit(order)))
      const kinds = results.map((r) => r.kind)
      expect(kinds.filter((kind) => kind === 'committed').length).toBe(1)
      expect(kinds.filter((kind) => kind === 'foreign' || kind === 'notCommitted').length).toBe(7)
      expect(await hands.writes(ada.id)).toBe(before + 1)
    },
  )

  describe('what the server says to a password', () => {
    const told = async (id: string, password: string) => {
      const { answer, error } = await writePassword(session.client, (await seen(id)).dn, {
        password: new Secret(password),
        op: randomUUID(),
      })
      if (answer.kind !== 'refused') return answer.kind
      const { status } = await seen(id)
      return [answer.code, error, sortNo({ ...answer, error }, { status, password })].map((part) =>
        typeof part === 'object' ? ('reason' in part ? part.reason : part.kind) : part,
      )
    }

    test('is told apart by the policy’s own number', async () => {
      const { id, password } = await hands.add('mustChange')
      expect(await told(id, 'short')).toEqual([19, 6, 'tooShort'])
      expect(await told(id, password.reveal())).toEqual([19, 8, 'inHistory'])
      expect(await told(id, fresh.reveal())).toBe('done')
      expect(await told(id, another.reveal())).toEqual([19, 7, 'tooYoung'])
      const strict = await hands.add('strict')
      expect(await told(strict.id, 'Nineteen-Characters')).toEqual([19, 6, 'tooShort'])
      expect(await told(strict.id, fresh.reveal().repeat(2))).toBe('done')
      expect(await told(strict.id, strict.password.reveal())).toEqual([19, 8, 'inHistory'])
      const { id: fixed } = await hands.add('plain', { policy: await safe() })
      expect(await told(fixed, fresh.reveal())).toEqual([50, 4, 'notSupported'])
      const { id: far } = await hands.add('outOfScope')
      await hands.age(await hands.dnOf(far))
      expect(await told(far, fresh.reveal())).toEqual([50, undefined, 'noRight'])
    })

    test('a password that looks like a hash is a password like any other', async () => {
      const looks = new Secret('{SSHA}bm90IHJlYWxseSBhIGhhc2g=')
      const { id } = await hands.add('plain', { policy: 'lenient' })
      expect(await commit(id, looks)).toEqual({ kind: 'committed' })
      expect(await hands.binds(await hands.dnOf(id), looks)).toBe(true)
      // Where quality is looked at, the server itself refuses what it cannot look into.
      const { id: strict } = await hands.add('plain')
      expect(await commit(strict, looks)).toMatchObject({ kind: 'refused', reason: 'policy' })
      expect(await marked(strict)).toBe(false)
    })
  })

  describe('a minimum age', () => {
    test('does not hold up who is locked out, and leaves nothing to choose again', async () => {
      const ada = await hands.add('locked')
      expect(await commit(ada.id)).toEqual({ kind: 'committed' })
      expect(await marked(ada.id)).toBe(false)
      expect(await d.people.verify(ada.id, fresh)).toBe('ok')
      expect((await d.people.status(ada.id))?.policy.minAgeMs).toBe(86_400_000)
    })

    test('who remembers the password after a refusal is no worse off than before', async () => {
      const ada = await hands.add('plain')
      await commit(ada.id)
      expect(await commit(ada.id, ada.password)).toMatchObject({ kind: 'refused', reason: 'inHistory' })
      expect(await marked(ada.id)).toBe(false)
      expect(await d.people.verify(ada.id, fresh)).toBe('ok')
    })

    test('who had to choose again still has to after a refusal', async () => {
      const ada = await hands.add('mustChange')
      expect(await commit(ada.id, ada.password)).toMatchObject({ reason: 'inHistory' })
      expect(await d.people.verify(ada.id, ada.password)).toBe('okButBlocked')
    })

    test('nobody is marked whom it cannot hold up, and who is, only until the password is there', async () => {
      const [old, young, lenient] = [
        await hands.add('plain'),
        await hands.add('plain'),
        await hands.add('plain', { policy: 'lenient' }),
      ]
      await hands.age(await hands.dnOf(old.id))
      const marks: number[] = []
      for (const { id } of [old, lenient, young]) {
        expect(await commit(id)).toEqual({ kind: 'committed' })
        marks.push(await hands.logged(id, 'pwdReset:= TRUE'))
        expect(await marked(id)).toBe(false)
      }
      expect(marks).toEqual([0, 0, 1])
    })
  })

  describe("an administrator's lock", () => {
    test.each([forGood, '20990101000000Z'])('of %s is never undone', async (lock) => {
      const ada = await hands.add('plain')
      await hands.age(await hands.dnOf(ada.id))
      const order = await orderFor(ada.id)
      await hands.modify(ada.id, set('pwdAccountLockedTime', lock))
      expect(await d.people.status(ada.id)).toMatchObject({ lockedByAdmin: true, locked: false })
      const refused = { kind: 'refused', reason: 'lockedByAdmin' }
      expect(await d.commit.commit(order)).toMatchObject(refused)
      expect(await d.commit.unlock(ada.id)).toMatchObject(refused)
      expect(await d.commit.prepare(ada.id)).toMatchObject({ refused: 'lockedByAdmin' })
      expect(await hands.read(ada.id, 'pwdAccountLockedTime')).toEqual({ pwdAccountLockedTime: lock })
    })

    test('that comes between the look and the write stops the write at the server', async () => {
      const ada = await hands.add('locked')
      const before = await seen(ada.id)
      await hands.disable(ada.id)
      expect(await writeUnlock(session.client, before)).toMatchObject({ kind: 'refused', code: 122 })
      expect(await writeMark(session.client, before, true, 'op')).toMatchObject({ code: 122 })
      expect(await hands.read(ada.id, 'pwdAccountLockedTime', 'pwdReset')).toEqual({
        pwdAccountLockedTime: forGood,
        pwdReset: '',
      })
    })

    test('the server itself would have lifted', async () => {
      const { id } = await hands.add('mustChange')
      await hands.disable(id)
      const { dn } = await seen(id)
      expect(await writePassword(session.client, dn, { password: fresh, op: 'x' })).toMatchObject({
        answer: { kind: 'done' },
      })
      expect(await hands.read(id, 'pwdAccountLockedTime')).toEqual({ pwdAccountLockedTime: '' })
    })

    test('is no lockout to the watch, and does not hold it up', async () => {
      const { cursor } = await d.watch.lockouts()
      const [ada, bob, eve] = [
        await hands.add('plain'),
        await hands.add('disabled'),
        await hands.add('plain'),
      ]
      await hands.modify(eve.id, set('pwdAccountLockedTime', '20990101000000Z'))
      await hands.lock(ada.id)
      const next = await under({}).watch.lockouts(cursor)
      expect(next.events.map((e) => e.person)).toEqual([ada.id])
      expect(Math.abs((next.events[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000)
      expect((await d.watch.lockouts(next.cursor)).events).toEqual([])
      expect(bob.id).not.toBe(eve.id)
      await expect(d.watch.lockouts('bm90IG91cnM=')).rejects.toMatchObject({ code: 'ERR_DIRECTORY_ANSWER' })
      await expect(d.watch.lockouts('{}')).rejects.toMatchObject({ code: 'ERR_DIRECTORY_ANSWER' })
    })
  })

  describe('accounts that a reset would open again', () => {
    test('unused for too long, not begun, or over: refused', async () => {
      const idle = await hands.add('plain', { policy: 'idle' })
      await hands.age(await hands.dnOf(idle.id))
      const early = await hands.add('plain')
      await hands.modify(early.id, set('pwdStartTime', '20990101000000Z'))
      for (const { id } of [idle, early, await hands.add('accountExpired')])
        expect(await d.commit.prepare(id)).toMatchObject({ refused: 'accountExpired' })
      expect(await hands.binds(await hands.dnOf(idle.id), idle.password)).toBe(false)
    })

    test('an expired password with sign-ins of grace left is expired', async () => {
      const ada = await hands.add('passwordExpired', { policy: 'grace' })
      expect(await d.people.status(ada.id)).toMatchObject({ passwordExpired: true })
      expect(await d.people.verify(ada.id, ada.password)).toBe('okButBlocked')
      expect(await commit(ada.id)).toEqual({ kind: 'committed' })
      expect(await d.people.verify(ada.id, fresh)).toBe('ok')
    })

    test('a lock whose time is over is none; where slapd locks nobody, it is an administrator’s', async () => {
      const ada = await hands.add('plain')
      await hands.modify(ada.id, set('pwdAccountLockedTime', longAgo))
      expect((await d.people.status(ada.id))?.locked).toBe(false)
      const bob = await hands.add('plain', { policy: 'lenient' })
      await hands.modify(bob.id, set('pwdAccountLockedTime', '20260101000000Z'))
      expect(await d.people.status(bob.id)).toMatchObject({ locked: false, lockedByAdmin: true })
      expect(await d.people.verify(bob.id, bob.password)).toBe('locked')
    })
  })

  describe('who is left alone', () => {
    test('members of the configured groups at any depth; a group that is missing stops everything', async () => {
      const { id } = await hands.add('plain')
      const inner = `cn=inner-${randomUUID()},ou=groups,${slapd.baseDn}`
      const outer = `cn=outer-${randomUUID()},ou=groups,${slapd.baseDn}`
      await hands.group(inner, await hands.dnOf(id))
      await hands.group(outer, inner)
      expect((await under({ denyGroups: [outer] }).people.status(id))?.protected?.reason).toBe('deniedGroup')
      expect(await under({ denyGroups: [outer.toUpperCase()] }).commit.prepare(id)).toMatchObject({
        refused: 'protected',
      })
      const gone = under({ denyGroups: [`cn=no-such-group,${slapd.baseDn}`] })
      await expect(gone.commit.prepare(id)).rejects.toMatchObject({ code: 'ERR_CONFIG' })
    })

    test('root’s number, and entries of no person', async () => {
      const { id } = await hands.add('plain')
      await hands.modify(
        id,
        set('objectClass', 'inetOrgPerson', 'posixAccount'),
        set('uidNumber', '0'),
        set('gidNumber', '100'),
        set('homeDirectory', '/nowhere'),
      )
      expect((await d.people.status(id))?.protected?.reason).toBe('privileged')
      const service = await hands.idOf(slapd.accounts.watch)
      const wide = under({ peopleDn: slapd.baseDn })
      expect((await wide.people.status(service))?.protected?.reason).toBe('service')
    })

    test('who is renamed meanwhile stays the same person', async () => {
      const { id } = await hands.add('plain', { name: `\\#1 (Q\\+A)* ${randomUUID()}` })
      const dn = `uid=Q\\+A\\, O\\\\Hara ${randomUUID()},${slapd.peopleDn}`
      await hands.rename(id, dn)
      expect(await commit(id)).toEqual({ kind: 'committed' })
      expect(await d.people.verify(id, fresh)).toBe('ok')
    })
  })

  test('a server that does not tell a lock from a wrong password is not believed about it', async () => {
    const { data, stop } = await startOpenLdap(inject('runDir'), { telling: false }, slapd)
    onTestFinished(stop)
    const [there, silent] = [await LdapHands.open(data), openLdap(optionsFor(data))]
    onTestFinished(() => Promise.all([there.close(), silent.close()]).then(() => undefined))
    const ada = await there.add('locked')
    expect(await there.binds(await there.dnOf(ada.id), ada.password)).toBe(false)
    expect(await silent.people.verify(ada.id, ada.password)).toBe('locked')
  })

  test('a missing right is a missing right, never a rule about passwords', async () => {
    const by = as(slapd.accounts.watch)
    const ada = await hands.add('plain')
    expect(await commit(ada.id, fresh, by)).toMatchObject({ kind: 'refused', reason: 'noRight' })
    expect(await by.commit.unlock(ada.id)).toMatchObject({ kind: 'refused', reason: 'noRight' })
    expect(await hands.binds(await hands.dnOf(ada.id), ada.password)).toBe(true)
  })

  test('where the old password is asked of everybody, nobody is reset, and that is said before', async () => {
    const { id } = await hands.add('plain', { policy: await safe() })
    expect(await d.commit.prepare(id)).toMatchObject({
      refused: 'notSupported',
      detail: expect.stringContaining('pwdSafeModify'),
    })
  })

  test('rules that cannot be read are unknown, never none, and nobody is reset under them', async () => {
    const dark = under({ defaultPolicyDn: `cn=no-such-policy,${slapd.baseDn}` })
    const { id } = await hands.add('plain')
    const policy = (await dark.people.status(id))?.policy
    expect(policy).toMatchObject({ minLength: 'unknown', history: 'unknown', lockoutThreshold: 'unknown' })
    expect(await dark.commit.prepare(id)).toMatchObject({ refused: 'protected' })
  })
})
