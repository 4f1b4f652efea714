import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { openLdap, type OpenLdapOptions } from '../../src/directory/openldap.ts'
import { usualLimits } from '../../src/directory/limits.ts'
import { Look } from '../../src/directory/openldap/look.ts'
import { readRoot, type Root } from '../../src/directory/openldap/root.ts'
import { writeMark } from '../../src/directory/openldap/write.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { Servers } from '../../src/directory/servers.ts'
import { Secret } from '../../src/lib/secret.ts'
import { CuttingProxy, op } from './cutting-proxy.ts'
import { LdapHands, optionsFor, set } from './openldap-bench.ts'

const fresh = new Secret('Autumn-River-2026')
const another = new Secret('Summer-Field-2027')

describe('OpenLDAP on a bad line', () => {
  const slapd = inject('openldap')
  const limits = { quietMs: 300, settleMs: 4000 }
  let hands: LdapHands
  let proxy: CuttingProxy
  beforeAll(async () => {
    hands = await LdapHands.open(slapd)
  })
  afterAll(() => hands.close())
  afterEach(() => proxy.stop())

  const behindProxy = async (plus: Partial<OpenLdapOptions> = {}): Promise<Directory> => {
    proxy = await CuttingProxy.start(slapd)
    const d = openLdap(optionsFor(slapd, { urls: [proxy.url], limits, ...plus }))
    onTestFinished(() => d.close())
    return d
  }
  /** The same without the server's log: what is left is the time of the password, and the password itself. */
  const { accesslogDn: _log, ...logless } = optionsFor(slapd)
  const withoutLog = async (): Promise<Directory> => {
    proxy = await CuttingProxy.start(slapd)
    const d = openLdap({ ...logless, urls: [proxy.url], limits })
    onTestFinished(() => d.close())
    return d
  }
  const orderFor = async (d: Directory, person: string): Promise<CommitOrder> => {
    const prepared = await d.commit.prepare(person)
    if ('refused' in prepared) throw new Error(prepared.detail)
    return { op: randomUUID(), person, password: fresh, witness: prepared.witness, mustChange: false }
  }
  const marked = async (id: string) => (await hands.read(id, 'pwdReset'))['pwdReset'] === 'TRUE'
  const signsIn = async (id: string, password: Secret) => hands.binds(await hands.dnOf(id), password)
  /** Somebody whose password is an hour old: too young for the policy, old enough to be told apart by its time. */
  const settledPerson = async () => {
    const ada = await hands.add('plain')
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString().replace(/[-:T]|\.\d+/g, '')
    await hands.age(await hands.dnOf(ada.id), hourAgo)
    return ada
  }

  describe.each([
    ['with the server’s log', behindProxy],
    ['without a log', withoutLog],
  ] as const)('%s', (_, open) => {
    test('an answer lost after the password was set is found out: committed, sent once', async () => {
      const d = await open()
      const ada = await settledPerson()
      const before = await hands.writes(ada.id)
      proxy.cut({ op: op.extended, nth: 1, when: 'after' })
      expect(await d.commit.commit(await orderFor(d, ada.id))).toEqual({ kind: 'committed' })
      expect(proxy.seen(op.extended)).toBe(1)
      expect(await hands.writes(ada.id)).toBe(before + 1)
      expect(await signsIn(ada.id, fresh)).toBe(true)
    })

    test.each([
      ['the password never arrived', op.extended, 'before'],
      ['the answer to the first request was lost', op.modify, 'after'],
      ['the first request never arrived', op.modify, 'before'],
    ] as const)('%s: not committed, and nobody has to choose again', async (_what, kind, when) => {
      const d = await open()
      const ada = await settledPerson()
      const before = await hands.writes(ada.id)
      proxy.cut({ op: kind, nth: 1, when })
      expect((await d.commit.commit(await orderFor(d, ada.id))).kind).toBe('notCommitted')
      expect(await hands.writes(ada.id)).toBe(before)
      expect(await marked(ada.id)).toBe(false)
      expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
      expect(await d.commit.commit(await orderFor(d, ada.id))).toEqual({ kind: 'committed' })
    })

    test('a password set only seconds before is no excuse for a guess', async () => {
      const d = await open()
      const [ada, bob] = [await hands.add('plain'), await hands.add('plain')]
      proxy.cut({ op: op.extended, nth: 1, when: 'before' })
      expect((await d.commit.commit(await orderFor(d, ada.id))).kind).toBe('notCommitted')
      expect(await marked(ada.id)).toBe(false)
      proxy.cut({ op: op.extended, nth: 1, when: 'after' })
      expect(await d.commit.commit(await orderFor(d, bob.id))).toEqual({ kind: 'committed' })
    })

    test('a process that died between the two requests leaves no mark behind', async () => {
      const d = await open()
      const ada = await settledPerson()
      const order = await orderFor(d, ada.id)
      await dies(order)
      expect(await marked(ada.id)).toBe(true)
      expect(await d.people.verify(ada.id, ada.password)).toBe('okButBlocked')
      expect(await d.commit.resolve(order.witness, order.op)).toBe('notCommitted')
      expect(await marked(ada.id)).toBe(false)
      expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
    })

    test('a mark that was there before is left', async () => {
      const d = await open()
      const ada = await hands.add('mustChange')
      await hands.age(await hands.dnOf(ada.id))
      const order = await orderFor(d, ada.id)
      await dies(order)
      expect(await d.commit.resolve(order.witness, order.op)).toBe('notCommitted')
      expect(await marked(ada.id)).toBe(true)
    })
  })

  /** What a commit does until right before the password. */
  const dies = async (order: CommitOrder): Promise<void> => {
    const options = optionsFor(slapd)
    const { client, ...rest } = await new Servers<Root>({ ...options, limits: usualLimits, readRoot }).fresh()
    const seen = await new Look(options).at({ client, ...rest }, order.person)
    if (seen === undefined) throw new Error('nobody')
    expect(await writeMark(client, seen, true, order.op)).toEqual({ kind: 'done' })
    await client.close()
  }

  test('after a crash, a commit that was carried out is told by the log, and unknown without one', async () => {
    const d = await behindProxy()
    const ada = await settledPerson()
    const order = await orderFor(d, ada.id)
    expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
    expect(await d.commit.resolve(order.witness, order.op)).toBe('committed')
    await proxy.stop()
    const dark = await withoutLog()
    const bob = await settledPerson()
    const other = await orderFor(dark, bob.id)
    expect(await dark.commit.commit(other)).toEqual({ kind: 'committed' })
    expect(await dark.commit.resolve(other.witness, other.op)).toBe('unknown')
  })

  test.each([
    ['seconds', () => hands.add('plain')],
    ['an hour', settledPerson],
  ] as const)(
    'after a crash of the server, too, between entry and log: unknown, on a password of %s',
    async (_, add) => {
      const d = await behindProxy()
      const ada = await add()
      const order = await orderFor(d, ada.id)
      expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
      await hands.forget(ada.id)
      expect(await d.commit.resolve(order.witness, order.op)).toBe('unknown')
    },
  )

  test('a mark that an administrator set meanwhile is told from ours by the log, and stays', async () => {
    const d = await behindProxy()
    const ada = await settledPerson()
    const order = await orderFor(d, ada.id)
    await hands.modify(ada.id, set('pwdReset', 'TRUE'))
    expect(await d.commit.resolve(order.witness, order.op)).toBe('notCommitted')
    expect(await marked(ada.id)).toBe(true)
  })

  test('one that is set while we were to set none stays without a log, too', async () => {
    const d = await withoutLog()
    const ada = await hands.add('plain')
    await hands.age(await hands.dnOf(ada.id))
    const order = await orderFor(d, ada.id)
    expect(order.witness.marks).toBeUndefined()
    await hands.modify(ada.id, set('pwdReset', 'TRUE'))
    expect(await d.commit.resolve(order.witness, order.op)).toBe('notCommitted')
    expect(await marked(ada.id)).toBe(true)
  })

  test('a password that would be sent too late is not sent, and leaves no mark', async () => {
    const d = await behindProxy({ limits: { ...limits, writeMs: -1 } })
    const ada = await settledPerson()
    const before = await hands.writes(ada.id)
    expect(await d.commit.commit(await orderFor(d, ada.id))).toMatchObject({ kind: 'notCommitted' })
    const prepared = await d.commit.prepare(ada.id, 'change')
    if ('refused' in prepared) throw new Error(prepared.detail)
    const order = { op: randomUUID(), person: ada.id, password: fresh, current: ada.password }
    const told = await d.commit.commit({ ...order, witness: prepared.witness, mustChange: false })
    expect(told).toMatchObject({ kind: 'notCommitted', untried: true })
    expect(proxy.seen(op.extended)).toBe(0)
    expect(await hands.writes(ada.id)).toBe(before)
    expect(await marked(ada.id)).toBe(false)
  })

  test('a mark that cannot be taken back is a fault that brings somebody back, never silence', async () => {
    const d = await behindProxy()
    const ada = await settledPerson()
    const order = await orderFor(d, ada.id)
    await dies(order)
    proxy.cut({ op: op.modify, nth: 1, when: 'before' })
    await expect(d.commit.resolve(order.witness, order.op)).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    expect(await d.commit.resolve(order.witness, order.op)).toBe('notCommitted')
    expect(await marked(ada.id)).toBe(false)
  })

  test('a refusal whose mark cannot be taken back is not told as if nothing had happened', async () => {
    const d = await behindProxy()
    const ada = await hands.add('plain')
    const order = { ...(await orderFor(d, ada.id)), password: ada.password }
    proxy.cut({ op: op.modify, nth: 2, when: 'before' })
    expect(await d.commit.commit(order)).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('pwdReset'),
    })
  })

  test('a password that the server sets only after the line broke is waited for', async () => {
    const d = await behindProxy({ limits: { quietMs: 1500, settleMs: 6000 } })
    const ada = await settledPerson()
    proxy.cut({ op: op.extended, nth: 1, when: 'late' })
    expect(await d.commit.commit(await orderFor(d, ada.id))).toEqual({ kind: 'committed' })
    expect(proxy.seen(op.extended)).toBe(1)
  })

  test('a server that vanishes with its answer leaves it unknown, and tells when it is back', async () => {
    const d = await behindProxy()
    const ada = await settledPerson()
    const order = await orderFor(d, ada.id)
    proxy.cut({ op: op.extended, nth: 1, when: 'after', forGood: true })
    expect((await d.commit.commit(order)).kind).toBe('unknown')
    await expect(d.commit.resolve(order.witness, order.op)).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    proxy.mend()
    expect(await d.commit.resolve(order.witness, order.op)).toBe('committed')
  })

  test("a helpdesk's reset in the place of a lost password is foreign, not ours", async () => {
    const d = await behindProxy({ limits: { quietMs: 1500, settleMs: 6000 } })
    const ada = await settledPerson()
    const order = await orderFor(d, ada.id)
    proxy.cut({ op: op.extended, nth: 1, when: 'before' })
    const committing = d.commit.commit(order)
    while (proxy.seen(op.extended) === 0) await new Promise((r) => setTimeout(r, 5))
    await hands.resetByHelpdesk(ada.id, another)
    expect((await committing).kind).toBe('foreign')
    expect(await d.commit.resolve(order.witness, order.op)).toBe('foreign')
  })

  test('a hung server is given up at the deadline, and nothing is sent again', async () => {
    const d = await behindProxy({ limits: { answerMs: 700, quietMs: 600, settleMs: 6000 } })
    const ada = await settledPerson()
    proxy.cut({ op: op.extended, nth: 1, when: 'hang' })
    expect((await d.commit.commit(await orderFor(d, ada.id))).kind).toBe('notCommitted')
    expect(proxy.seen(op.extended)).toBe(1)
    expect(await marked(ada.id)).toBe(false)
  })

  test.each([
    ['was not asked about it says so', 1, true],
    ['may have been asked about it does not say otherwise', 2, false],
  ])('a server that is lost before a change and %s', async (_, nth, untried) => {
    const d = await behindProxy()
    const ada = await settledPerson()
    const prepared = await d.commit.prepare(ada.id, 'change')
    if ('refused' in prepared) throw new Error(prepared.detail)
    const { witness } = prepared
    // The first bind is the service account's, the second the person's own.
    proxy.cut({ op: op.bind, nth, when: 'before' })
    const order = { op: randomUUID(), person: ada.id, password: fresh, current: ada.password }
    const told = await d.commit.commit({ ...order, witness, mustChange: false })
    expect(told).toMatchObject({ kind: 'notCommitted' })
    expect('untried' in told).toBe(untried)
  })

  test("a person's own password is tried on a line of its own", async () => {
    const d = await behindProxy()
    const ada = await hands.add('plain')
    expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
    const lonely = proxy.connections.filter((c) => !c.includes(op.search))
    expect(lonely.map((c) => c.filter((o) => o !== op.unbind))).toEqual([[op.bind]])
  })
})
