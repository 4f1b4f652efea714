import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { activeDirectory, type ActiveDirectoryOptions } from '../../src/directory/active-directory.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { SambaData } from '../services/samba/index.ts'
import { providedSamba } from '../services/provided.ts'
import { optionsFor, quoted, SambaHands, set } from './samba-bench.ts'
import { GuardedClient } from '../../src/directory/guarded-client.ts'

const fresh = new Secret('Autumn-River-2026')
const another = new Secret('Summer-Field-2027')

describe('what decides about Active Directory', () => {
  let samba: SambaData
  let hands: SambaHands
  let d: Directory
  beforeAll(async () => {
    samba = providedSamba()
    hands = await SambaHands.open(samba)
    d = activeDirectory(optionsFor(samba))
  })
  afterAll(async () => {
    await d.close()
    await hands.close()
  })

  const under = (plus: Partial<ActiveDirectoryOptions>): Directory => {
    const directory = activeDirectory(optionsFor(samba, plus))
    onTestFinished(() => directory.close())
    return directory
  }
  const asWatcher = (): Directory =>
    under({ bindDn: samba.watchDn, bindPassword: new Secret(samba.watchPassword) })
  const known = async (account: string): Promise<string> => {
    const person = await d.people.find('account', account)
    if (person === undefined) throw new Error(`no ${account}`)
    return person.id
  }
  const orderFor = async (id: string, password = fresh, by = d): Promise<CommitOrder> => {
    const prepared = await by.commit.prepare(id)
    if ('refused' in prepared) throw new Error(prepared.detail)
    return { op: randomUUID(), person: id, password, witness: prepared.witness, mustChange: false }
  }
  const commit = async (id: string, password = fresh, by = d) =>
    by.commit.commit(await orderFor(id, password, by))

  test.each([
    ['none', 1],
    ['auto', 2],
  ] as const)(
    'eight processes with one order (history: %s): the server lets exactly one through',
    async (history, writes) => {
      const ada = await hands.add('locked')
      const many = Array.from({ length: 8 }, () => under({ history }))
      const order = await orderFor(ada.id, fresh, many[0])
      await Promise.all(many.map((m) => m.people.capabilities()))
      const before = await hands.writes(ada.id)
      const results = await Promise.all(many.map((m) => m.commit.commit(order)))
      expect(results.filter((r) => r.kind === 'committed').length).toBe(1)
      expect(results.filter((r) => r.kind === 'foreign').length).toBe(7)
      expect(await hands.writes(ada.id)).toBe(before + writes)
    },
  )

  test('the counter rises by one without history and by two with it, and by nothing else', async () => {
    const load = await known('load01')
    const before = await hands.writes(load)
    const order = await orderFor(load, new Secret('lake-1'.repeat(2)))
    expect(order.witness.writes).toBe(1)
    expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
    expect(await hands.writes(load)).toBe(before + 1)
    const ada = await hands.add('plain')
    const [first] = [await hands.writes(ada.id)]
    expect(await commit(ada.id)).toEqual({ kind: 'committed' })
    expect(await d.commit.unlock(ada.id)).toEqual({ kind: 'unlocked' })
    await hands.modify(ada.id, set('pwdLastSet', '0'))
    expect(await hands.writes(ada.id)).toBe(first + 2)
  })

  test('two writes end the old password at once; one write leaves it an hour, so its bind proves nothing', async () => {
    const [ada, bob] = [await hands.add('plain'), await hands.add('plain')]
    await commit(ada.id)
    expect(await hands.binds(await hands.dnOf(ada.id), ada.password)).toBe(false)
    await commit(bob.id, fresh, under({ history: 'none' }))
    expect(await hands.binds(await hands.dnOf(bob.id), bob.password)).toBe(true)
  })

  test('a password of the history leaves the reset half-way, by name, and the old password dead', async () => {
    const ada = await hands.add('locked')
    await commit(ada.id)
    const again = await commit(ada.id, ada.password)
    expect(again).toMatchObject({ kind: 'halfway', reason: 'inHistory' })
    expect(await d.people.status(ada.id)).toMatchObject({ mustChange: true })
    expect(await hands.binds(await hands.dnOf(ada.id), fresh)).toBe(false)
    expect(await commit(ada.id, another)).toEqual({ kind: 'committed' })
  })

  test('what can be seen to break a rule is refused before the first of two writes', async () => {
    const judy = await known('judy.strict')
    const before = await hands.writes(judy)
    expect(await commit(judy, new Secret('Winter-Lake-2027'))).toMatchObject({
      kind: 'refused',
      reason: 'tooShort',
      detail: 'by the policy PSO-Strict',
    })
    expect(await commit(judy, new Secret('My-Name-Is-Strict-Enough-1'))).toMatchObject({
      kind: 'refused',
      reason: 'containsName',
    })
    expect(await hands.writes(judy)).toBe(before)
  })

  test("with one write the directory's own refusal gives the reason", async () => {
    const by = under({ history: 'none' })
    const ada = await hands.add('plain')
    expect(await commit(ada.id, new Secret('Short-1x'), by)).toMatchObject({
      kind: 'refused',
      reason: 'tooShort',
      detail: expect.stringContaining('0000052D'),
    })
    expect(await commit(ada.id, new Secret('alllowercaseletters'), by)).toMatchObject({
      kind: 'refused',
      reason: 'tooSimple',
    })
  })

  test('a fine-grained policy is read with the right to, and unknown without it', async () => {
    const judy = await known('judy.strict')
    expect((await d.people.status(judy))?.policy).toEqual({
      minLength: 20,
      history: 10,
      complexity: true,
      minAgeMs: 0,
      lockoutThreshold: 3,
      lockoutMs: 15 * 60_000,
      source: 'PSO-Strict',
    })
    const dark = (await asWatcher().people.status(judy))?.policy
    expect(dark).toEqual({
      minLength: 'unknown',
      history: 'unknown',
      complexity: 'unknown',
      minAgeMs: 'unknown',
      lockoutThreshold: 'unknown',
      lockoutMs: 'unknown',
      source: 'PSO-Strict',
    })
  })

  test.each(['mallory.admin', 'oscar.nested'])(
    '%s is an administrator: refused at the start and by the commit itself',
    async (account) => {
      const id = await known(account)
      const before = await hands.writes(id)
      expect((await d.people.status(id))?.protected?.reason).toBe('privileged')
      expect(await d.commit.prepare(id)).toMatchObject({ refused: 'protected' })
      const ada = await hands.add('plain')
      const { pwdLastSet = '' } = await hands.read(id, 'pwdLastSet')
      const { witness } = await orderFor(ada.id)
      const forged = { ...witness, person: id, version: String(before), setAt: pwdLastSet }
      expect(
        await d.commit.commit({
          op: 'forged',
          person: id,
          password: fresh,
          witness: forged,
          mustChange: false,
        }),
      ).toMatchObject({ reason: 'protected' })
      expect(await hands.writes(id)).toBe(before)
    },
  )

  test('the directory itself would not have stopped us at an administrator by nesting', async () => {
    const { id } = await hands.add('privileged')
    const { url, caPem, bindDn, bindPassword } = { url: samba.url, ...optionsFor(samba) }
    const client = new GuardedClient({ url, caPem, connectMs: 4000, answerMs: 6000 })
    await client.bind(bindDn, bindPassword)
    expect(await client.modify(`<GUID=${id}>`, [set('unicodePwd', quoted(fresh))])).toEqual({ kind: 'done' })
    expect(
      await client.modify(`<GUID=${await known('mallory.admin')}>`, [set('unicodePwd', quoted(fresh))]),
    ).toMatchObject({ code: 50 })
    expect(await client.modify(`<GUID=${id}>`, [set('displayName', 'x')])).toMatchObject({ code: 50 })
    await client.close()
  })

  test.each([
    ['grace.oldpw', { passwordExpired: true, mustChange: false }],
    ['heidi.mustchange', { passwordExpired: false, mustChange: true }],
    ['dave.disabled', { disabled: true }],
    ['erin.expired', { accountExpired: true }],
    ['frank.locked', { locked: true }],
  ])('%s is told apart', async (account, state) => {
    const clear = {
      locked: false,
      disabled: false,
      accountExpired: false,
      passwordExpired: false,
      mustChange: false,
    }
    expect(await d.people.status(await known(account))).toMatchObject({ ...clear, ...state })
  })

  test('a lock tells when it began, by the server, and when it ends, by the rules', async () => {
    const ada = await hands.add('plain')
    const before = Date.now()
    await hands.lock(ada.id)
    const { lockedSince, lockedUntil, policy } = (await d.people.status(ada.id))!
    if (typeof lockedSince !== 'number' || typeof policy.lockoutMs !== 'number') throw new Error('not told')
    // Both clocks are this machine's; the directory's may be cut to the second.
    expect(lockedSince).toBeGreaterThan(before - 1001)
    expect(lockedSince).toBeLessThanOrEqual(Date.now())
    expect(policy.lockoutMs).toBeGreaterThan(0)
    expect(lockedUntil).toBe(lockedSince + policy.lockoutMs)
  })

  test('who may not change a password is not helped to', async () => {
    expect(await d.commit.prepare(await known('ivan.nochange'))).toMatchObject({
      refused: 'protected',
      detail: expect.stringContaining('cannot change'),
    })
  })

  test('a machine, a service, and a smart card are out of reach', async () => {
    const reason = async (name: string, value: string) => {
      const { id } = await hands.add('plain')
      onTestFinished(() => hands.remove(id))
      await hands.modify(id, set(name, value))
      return (await d.people.status(id))?.protected?.reason
    }
    expect(await reason('servicePrincipalName', `http/${randomUUID()}.corp.example`)).toBe('service')
    expect(await reason('userAccountControl', String(512 | 0x4_0000))).toBe('smartcardOnly')
    expect(await reason('adminCount', '1')).toBe('privileged')
    expect((await d.people.status(await hands.idOf(samba.adminDn)))?.protected?.reason).toBe('privileged')
  })

  test('configured groups are refused, by DN or SID and at any depth; one that is missing stops everything', async () => {
    const groups = `OU=Groups,${samba.baseDn}`
    expect(await d.commit.prepare(await known('carol'))).toHaveProperty('witness')
    const nested = under({ denyGroups: [`CN=gg-all,${groups}`] })
    expect(await nested.commit.prepare(await known('carol'))).toMatchObject({
      refused: 'protected',
      detail: expect.stringContaining('deniedGroup'),
    })
    const everyone = under({ denyGroups: ['S-1-5-32-545'] })
    expect(await everyone.commit.prepare(await known('alice'))).toMatchObject({ refused: 'protected' })
    const missing = under({ denyGroups: [`CN=no-such-group,${groups}`] })
    await expect(missing.commit.prepare(await known('alice'))).rejects.toMatchObject({ code: 'ERR_CONFIG' })
  })

  test('a distribution list tells nobody apart: it is in no token, so groups are unknown and the check says why', async () => {
    const list = await hands.group('2')
    const d = under({ groups: [list] })
    expect((await d.people.status(await known('alice')))?.groups).toBe('unknown')
    expect((await d.check()).find(({ name }) => name === 'groups')).toMatchObject({ ok: false })
    const bySid = under({ groups: ['S-1-5-32-545'] })
    expect((await bySid.people.status(await known('alice')))?.groups).toEqual(['S-1-5-32-545'])
  })

  test('an entry whose name only looks like the subtree is outside it', async () => {
    const { id } = await hands.add('plain', { dn: `CN=Eve\\,OU\\3DPeople,${samba.baseDn}` })
    onTestFinished(() => hands.remove(id))
    expect((await d.people.status(id))?.protected?.reason).toBe('outOfScope')
  })

  test('Carol, whose name is full of signs, is found by every mark', async () => {
    const carol = await known('carol')
    expect((await d.people.status(carol))?.person.displayName).toBe("Carol (QA) O'Hara*")
    expect(await d.people.find('mail', 'carol.ohara@corp.example')).toMatchObject({ id: carol })
    expect(await d.people.find('employeeID', '1003')).toMatchObject({ id: carol })
    expect(await d.people.find('userPrincipalName', 'carol@corp.example')).toMatchObject({ id: carol })
  })

  test('signs in a name do no harm, and who is renamed meanwhile stays the same person', async () => {
    const { id } = await hands.add('plain', { name: `\\#1 (Q\\+A)* ${randomUUID()}` })
    const order = await orderFor(id)
    await hands.rename(id, `CN=\\"Q\\+A\\"\\, O\\\\Hara ${randomUUID()}`, samba.peopleDn)
    expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
    expect(await d.people.verify(id, fresh)).toBe('ok')
  })

  test('a missing right is a missing right, never a rule about passwords', async () => {
    const by = asWatcher()
    const ada = await hands.add('plain')
    for (const history of ['auto', 'none'] as const) {
      const directory =
        history === 'auto'
          ? by
          : under({ bindDn: samba.watchDn, bindPassword: new Secret(samba.watchPassword), history })
      expect(await commit(ada.id, fresh, directory)).toMatchObject({ kind: 'refused', reason: 'noRight' })
    }
    expect(await by.commit.unlock(ada.id)).toMatchObject({ kind: 'refused', reason: 'noRight' })
    expect(await hands.binds(await hands.dnOf(ada.id), ada.password)).toBe(true)
  })

  test('history by a control that is not offered is refused, not skipped', async () => {
    const by = under({ history: 'control' })
    const ada = await hands.add('plain')
    expect(await by.commit.prepare(ada.id)).toMatchObject({ refused: 'notSupported' })
    expect((await by.check()).find((f) => f.name === 'history on reset')).toMatchObject({ ok: false })
  })

  test('the watch goes on from its cursor after a restart', async () => {
    const { cursor } = await d.watch.lockouts()
    const ada = await hands.add('plain')
    await hands.lock(ada.id)
    const { events } = await under({}).watch.lockouts(cursor)
    expect(events.map((e) => e.person)).toEqual([ada.id])
    expect(Math.abs((events[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000)
    await expect(d.watch.lockouts('bm90IGEgY29va2ll')).rejects.toMatchObject({ name: 'Fault' })
  })

  test('a lock whose time is over is no lock, whatever the attribute still says', async () => {
    const { cursor } = await d.watch.lockouts()
    const ada = await hands.add('plain')
    await hands.modify(ada.id, set('lockoutTime', '1'))
    expect((await d.people.status(ada.id))?.locked).toBe(false)
    expect((await d.watch.lockouts(cursor)).events).toEqual([])
  })

  describe('the check', () => {
    const failing = async (directory: Directory) => (await directory.check()).filter((f) => !f.ok)

    test('finds the delegated rights and nothing else', async () => {
      for (const history of ['auto', 'none'] as const) {
        const found = await under({ history }).check()
        expect(found.filter((f) => !f.ok)).toEqual([])
        expect(found.map((f) => f.name)).toContain('right changePassword')
      }
    })

    test('names each missing right with the command that grants it', async () => {
      const found = await failing(asWatcher())
      expect(found.map((f) => f.name)).toEqual([
        'right resetPassword',
        'right lockoutTime',
        'right pwdLastSet',
        'fine-grained password policies',
      ])
      for (const { fix } of found)
        expect(fix).toMatch(/^samba-tool dsacl set --objectdn='.*' --sddl='\(OA;CIIO;/)
    })

    test('finds an administrator whom the delegation reaches', async () => {
      const { id } = await hands.add('plain')
      onTestFinished(() => hands.remove(id))
      await hands.modify(id, set('adminCount', '1'))
      expect(await failing(d)).toMatchObject([
        { name: 'privileged accounts out of reach', says: expect.stringContaining('svc-reset') },
      ])
    })

    test('finds too many rights, and privileged accounts in reach', async () => {
      const found = await failing(
        under({ bindDn: samba.adminDn, bindPassword: new Secret(samba.adminPassword) }),
      )
      expect(found.map((f) => f.name)).toEqual(['no right beyond these', 'privileged accounts out of reach'])
      expect(found[1]?.says).toContain('Mallory Admin')
    })

    test('finds a wrong password, a wrong subtree and a wrong group', async () => {
      expect(await failing(under({ bindPassword: new Secret('Not-The-Password-1') }))).toMatchObject([
        { name: `directory server ${samba.url}` },
      ])
      expect((await failing(under({ peopleDn: `OU=Nowhere,${samba.baseDn}` }))).map((f) => f.name)).toEqual([
        'directory.people',
      ])
      expect((await failing(under({ denyGroups: ['CN=x,DC=y'] }))).map((f) => f.name)).toContain(
        'directory.denyGroups',
      )
    })
  })
})
