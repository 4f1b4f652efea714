import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { activeDirectory } from '../../src/directory/active-directory.ts'
import { GuardedClient } from '../../src/directory/guarded-client.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { SambaData } from '../services/samba/index.ts'
import { providedSamba } from '../services/provided.ts'
import { CuttingProxy, op } from './cutting-proxy.ts'
import { optionsFor, SambaHands, quoted, set } from './samba-bench.ts'

const fresh = new Secret('Autumn-River-2026')

describe('Active Directory on a bad line', () => {
  let samba: SambaData
  let hands: SambaHands
  let proxy: CuttingProxy
  beforeAll(async () => {
    samba = providedSamba()
    hands = await SambaHands.open(samba)
  })
  afterAll(() => hands.close())
  afterEach(() => proxy.stop())

  const behindProxy = async (plus: Parameters<typeof optionsFor>[1] = {}): Promise<Directory> => {
    proxy = await CuttingProxy.start(samba)
    const d = activeDirectory(optionsFor(samba, { urls: [proxy.url], ...plus }))
    onTestFinished(() => d.close())
    return d
  }
  const orderFor = async (d: Directory, person: string): Promise<CommitOrder> => {
    const prepared = await d.commit.prepare(person)
    if ('refused' in prepared) throw new Error(prepared.detail)
    return { op: randomUUID(), person, password: fresh, witness: prepared.witness, mustChange: false }
  }

  test.each([
    ['one write', 'none', 1, 1],
    ['the second of two writes', 'auto', 2, 2],
  ] as const)(
    'an answer lost after %s is found out: committed, and nothing was sent twice',
    async (_, history, nth, writes) => {
      const d = await behindProxy({ history })
      const ada = await hands.add('locked')
      const order = await orderFor(d, ada.id)
      const before = await hands.writes(ada.id)
      proxy.cut({ op: op.modify, nth, when: 'after' })
      expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
      expect(proxy.seen(op.modify)).toBe(writes)
      expect(await hands.writes(ada.id)).toBe(before + writes)
      expect(await hands.binds(await hands.dnOf(ada.id), fresh)).toBe(true)
      expect(await d.commit.resolve(order.witness, order.op)).toBe('committed')
    },
  )

  test.each(['none', 'auto'] as const)(
    'a write that never arrived (history: %s) is found out: not committed',
    async (history) => {
      const d = await behindProxy({ history })
      const ada = await hands.add('plain')
      const order = await orderFor(d, ada.id)
      const before = await hands.writes(ada.id)
      proxy.cut({ op: op.modify, nth: 1, when: 'before' })
      expect((await d.commit.commit(order)).kind).toBe('notCommitted')
      expect(proxy.seen(op.modify)).toBe(1)
      expect(await hands.writes(ada.id)).toBe(before)
      expect(await hands.binds(await hands.dnOf(ada.id), ada.password)).toBe(true)
    },
  )

  test.each([
    ['the first answer', 1, 'after'],
    ['the second request', 2, 'before'],
  ] as const)('two writes that end with %s are half-way, and a new order mends it', async (_, nth, when) => {
    const d = await behindProxy()
    const ada = await hands.add('plain')
    const order = await orderFor(d, ada.id)
    proxy.cut({ op: op.modify, nth, when })
    expect((await d.commit.commit(order)).kind).toBe('halfway')
    expect(await d.commit.resolve(order.witness, order.op)).toBe('halfway')
    expect(await hands.binds(await hands.dnOf(ada.id), fresh)).toBe(false)
    expect(await d.commit.commit(await orderFor(d, ada.id))).toEqual({ kind: 'committed' })
    expect(await hands.binds(await hands.dnOf(ada.id), fresh)).toBe(true)
  })

  test('a write that the server finishes only after the line broke is waited for', async () => {
    const d = await behindProxy({ history: 'none', limits: { quietMs: 1500, settleMs: 6000 } })
    const ada = await hands.add('plain')
    const order = await orderFor(d, ada.id)
    proxy.cut({ op: op.modify, nth: 1, when: 'late' })
    expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
    expect(proxy.seen(op.modify)).toBe(1)
  })

  test('a server that vanishes with its answer leaves it unknown, and tells when it is back', async () => {
    const d = await behindProxy()
    const [ada, bob] = [await hands.add('locked'), await hands.add('plain')]
    const order = await orderFor(d, ada.id)
    const never = await orderFor(d, bob.id)
    proxy.cut({ op: op.modify, nth: 2, when: 'after', forGood: true })
    expect((await d.commit.commit(order)).kind).toBe('unknown')
    expect((await d.commit.commit(never)).kind).toBe('notCommitted')
    await expect(d.commit.resolve(order.witness, order.op)).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    proxy.mend()
    expect(await d.commit.resolve(order.witness, order.op)).toBe('committed')
    expect(await d.commit.resolve(never.witness, never.op)).toBe('notCommitted')
  })

  test("a helpdesk's reset in the place of a lost write is foreign, not ours", async () => {
    const d = await behindProxy({ history: 'none', limits: { quietMs: 1500, settleMs: 6000 } })
    const ada = await hands.add('plain')
    const order = await orderFor(d, ada.id)
    proxy.cut({ op: op.modify, nth: 1, when: 'before' })
    const committing = d.commit.commit(order)
    while (proxy.seen(op.modify) === 0) await new Promise((r) => setTimeout(r, 5))
    await hands.modify(ada.id, set('unicodePwd', quoted(new Secret('Summer-Field-2027'))))
    expect((await committing).kind).toBe('foreign')
    expect(await d.commit.resolve(order.witness, order.op)).not.toBe('committed')
  })

  test('a hung server is given up at the deadline, and nothing is sent again', async () => {
    const d = await behindProxy({ limits: { answerMs: 700, quietMs: 600, settleMs: 4000 } })
    const ada = await hands.add('plain')
    const order = await orderFor(d, ada.id)
    proxy.cut({ op: op.modify, nth: 1, when: 'hang' })
    expect((await d.commit.commit(order)).kind).toBe('notCommitted')
    expect(proxy.seen(op.modify)).toBe(1)
  })

  test('after a drop every new line begins with its own bind, and the reader notices nothing', async () => {
    const d = await behindProxy()
    const ada = await hands.add('plain')
    expect(await d.people.status(ada.id)).toBeDefined()
    expect(await d.people.status(ada.id)).toBeDefined()
    expect(proxy.connections.length).toBe(1)
    proxy.drop()
    expect(await d.people.status(ada.id)).toBeDefined()
    proxy.cut({ op: op.search, nth: 2, when: 'after' })
    expect(await d.people.find('account', ada.account)).toBeDefined()
    expect(await d.people.find('account', ada.account)).toBeDefined()
    expect(proxy.connections.length).toBeGreaterThan(2)
    expect(proxy.connections.map((c) => c[0])).toEqual(proxy.connections.map(() => op.bind))
    expect(proxy.connections.map((c) => c.filter((o) => o === op.bind).length)).toEqual(
      proxy.connections.map(() => 1),
    )
  })

  test('a dropped line is never opened again by itself: what comes after is not sent', async () => {
    await behindProxy()
    const { caPem, bindDn, bindPassword } = optionsFor(samba)
    const ada = await hands.add('plain')
    const client = new GuardedClient({ url: proxy.url, caPem, connectMs: 4000, answerMs: 6000 })
    expect(await client.bind(bindDn, bindPassword)).toEqual({ kind: 'done' })
    proxy.drop()
    while (client.sound) await new Promise((r) => setTimeout(r, 5))
    const write = () => client.modify(`<GUID=${ada.id}>`, [set('unicodePwd', quoted(fresh))])
    expect((await write()).kind).toBe('unclear')
    await expect(write()).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    await expect(client.search('', { scope: 'base', attributes: [] })).rejects.toMatchObject({
      code: 'ERR_DIRECTORY',
    })
    expect(proxy.connections).toEqual([[op.bind]])
    await client.close()
  })

  test("a person's own password is tried on a line of its own", async () => {
    const d = await behindProxy()
    const ada = await hands.add('plain')
    expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
    expect(await d.people.verify(ada.id, new Secret('Not-The-Password-1'))).toBe('no')
    const lonely = proxy.connections.filter((c) => !c.includes(op.search))
    expect(lonely.map((c) => c.filter((o) => o !== op.unbind))).toEqual([[op.bind], [op.bind]])
  })

  test('commits for one person come one after another', async () => {
    const d = await behindProxy({ limits: { readsAtOnce: 1 } })
    const order = await orderFor(d, (await hands.add('mustChange')).id)
    const results = await Promise.all([1, 2, 3, 4].map(() => d.commit.commit(order)))
    expect(results.map((r) => r.kind)).toEqual(['committed', 'foreign', 'foreign', 'foreign'])
    expect(proxy.most).toBeLessThanOrEqual(2)
  })

  test('at most two commits are on the way at once', async () => {
    const d = await behindProxy({ limits: { readsAtOnce: 1 } })
    const people = await Promise.all(Array.from({ length: 6 }, () => hands.add('plain')))
    const orders: CommitOrder[] = []
    for (const { id } of people) orders.push(await orderFor(d, id))
    const results = await Promise.all(orders.map((o) => d.commit.commit(o)))
    expect(results.map((r) => r.kind)).toEqual(people.map(() => 'committed'))
    // Two commits, and the one session that is kept for reading.
    expect(proxy.most).toBeLessThanOrEqual(3)
  })
})

