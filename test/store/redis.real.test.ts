import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { createClient } from 'redis'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { minute, second, systemClock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { redisStore } from '../../src/store/redis.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { WholeStore } from '../../src/story/record.ts'
import { storeContract } from '../contracts/store.ts'
import { wholeStoreContract } from '../contracts/whole-store.ts'
import { startRedis, type PrivateRedis } from '../services/redis.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }])
const quiet = (): void => {}
const pass = async (ms: number): Promise<void> => sleep(ms)
/** Ten thousand calls at once on a loaded machine: what is tested there is the answer, not the time. */
const patient = 60 * second

const shared = async (): Promise<WholeStore> =>
  redisStore({ url: inject('redisUrl'), prefix: `[${randomToken(16)}]*:`, log: quiet, deadlineMs: patient })

storeContract('redis', async () => ({ store: await shared(), pass }))
storeContract('sealed redis', async () => ({
  store: sealedStore(await shared(), keyring, async () => {}),
  pass,
}))

wholeStoreContract('redis', async () => ({ store: await shared(), pass }))

let redis: PrivateRedis
let store: WholeStore
let said: string[]

beforeEach(async () => {
  redis = await startRedis(inject('runDir'))
  said = []
  store = await redisStore({ url: redis.url, log: (name) => said.push(name), deadlineMs: second })
  await store.write([{ key: 'flow:ada', rev: 0, value: 'kept' }])
})
afterEach(async () => {
  await store.close()
  await redis.stop()
})

const asItWas = { key: 'flow:ada', rev: 1, value: 'kept' }
/** Every method of the store, called at once. */
const everyCall = async (): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled([
    store.read('flow:ada'),
    store.write([{ key: 'flow:grace', rev: 0, value: 'x' }]),
    store.claim('nonce:a', 1000),
    store.due('flow', 1, 1),
    store.ping(),
  ])
const allRefused = (calls: readonly PromiseSettledResult<unknown>[]): void => {
  for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'ERR_STORE' } })
}
const worksAgain = async (): Promise<void> => {
  await vi.waitFor(async () => store.ping(), { timeout: 10 * second, interval: 50 })
  expect(await store.read('flow:ada')).toEqual(asItWas)
  expect(await store.claim('nonce:b', 1000)).toBe(true)
}

describe('a redis that hangs', () => {
  test('fails every call within the deadline, and works again when it goes on', async () => {
    redis.pause()
    const calls = await everyCall()
    allRefused(calls)
    for (const call of calls)
      expect(String(call.status === 'rejected' && call.reason)).toContain('within 1000 ms')
    redis.resume()
    await worksAgain()
  })

  test('is given up after a while, told of once, and taken back when it goes on', async () => {
    redis.pause()
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 20 * second, interval: 50 })
    allRefused(await everyCall())
    redis.resume()
    await worksAgain()
    expect(said).toEqual(['store.away', 'store.back'])
  })

  test('does not keep the store from closing', async () => {
    redis.pause()
    await store.close()
    allRefused(await everyCall())
  })

  test('does not hold up the start', async () => {
    redis.pause()
    await expect(redisStore({ url: redis.url, log: quiet, deadlineMs: 300 })).rejects.toMatchObject({
      code: 'ERR_STORE',
    })
  })
})

describe('a redis that is killed', () => {
  test('fails every call while it is away; after its restart the data is there and the client too', async () => {
    await redis.kill()
    allRefused(await everyCall())
    await redis.restart()
    await worksAgain()
  })

  test('is back after several restarts, each in the middle of calls', async () => {
    for (let round = 0; round < 3; round++) {
      const calls = everyCall()
      await redis.restart()
      await calls
      await vi.waitFor(async () => store.ping(), { timeout: 10 * second, interval: 50 })
    }
    expect(await store.read('flow:ada')).toEqual(asItWas)
  })

  test('a write that was answered is there afterwards', async () => {
    for (let rev = 1; rev < 200; rev++) await store.write([{ key: 'flow:ada', rev, value: `at ${rev}` }])
    await redis.restart()
    await vi.waitFor(async () => store.ping(), { timeout: 10 * second, interval: 50 })
    expect(await store.read('flow:ada')).toEqual({ key: 'flow:ada', rev: 200, value: 'at 199' })
  })
})

