import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomToken } from '../../src/lib/ids.ts'
import type { WholeStore } from '../../src/story/record.ts'

/** One store that can be gone through, and how time passes for it. */
export interface WholeStoreUnderTest {
  readonly store: WholeStore
  pass(ms: number): Promise<void>
}

/** Long enough for a slow machine to read before it is over (ms). */
const short = 1000

/** What every store promises that can be gone through as a whole, beside the store contract. */
export const wholeStoreContract = (name: string, open: () => Promise<WholeStoreUnderTest>): void => {
  describe(`the whole-store contract: ${name}`, () => {
    let store: WholeStore
    let pass: WholeStoreUnderTest['pass']
    beforeAll(async () => {
      const opened = await open()
      store = opened.store
      pass = async (ms) => opened.pass(ms)
    })
    afterAll(async () => await store.close())

    const listed = async (kind?: string): Promise<readonly string[]> => {
      const keys = new Set<string>()
      for await (const page of store.list(kind)) for (const key of page) keys.add(key)
      return [...keys].toSorted()
    }
    const put = async (key: string, more: { ttlMs?: number; dueAt?: number } = {}): Promise<string> => {
      expect(await store.write([{ key, rev: 0, value: 'first', ...more }])).toBe(true)
      return key
    }

    test('every key of a kind is listed, and no other', async () => {
      const [kind, other] = [`k${randomToken(16)}`, `k${randomToken(16)}`]
      const keys: string[] = []
      for (let n = 0; n < 1200; n++) keys.push(await put(`${kind}:a*b?[${n}]:${n}`))
      await put(`${other}:x`)
      await put(`${kind}x:y`)
      expect(await listed(kind)).toEqual(keys.toSorted())
      expect(await listed(other)).toEqual([`${other}:x`])
      expect(await listed()).toEqual(
        expect.arrayContaining([`${other}:x`, `${kind}x:y`, ...keys.slice(0, 3)]),
      )
    })

    test('claims and queues are no keys, and what is gone is not listed', async () => {
      const kind = `k${randomToken(16)}`
      const [gone, brief] = [await put(`${kind}:gone`), await put(`${kind}:brief`, { ttlMs: short })]
      await store.claim(`${kind}:claimed`, 60_000)
      await put(`${kind}:there`, { dueAt: 5 })
      await store.write([{ key: gone, rev: 1, value: null }])
      await pass(2 * short)
      expect(await store.read(brief)).toBeUndefined()
      expect(await listed(kind)).toEqual([`${kind}:there`])
    })

    test('a value is replaced under the revision given, over exactly what was read', async () => {
      const key = await put(`flow:${randomToken(16)}`)
      const first = { key, rev: 1, value: 'first' }
      for (const was of [
        { ...first, rev: 2 },
        { ...first, value: 'firs' },
        { ...first, key: `${key}x` },
      ])
        expect(await store.replace(was, { rev: 1, value: 'forced' })).toBe(false)
      expect(await store.replace(first, { rev: 1, value: 'same revision' })).toBe(true)
      expect(await store.read(key)).toEqual({ key, rev: 1, value: 'same revision' })
      expect(await store.replace(first, { rev: 1, value: 'again' })).toBe(false)
      expect(await store.replace({ key, rev: 1, value: 'same revision' }, { rev: 2, value: 'next' })).toBe(
        true,
      )
      expect(await store.write([{ key, rev: 1, value: 'stale' }])).toBe(false)
      expect(await store.write([{ key, rev: 2, value: 'on' }])).toBe(true)
    })

    test('time to live and due time go on as they were', async () => {
      const kind = `k${randomToken(16)}`
      const [brief, durable] = [
        await put(`${kind}:b`, { ttlMs: short }),
        await put(`${kind}:d`, { dueAt: 70 }),
      ]
      for (const key of [brief, durable])
        expect(await store.replace({ key, rev: 1, value: 'first' }, { rev: 1, value: 'second' })).toBe(true)
      expect(await store.due(kind, 69, 9)).toEqual([])
      expect(await store.due(kind, 70, 9)).toEqual([durable])
      await pass(2 * short)
      expect(await store.read(brief)).toBeUndefined()
      expect(await store.read(durable)).toEqual({ key: durable, rev: 1, value: 'second' })
    })

    test('of a writer and many who replace, one wins', async () => {
      const key = await put(`flow:${randomToken(16)}`)
      const was = { key, rev: 1, value: 'first' }
      const fight = Array.from({ length: 30 }, async (_, n) =>
        n % 3 === 0
          ? store.write([{ key, rev: 1, value: `written ${n}` }])
          : store.replace(was, { rev: 2, value: `replaced ${n}` }),
      )
      expect((await Promise.all(fight)).filter(Boolean)).toHaveLength(1)
    })

    test('half a surrogate pair is a bug, and said so', async () => {
      const key = await put(`flow:${randomToken(16)}`)
      const was = { key, rev: 1, value: 'first' }
      await expect(store.replace(was, { rev: 1, value: '\ud800' })).rejects.toThrow(TypeError)
    })
  })
}