describe('Active Directory on a line that cannot be trusted', () => {
  const samba = (): SambaData => providedSamba()

  test('an address without TLS is refused before anything is opened', () => {
    expect(() => activeDirectory(optionsFor(samba(), { urls: ['ldap://localhost'] }))).toThrow(/ldaps/)
  })

  test('the next server is asked while nothing was sent to the first', async () => {
    const rogue = await CuttingProxy.start(samba(), samba().pki.stranger)
    const urls = ['ldaps://127.0.0.1:1', rogue.url, samba().url]
    const told: string[] = []
    const d = activeDirectory(
      optionsFor(samba(), { urls, log: (event, { url }) => told.push(`${event} ${url}`) }),
    )
    expect((await d.people.capabilities()).server).toBe(`${samba().url}#${samba().dnsHostName}`)
    expect(told).toEqual(urls.slice(0, 2).map((url) => `directory.server.failed ${url}`))
    expect((await d.check()).filter((f) => !f.ok).map((f) => f.name)).toEqual(
      urls.slice(0, 2).map((url) => `directory server ${url}`),
    )
    await d.close()
    await rogue.stop()
  })

  test('an order that names a server which is not configured never reaches it', async () => {
    const elsewhere = await CuttingProxy.start(samba())
    const d = activeDirectory(optionsFor(samba()))
    const hands = await SambaHands.open(samba())
    const { id } = await hands.add('plain')
    const prepared = await d.commit.prepare(id)
    if ('refused' in prepared) throw new Error(prepared.detail)
    const witness = { ...prepared.witness, server: `${elsewhere.url}#${samba().dnsHostName}` }
    expect(
      (await d.commit.commit({ op: 'op', person: id, password: fresh, witness, mustChange: false })).kind,
    ).toBe('notCommitted')
    expect(elsewhere.connections).toEqual([])
    await Promise.all([d.close(), hands.close(), elsewhere.stop()])
  })

  test('an order of another server is not carried out here', async () => {
    const d = activeDirectory(optionsFor(samba()))
    const hands = await SambaHands.open(samba())
    const { id } = await hands.add('plain')
    const prepared = await d.commit.prepare(id)
    if ('refused' in prepared) throw new Error(prepared.detail)
    const before = await hands.writes(id)
    for (const server of [`${samba().url}#dc2.corp.example`, samba().url, '']) {
      const order = {
        op: randomUUID(),
        person: id,
        password: fresh,
        witness: { ...prepared.witness, server },
        mustChange: false,
      }
      expect((await d.commit.commit(order)).kind).toBe('notCommitted')
    }
    expect(await hands.writes(id)).toBe(before)
    await d.close()
    await hands.close()
  })

  test.each(['ldapts', 'http,LDAPTS', '*', 'ldap*'])('does not start under NODE_DEBUG=%s', async (debug) => {
    const module = join(import.meta.dirname, '../../src/directory/active-directory.ts')
    const script = `const { activeDirectory } = await import(${JSON.stringify(module)}); activeDirectory({ urls: [] })`
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { NODE_DEBUG: debug },
      // With `*` Node tells everything it does.
      maxBuffer: 64 * 1024 * 1024,
    })
    await expect(run).rejects.toThrow(/NODE_DEBUG contains ldapts/)
  })
})