describe('a listing', () => {
  test('that lost its connection is refused: a restarted server goes on somewhere else', async () => {
    for (let n = 0; n < 1500; n++) await store.write([{ key: `flow:${n}`, rev: 0, value: 'x' }])
    const pages = store.list()[Symbol.asyncIterator]()
    expect((await pages.next()).done).toBe(false)
    await redis.restart()
    await vi.waitFor(async () => store.ping(), { timeout: 10 * second, interval: 50 })
    await expect(pages.next()).rejects.toMatchObject({ code: 'ERR_STORE' })
  })
})

describe('an idle client', () => {
  test('stays connected for longer than a silent socket may', async () => {
    await sleep(6 * second)
    expect(said).toEqual([])
    expect(await store.read('flow:ada')).toEqual(asItWas)
  })
})

describe('with somebody else at the same redis', () => {
  const aside = async (...command: string[]): Promise<void> => {
    const client = createClient({ url: redis.url })
    await client.connect()
    await client.sendCommand(command)
    await client.close()
  }

  test('scripts that were flushed are loaded again', async () => {
    await aside('SCRIPT', 'FLUSH')
    expect(await store.write([{ key: 'flow:ada', rev: 1, value: 'again' }])).toBe(true)
    await aside('SCRIPT', 'FLUSH')
    expect(await store.due('flow', 1, 1)).toEqual([])
  })

  test('a value in no shape of ours is refused as tampered with, and cannot be written over', async () => {
    await aside('SET', 'latchkey:record:flow:ada', '{"proofs":["totp"]}')
    await expect(store.read('flow:ada')).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
    for (const rev of [0, 1]) expect(await store.write([{ key: 'flow:ada', rev, value: 'x' }])).toBe(false)
  })

  test.each(['latchkey:record:flow:zoe', 'latchkey:due:tell'])(
    'a key of the wrong type (%s) lets nothing be half written',
    async (key) => {
      await aside('LPUSH', key, 'x')
      const changes = [
        { key: 'flow:ada', rev: 1, value: 'half' },
        { key: 'flow:zoe', rev: 0, value: 'half' },
        { key: 'tell:zoe', rev: 0, value: 'half', dueAt: 5 },
      ]
      await expect(store.write(changes)).rejects.toMatchObject({ code: 'ERR_STORE' })
      expect(await store.read('flow:ada')).toEqual(asItWas)
      expect(await store.read('tell:zoe')).toBeUndefined()
    },
  )

  test('a server that is full refuses the whole write', async () => {
    await aside('CONFIG', 'SET', 'maxmemory', '1mb')
    const big = 'x'.repeat(2_000_000)
    await expect(
      store.write([
        { key: 'flow:big', rev: 0, value: big },
        { key: 'flow:ada', rev: 1, value: 'half' },
      ]),
    ).rejects.toMatchObject({ code: 'ERR_STORE' })
    expect(await store.read('flow:ada')).toEqual(asItWas)
    expect(await store.read('flow:big')).toBeUndefined()
  })

  test('two prefixes do not meet', async () => {
    const other = await redisStore({ url: redis.url, prefix: 'other:', log: quiet })
    expect(await other.read('flow:ada')).toBeUndefined()
    expect(await other.write([{ key: 'flow:ada', rev: 0, value: 'theirs', dueAt: 1 }])).toBe(true)
    expect(await store.due('flow', 9, 9)).toEqual([])
    await other.close()
  })
})

describe('a machine whose clock is not that of redis', () => {
  const at = (shiftMs: number) =>
    redisStore({ url: redis.url, log: quiet, clock: { now: () => systemClock.now() + shiftMs } })

  test.each([10 * minute, -10 * minute, 6 * second])('by %i ms: it does not start', async (shiftMs) => {
    await expect(at(shiftMs)).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining('apart'),
    })
  })

  test('by little: it does', async () => {
    const near = await at(2 * second)
    await near.ping()
    await near.close()
  })
})

describe('what cannot be connected to', () => {
  test.each([
    ['no URL', 'redis://:Test-Only-2026@[', 'ERR_CONFIG'],
    ['nobody there', 'redis://user:Test-Only-2026@127.0.0.1:1', 'ERR_STORE'],
  ])('%s: refused without a word of the password', async (_what, url, code) => {
    const error: unknown = await redisStore({
      url,
      log: (...what) => said.push(inspect(what)),
      deadlineMs: 300,
    }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code })
    expect(inspect([error, said])).not.toContain('Test-Only')
  })
})
