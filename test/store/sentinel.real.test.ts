import { setTimeout as sleep } from 'node:timers/promises'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { second } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { checkRedis } from '../../src/store/check-redis.ts'
import { redisStore } from '../../src/store/redis.ts'
import type { Store } from '../../src/story/record.ts'
import { storeContract } from '../contracts/store.ts'
import { startSentinels, type PrivateSentinels } from '../services/sentinel.ts'

const quiet = (): void => {}
let redis: PrivateSentinels
let store: Store
let said: string[]
let prefix: string
const patient = { timeout: 60 * second, interval: 100 }

beforeAll(async () => {
  redis = await startSentinels(inject('runDir'))
})
afterAll(async () => await redis?.stop())

beforeEach(async () => {
  await redis.whole()
  said = []
  prefix = `${randomToken(16)}:`
  store = await open()
  await vi.waitFor(async () => await store.write([{ key: 'flow:ada', rev: 0, value: 'kept' }]), patient)
})
afterEach(async () => await store?.close())

const open = (): Promise<Store> =>
  redisStore({ url: redis.url, sentinels: redis.sentinels, prefix, log: (name) => said.push(name) })

/** Writes one revision after another until told to stop; the last one that was answered with yes. */
const writing = (): { readonly rev: number; stop(): Promise<number> } => {
  let rev = 1
  const stopped = new AbortController()
  const going = (async () => {
    while (!stopped.signal.aborted) {
      const wrote = await store.write([{ key: 'flow:ada', rev, value: `at ${rev}` }]).catch(() => undefined)
      // Unclear: what there is now tells.
      if (wrote !== true) rev = (await store.read('flow:ada').catch(() => undefined))?.rev ?? rev
      else rev += 1
      if (wrote !== true) await sleep(50)
    }
    return rev
  })()
  return {
    get rev() {
      return rev
    },
    stop: async () => {
      stopped.abort()
      return await going
    },
  }
}

/** Nothing that was answered is lost; beyond it there may be the one write whose answer was. */
const isKept = async (where: Store, answered: number): Promise<void> => {
  const there = (await where.read('flow:ada'))?.rev
  expect([answered, answered + 1]).toContain(there)
}

const worksAgain = () =>
  vi.waitFor(async () => expect(await store.claim(`nonce:${randomToken(16)}`, 1000)).toBe(true), {
    timeout: 60 * second,
    interval: 100,
  })

describe('a failover', () => {
  test('of a master that was killed loses no write that was answered, and is told of once', async () => {
    const before = await redis.master()
    // Whatever becomes of this test, the next find all of it running.
    onTestFinished(async () => await before.restart())
    const writer = writing()
    await vi.waitFor(() => expect(writer.rev).toBeGreaterThan(50), patient)
    await before.kill()
    await redis.failedOver(before)
    await worksAgain()
    const rev = await writer.stop()
    await isKept(store, rev)
    expect(said).toEqual(['store.away', 'store.back'])
  })

  test('of a master that hung: what it would have taken when it woke up, it does not take', async () => {
    const before = await redis.master()
    before.pause()
    await redis.failedOver(before)
    before.resume()
    const writer = writing()
    await worksAgain()
    await sleep(300)
    const rev = await writer.stop()
    await isKept(store, rev)
    const other = await open()
    await isKept(other, rev)
    await other.close()
  })
})

describe('where no replica takes a write', () => {
  test('it does not count, reading goes on, and it works again with the replicas', async () => {
    const replicas = await redis.replicas()
    for (const replica of replicas) replica.pause()
    const change = { key: 'flow:ada', rev: 1, value: 'alone' }
    await expect(store.write([change])).rejects.toMatchObject({ code: 'ERR_STORE' })
    await expect(store.claim('nonce:alone', 1000)).rejects.toMatchObject({ code: 'ERR_STORE' })
    expect((await store.read('flow:ada'))?.rev).toBe(2)
    for (const replica of replicas) replica.resume()
    await worksAgain()
  })
})

describe('what is said of it', () => {
  test('the doctor counts replicas, and warns of the last one', async () => {
    const about = async () => {
      const all = await checkRedis({ url: redis.url, sentinels: redis.sentinels, log: quiet })
      return all.find(({ name }) => name === 'redis: replicas')
    }
    expect(await about()).toEqual({ name: 'redis: replicas', ok: true, says: '2 are connected' })
    const [one, two] = await redis.replicas()
    await one?.kill()
    await vi.waitFor(
      async () => expect(await about()).toMatchObject({ ok: true, fix: expect.any(String) }),
      patient,
    )
    await two?.kill()
    await vi.waitFor(async () => expect(await about()).toMatchObject({ ok: false }), patient)
    await one?.restart()
    await two?.restart()
  })

  test('nobody there: refused', async () => {
    const options = { url: redis.url, sentinels: ['redis://127.0.0.1:1'], log: quiet }
    await expect(redisStore(options)).rejects.toMatchObject({ code: 'ERR_STORE' })
    const unknown = { url: 'redis://somebody-else', sentinels: redis.sentinels, log: quiet }
    await expect(redisStore(unknown)).rejects.toMatchObject({ code: 'ERR_STORE' })
  })
})

storeContract('redis behind sentinel', async () => {
  await redis.whole()
  const own = await redisStore({
    url: redis.url,
    sentinels: redis.sentinels,
    prefix: `${randomToken(16)}:`,
    log: quiet,
    deadlineMs: 60 * second,
  })
  return { store: own, pass: (ms) => sleep(ms) }
})
