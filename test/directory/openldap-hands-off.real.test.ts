import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { openLdap, type OpenLdapOptions } from '../../src/directory/openldap.ts'
import { rulesFor, type Grant } from '../../src/directory/openldap/delegation.ts'
import { generalizedTime } from '../../src/directory/filetime.ts'
import type { CommitResult, Directory, Status } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { startOpenLdap, type OpenLdapData } from '../services/openldap/index.ts'
import { change, LdapHands, optionsFor, set } from './openldap-bench.ts'

const fresh = new Secret('Autumn-River-2026')

describe('whom a reset in OpenLDAP must leave alone', () => {
  const slapd = inject('openldap')
  let hands: LdapHands
  beforeAll(async () => {
    hands = await LdapHands.open(slapd)
  })
  afterAll(() => hands.close())

  const under = (plus: Partial<OpenLdapOptions> = {}, of: OpenLdapData = slapd): Directory => {
    const d = openLdap(optionsFor(of, plus))
    onTestFinished(() => d.close())
    return d
  }
  /** Somebody, until the end of the test. */
  const somebody = async (policy?: string): Promise<Added> => {
    const person = await hands.add('plain', policy === undefined ? {} : { policy })
    onTestFinished(() => hands.remove(person.id))
    return person
  }
  const group = (name: string): string => `cn=${name}-${randomUUID().slice(0, 8)},ou=groups,${slapd.baseDn}`
  const reset = async (d: Directory, id: string): Promise<CommitResult | { refused: string }> => {
    const prepared = await d.commit.prepare(id)
    if ('refused' in prepared) return prepared
    const { witness } = prepared
    return d.commit.commit({ op: randomUUID(), person: id, password: fresh, witness, mustChange: false })
  }
  const reasonOf = async (d: Directory, id: string): Promise<string | undefined> =>
    (await d.people.status(id))?.protected?.reason

  describe('members of a group', () => {
    test('of Unix: by name in any case, and by number', async () => {
      const [named, numbered, other] = [await somebody(), await somebody(), await somebody()]
      const dn = group('wheel')
      await hands.unixGroup(dn, '4711', named.account.toUpperCase())
      onTestFinished(() => hands.drop(dn))
      const unix = change('add', 'objectClass', 'posixAccount')
      const home = set('homeDirectory', '/srv')
      await hands.modify(numbered.id, unix, set('uidNumber', '700'), set('gidNumber', '4711'), home)
      const d = under({ denyGroups: [dn] })
      expect(await reasonOf(d, named.id)).toBe('deniedGroup')
      expect(await reasonOf(d, numbered.id)).toBe('deniedGroup')
      expect(await reasonOf(d, other.id)).toBeUndefined()
    })

    test('of a group of Unix that is itself in one', async () => {
      const ada = await somebody()
      const [inner, outer] = [group('unix'), group('outer')]
      await hands.unixGroup(inner, '4712', ada.account)
      onTestFinished(() => hands.drop(inner))
      await hands.group(outer, inner)
      onTestFinished(() => hands.drop(outer))
      expect(await reasonOf(under({ denyGroups: [outer] }), ada.id)).toBe('deniedGroup')
    })

    test('through groups in groups, however deep, and in a circle', async () => {
      const [ada, bob] = [await somebody(), await somebody()]
      const outer = group('outer')
      let inner = await hands.dnOf(ada.id)
      for (let depth = 0; depth < 12; depth += 1) {
        const dn = depth === 11 ? outer : group('deep')
        await hands.group(dn, inner)
        onTestFinished(() => hands.drop(dn))
        if (depth === 0) await hands.modify(dn, change('add', 'member', outer))
        inner = dn
      }
      const d = under({ denyGroups: [outer] })
      expect(await reasonOf(d, ada.id)).toBe('deniedGroup')
      expect(await reasonOf(d, bob.id)).toBeUndefined()
    })
  })

  describe('what decides and cannot be read', () => {
    const every: readonly Grant[] = ['password', 'locks', 'people', 'policies', 'groups', 'accesslog']
    const dark = async (access: readonly string[]): Promise<[OpenLdapData, LdapHands]> => {
      const { data, stop } = await startOpenLdap(inject('runDir'), { access }, slapd)
      const there = await LdapHands.open(data)
      onTestFinished(async () => {
        await there.close()
        await stop()
      })
      return [data, there]
    }
    const rules = (...hidden: string[]): readonly string[] => [
      ...hidden.map((types) => `to attrs=${types} by * none`),
      ...rulesFor(optionsFor(slapd), every),
    ]

    test('names of members: nobody is reset, though the number of the group is seen', async () => {
      const [data, there] = await dark(rules('memberUid'))
      const boss = await there.add('plain')
      const dn = `cn=sysadmins,ou=groups,${data.baseDn}`
      await there.unixGroup(dn, '500', boss.account)
      const d = under({ denyGroups: [dn] }, data)
      await expect(d.commit.prepare(boss.id)).rejects.toMatchObject({ code: 'ERR_CONFIG' })
      const found = (await d.check()).find((f) => f.name === 'directory.denyGroups')
      expect(found).toMatchObject({ ok: false, fix: expect.stringContaining('memberUid') })
    })

    test.each(['uidNumber', 'gidNumber'])('%s of an account of Unix, which may be root’s', async (hidden) => {
      const [data, there] = await dark(rules(hidden))
      const root = await there.add('plain')
      const unix = change('add', 'objectClass', 'posixAccount')
      const numbers = [set('uidNumber', '0'), set('gidNumber', '0'), set('homeDirectory', '/srv')]
      await there.modify(root.id, unix, ...numbers)
      const d = under({}, data)
      // The one that is seen says root's as well.
      expect(await reasonOf(d, root.id)).toBe('privileged')
      const shown = hidden === 'uidNumber' ? 'gidNumber' : 'uidNumber'
      await there.modify(root.id, set(shown, '77'))
      await expect(d.commit.prepare(root.id)).rejects.toMatchObject({ code: 'ERR_DIRECTORY_RIGHTS' })
      expect(await reasonOf(d, (await there.add('plain')).id)).toBeUndefined()
    })

    test.each(['uid', 'pwdFailureTime'])('%s', async (hidden) => {
      const [data, there] = await dark(rules(hidden))
      const { id } = await there.add('plain')
      await expect(under({}, data).commit.prepare(id)).rejects.toMatchObject({ code: 'ERR_DIRECTORY_RIGHTS' })
    })
  })

  describe('a lock that an administrator dated', () => {
    const forGood = { pwdLockout: 'TRUE', pwdMaxFailure: '5', pwdLockoutDuration: '0' }
    const policyOf = async (lines: Readonly<Record<string, string>>): Promise<string> => {
      const { name, remove } = await hands.policy({ pwdMinLength: '12', ...lines })
      onTestFinished(remove)
      return name
    }
    const lockedBy = async (id: string): Promise<Pick<Status, 'locked' | 'lockedByAdmin'>> => {
      const found = await under().people.status(id)
      return { locked: found?.locked === true, lockedByAdmin: found?.lockedByAdmin === true }
    }
    const stays = async (id: string): Promise<void> => {
      const before = await hands.read(id, 'pwdAccountLockedTime')
      expect(await lockedBy(id)).toEqual({ locked: false, lockedByAdmin: true })
      expect(await reset(under(), id)).toMatchObject({ refused: 'lockedByAdmin' })
      expect(await under().commit.unlock(id)).toMatchObject({ kind: 'refused', reason: 'lockedByAdmin' })
      expect(await hands.read(id, 'pwdAccountLockedTime')).toEqual(before)
    }
    const stamp = (): string => generalizedTime(Date.now() - 5000)

    test.each([
      ['under rules that lock for good', forGood],
      ['under rules that lock nobody', { ...forGood, pwdMaxFailure: '0' }],
    ])('stays, %s', async (_, lines) => {
      const eve = await somebody(await policyOf(lines))
      await hands.modify(eve.id, set('pwdAccountLockedTime', stamp()))
      expect(await hands.binds(await hands.dnOf(eve.id), eve.password)).toBe(false)
      await stays(eve.id)
    })

    test('stays after a wrong password of another second, before the lock or under it', async () => {
      const eve = await somebody(await policyOf(forGood))
      const dn = await hands.dnOf(eve.id)
      await hands.binds(dn, new Secret('Wrong-Password-1'))
      await hands.modify(eve.id, set('pwdAccountLockedTime', generalizedTime(Date.now() - 60_000)))
      await hands.lock(eve.id)
      await stays(eve.id)
    })

    test('stays where the rules lock nobody, whatever passwords were wrong when', async () => {
      const rules = { ...forGood, pwdMaxFailure: '3' }
      const { name, remove } = await hands.policy({ pwdMinLength: '12', ...rules })
      onTestFinished(remove)
      const eve = await somebody(name)
      await hands.lock(eve.id)
      expect(await lockedBy(eve.id)).toEqual({ locked: true, lockedByAdmin: false })
      await hands.modify(`cn=${name},ou=policies,${slapd.baseDn}`, set('pwdMaxFailure', '0'))
      await stays(eve.id)
    })

    test('is slapd’s own where a wrong password set it, and is lifted', async () => {
      const eve = await somebody(await policyOf(forGood))
      await hands.lock(eve.id)
      expect(await lockedBy(eve.id)).toEqual({ locked: true, lockedByAdmin: false })
      expect(await reset(under(), eve.id)).toEqual({ kind: 'committed' })
      expect(await hands.binds(await hands.dnOf(eve.id), fresh)).toBe(true)
    })
  })

  test.each([
    ['pwdEndTime', '202501010000Z'],
    ['pwdEndTime', '2025010100Z'],
    ['pwdEndTime', '20250101000000+0000'],
    ['pwdEndTime', '20250101000000,5Z'],
    ['pwdStartTime', '209901010000Z'],
    ['pwdStartTime', '2099010100-0130'],
  ])('an account that is over or not begun, however that is written: %s %s', async (type, value) => {
    const { id } = await somebody()
    await hands.modify(id, set(type, value))
    expect(await reset(under(), id)).toMatchObject({ refused: 'accountExpired' })
  })

  test('who may not change their own password, by a policy or by one that cannot be read', async () => {
    const { name, remove } = await hands.policy({ pwdMinLength: '12', pwdAllowUserChange: 'FALSE' })
    onTestFinished(remove)
    const [fixed, free] = [await somebody(name), await somebody()]
    expect(await reasonOf(under(), fixed.id)).toBe('service')
    expect(await under().commit.prepare(fixed.id, 'change')).toMatchObject({ refused: 'protected' })
    expect(await reasonOf(under(), free.id)).toBeUndefined()
    const dark = under({ defaultPolicyDn: `cn=no-such-policy,${slapd.baseDn}` })
    expect(await reset(dark, free.id)).toMatchObject({ refused: 'protected' })
    expect(await reset(under(), (await somebody('gone')).id)).toMatchObject({ refused: 'protected' })
    const note = (await under().check()).find((f) => f.name === 'pwdAllowUserChange')
    expect(note).toMatchObject({ ok: true, says: expect.stringContaining(name) })
  })
})
