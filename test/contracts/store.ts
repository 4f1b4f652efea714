import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomToken } from '../../src/lib/ids.ts'
import type { Change, Store } from '../../src/story/record.ts'

/** One store under test. `pass` lets `ms` milliseconds go by, on whatever clock the store's memory follows. */
export interface StoreUnderTest {
  readonly store: Store
  pass(ms: number): Promise<void>
}

/** Long enough for a slow machine to read before it is over (ms). */
const short = 300

/** What every store promises, whatever is behind it. */
export const storeContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`the store contract: ${name}`, () => {
    let store: Store
    let pass: StoreUnderTest['pass']
    beforeAll(async () => {
      const opened = await open()
      store = opened.store
      pass = async (ms) => opened.pass(ms)
    })
    afterAll(async () => {
      await store.close()
    })

    const fresh = (kind = 'flow'): string => `${kind}:${randomToken(16)}`
    const queue = (): string => `q${randomToken(16)}`
    const put = async (key: string, value: string, more: Partial<Change> = {}): Promise<boolean> =>
      store.write([{ key, rev: 0, value, ...more }])

    describe('reading and writing', () => {
      test('what was never written is not there', async () => {
        expect(await store.read(fresh())).toBeUndefined()
      })

      test('what was written is read back with its revision', async () => {
        const key = fresh()
        expect(await put(key, '{"a":1}')).toBe(true)
        expect(await store.read(key)).toEqual({ key, rev: 1, value: '{"a":1}' })
        expect(await store.write([{ key, rev: 1, value: '{"a":2}' }])).toBe(true)
        expect(await store.read(key)).toEqual({ key, rev: 2, value: '{"a":2}' })
      })

      test.each([
        ['words of many scripts', JSON.stringify({ says: 'Zażółć 鍵 🔑 مفتاح \u0000 \u2028 \\ "' })],
        ['an empty text', ''],
        ['something that looks like our own framing', '7:{"a":1} k1.abc 9:'],
        ['200 KB', JSON.stringify({ big: '鍵🔑x'.repeat(20_000) })],
      ])('%s comes back unchanged', async (_what, value) => {
        const key = fresh()
        await put(key, value)
        expect((await store.read(key))?.value === value).toBe(true)
      })

      test('a stale revision changes nothing', async () => {
        const key = fresh()
        await put(key, 'first')
        for (const rev of [0, 2, 7]) expect(await store.write([{ key, rev, value: 'stale' }])).toBe(false)
        expect(await store.read(key)).toEqual({ key, rev: 1, value: 'first' })
      })

      test('a revision of what is not there changes nothing', async () => {
        const key = fresh()
        expect(await store.write([{ key, rev: 3, value: 'ghost' }])).toBe(false)
        expect(await store.write([{ key, rev: 3, value: null }])).toBe(false)
        expect(await store.read(key)).toBeUndefined()
      })

      test('the tenth revision follows the ninth', async () => {
        const key = fresh()
        for (let rev = 0; rev < 12; rev++)
          expect(await store.write([{ key, rev, value: `${rev}` }])).toBe(true)
        expect(await store.write([{ key, rev: 1, value: 'stale' }])).toBe(false)
        expect(await store.read(key)).toEqual({ key, rev: 12, value: '11' })
      })

      test('what was deleted is gone and may be made anew', async () => {
        const key = fresh()
        await put(key, 'first')
        expect(await store.write([{ key, rev: 1, value: null }])).toBe(true)
        expect(await store.read(key)).toBeUndefined()
        expect(await store.write([{ key, rev: 1, value: 'stale' }])).toBe(false)
        expect(await put(key, 'again')).toBe(true)
      })

      test('of fifty who read the same revision, one writes', async () => {
        const key = fresh()
        await put(key, 'first')
        const all = Array.from({ length: 50 }, async (_, i) =>
          store.write([{ key, rev: 1, value: `by ${i}` }]),
        )
        const won = (await Promise.all(all)).flatMap((ok, i) => (ok ? [i] : []))
        expect(won).toHaveLength(1)
        expect(await store.read(key)).toEqual({ key, rev: 2, value: `by ${won[0]}` })
      })
    })

    describe('several keys in one write', () => {
      test('all are written', async () => {
        const [made, changed, gone] = [fresh('tell'), fresh(), fresh('link')]
        await put(changed, 'old')
        await put(gone, 'old')
        const changes = [
          { key: made, rev: 0, value: 'new' },
          { key: changed, rev: 1, value: 'new' },
          { key: gone, rev: 1, value: null },
        ]
        expect(await store.write(changes)).toBe(true)
        expect(await store.read(made)).toEqual({ key: made, rev: 1, value: 'new' })
        expect(await store.read(changed)).toEqual({ key: changed, rev: 2, value: 'new' })
        expect(await store.read(gone)).toBeUndefined()
      })

      test.each([0, 1, 2])('none is written when number %i is stale', async (stale) => {
        const kind = queue()
        const keys = [fresh(kind), fresh(kind), fresh(kind)]
        for (const key of keys) await put(key, 'old', { dueAt: 50 })
        const changes: Change[] = keys.map((key, i) => ({
          key,
          rev: i === stale ? 0 : 1,
          value: i === 1 ? null : 'new',
          dueAt: 9,
          ttlMs: 1,
        }))
        expect(await store.write(changes)).toBe(false)
        await pass(short)
        for (const key of keys) expect(await store.read(key)).toEqual({ key, rev: 1, value: 'old' })
        expect(await store.due(kind, 49, 10)).toEqual([])
        expect(await store.due(kind, 50, 10)).toHaveLength(3)
      })

      test('of many who fight over two keys in either order, none is left half written', async () => {
        const [a, b] = [fresh(), fresh()]
        await store.write([a, b].map((key) => ({ key, rev: 0, value: 'start' })))
        const fight = Array.from({ length: 50 }, async (_, i) =>
          store.write((i % 2 ? [a, b] : [b, a]).map((key) => ({ key, rev: 1, value: `by ${i}` }))),
        )
        expect((await Promise.all(fight)).filter(Boolean)).toHaveLength(1)
        expect((await store.read(a))?.value).toBe((await store.read(b))?.value)
      })
    })

    describe('time to live', () => {
      test('what has a time to live is forgotten, what has none stays', async () => {
        const [brief, durable] = [fresh(), fresh()]
        await put(brief, 'x', { ttlMs: short })
        await put(durable, 'x')
        expect(await store.read(brief)).toBeDefined()
        await pass(2 * short)
        expect(await store.read(brief)).toBeUndefined()
        expect(await store.read(durable)).toBeDefined()
        expect(await put(brief, 'made anew')).toBe(true)
      })

      test('the last write says how long', async () => {
        const [kept, shortened] = [fresh(), fresh()]
        await put(kept, 'x', { ttlMs: 2 * short })
        await store.write([{ key: kept, rev: 1, value: 'y' }])
        await put(shortened, 'x')
        await store.write([{ key: shortened, rev: 1, value: 'y', ttlMs: short }])
        await pass(3 * short)
        expect((await store.read(kept))?.value).toBe('y')
        expect(await store.read(shortened)).toBeUndefined()
      })
    })

    describe('due work', () => {
      test('comes earliest first, not before its time, and no more than asked for', async () => {
        const kind = queue()
        const keys = [fresh(kind), fresh(kind), fresh(kind), fresh(kind)]
        for (const [i, dueAt] of [300, 100, 200, 1_790_000_000_000].entries())
          await put(keys[i]!, 'x', { dueAt })
        expect(await store.due(kind, 99, 10)).toEqual([])
        expect(await store.due(kind, 100, 10)).toEqual([keys[1]])
        expect(await store.due(kind, 300, 10)).toEqual([keys[1], keys[2], keys[0]])
        expect(await store.due(kind, 300, 2)).toEqual([keys[1], keys[2]])
        expect(await store.due(kind, 1_790_000_000_000, 10)).toHaveLength(4)
      })

      test('asking takes nothing away', async () => {
        const kind = queue()
        await put(fresh(kind), 'x', { dueAt: 5 })
        expect(await store.due(kind, 5, 10)).toEqual(await store.due(kind, 5, 10))
      })

      test('a write moves, ends or keeps off what is due', async () => {
        const kind = queue()
        const [moved, ended, gone] = [fresh(kind), fresh(kind), fresh(kind)]
        for (const key of [moved, ended, gone]) await put(key, 'x', { dueAt: 5 })
        await store.write([
          { key: moved, rev: 1, value: 'y', dueAt: 900 },
          { key: ended, rev: 1, value: 'y' },
          { key: gone, rev: 1, value: null, dueAt: 5 },
        ])
        expect(await store.due(kind, 899, 10)).toEqual([])
        expect(await store.due(kind, 900, 10)).toEqual([moved])
      })

      test('kinds do not mix', async () => {
        const [one, other] = [queue(), queue()]
        const key = fresh(one)
        await put(key, 'x', { dueAt: 5 })
        expect(await store.due(other, 10, 10)).toEqual([])
        expect(await store.due(one, 10, 10)).toEqual([key])
      })

      test('what was forgotten is not due, and does not hide what is', async () => {
        const kind = queue()
        const [brief, kept] = [fresh(kind), fresh(kind)]
        await put(brief, 'x', { dueAt: 5, ttlMs: short })
        await put(kept, 'x', { dueAt: 6 })
        await pass(2 * short)
        expect(await store.due(kind, 10, 1)).toEqual([kept])
      })
    })

    describe('claims', () => {
      test('the first takes it, nobody after, until it is forgotten', async () => {
        const key = fresh('nonce')
        expect(await store.claim(key, short)).toBe(true)
        expect(await store.claim(key, short)).toBe(false)
        await pass(2 * short)
        expect(await store.claim(key, short)).toBe(true)
      })

      test('of ten thousand at once, one takes it', async () => {
        const key = fresh('nonce')
        const all = Array.from({ length: 10_000 }, async () => store.claim(key, 60_000))
        expect((await Promise.all(all)).filter(Boolean)).toHaveLength(1)
      })

      test('a claim and a record of the same key do not touch', async () => {
        const key = fresh()
        await put(key, 'x')
        expect(await store.claim(key, 60_000)).toBe(true)
        expect(await store.read(key)).toEqual({ key, rev: 1, value: 'x' })
      })
    })

    test.each<[string, readonly Change[]]>([
      ['an empty write', []],
      ['a key named twice', [0, 1].map((rev) => ({ key: 'flow:a', rev, value: 'x' }))],
      ['a key without a kind', [{ key: 'flow', rev: 0, value: 'x' }]],
      ['a negative revision', [{ key: 'flow:a', rev: -1, value: 'x' }]],
      ['a due time that never comes', [{ key: 'flow:a', rev: 0, value: 'x', dueAt: Infinity }]],
      ['half a surrogate pair', [{ key: 'flow:a', rev: 0, value: '\ud800' }]],
    ])('%s is a bug, and said so', async (_what, changes) => {
      await expect(store.write(changes)).rejects.toThrow(TypeError)
    })

    test('answers a ping, and when closed refuses everything', async () => {
      const other = (await open()).store
      await other.ping()
      await other.close()
      const calls = [
        other.ping(),
        other.read(fresh()),
        other.claim(fresh(), 60),
        other.due('flow', 1, 1),
        other.write([{ key: fresh(), rev: 0, value: 'x' }]),
      ]
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'ERR_STORE' } })
      }
    })
  })
}
