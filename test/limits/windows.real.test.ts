import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { limits } from '../../src/limits/limits.ts'
import { usualLimits } from '../../src/limits/port.ts'
import { subjectsUnder } from '../../src/limits/subjects.ts'
import { velocity } from '../../src/limits/velocity.ts'
import { redisStore } from '../../src/store/redis.ts'
import { sealedStore } from '../../src/store/seal.ts'
import { windowsContract } from '../contracts/limits.ts'
import { startRedis } from '../services/redis.ts'

const url = new URL('/68', inject('redisUrl')).href
const quiet = (): void => {}
const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'limits') }])
const subjects = subjectsUnder(keyring)
const config = usualLimits

const opened: { close(): Promise<void> }[] = []
const replica = async (prefix: string) => {
  const store = await redisStore({ url, prefix, log: quiet })
  opened.push(store)
  return store
}
afterAll(async () => {
  for (const one of opened) await one.close()
})

windowsContract('redis', async () => {
  const prefix = `${randomToken(16)}:`
  const [one, other] = [await replica(prefix), await replica(prefix)]
  return { replicas: [one.windows, other.windows], pass: async (ms) => sleep(ms) }
})

describe('limits in Redis', () => {
  test('are those of all replicas together', async () => {
    const prefix = `${randomToken(16)}:`
    const doors = await Promise.all(
      [1, 2].map(async () => {
        const { windows } = await replica(prefix)
        return limits({ windows, subjects, clock: systemClock, config })
      }),
    )
    const answers = await Promise.all(
      doors.flatMap((door) => Array.from({ length: 30 }, async () => door.take('starts', 'ada'))),
    )
    expect(answers.filter((answer) => answer.kind === 'open')).toHaveLength(config.startsPerUser)
    for (const door of doors) expect((await door.look('starts', 'ada')).kind).toBe('wait')
  })

  test('leave no address, person or chat user there, in no key and no value, and nothing for good', async () => {
    const prefix = `scan-${randomToken(16)}:`
    const raw = await replica(prefix)
    const store = sealedStore(raw, keyring, async () => {})
    const parts = { store, clock: systemClock, subjects }
    const door = limits({ windows: raw.windows, subjects, clock: systemClock, config })
    await door.take('refused-calls', '203.0.113.77')
    await door.take('starts', JSON.stringify(['slack', 'T-CORP', 'U-ADA']))
    await velocity(parts).paired({
      person: 'id-ada',
      prefix: '203.0.113.0/24',
      asn: 64_500,
      tenant: 'T-CORP',
    })
    await velocity(parts).started('T-CORP', 'U-ADA')
    const client = await createClient({ url }).connect()
    try {
      const keys = await client.keys(`${prefix}*`)
      expect(keys.length).toBeGreaterThanOrEqual(5)
      for (const key of keys) {
        const value =
          (await client.type(key)) === 'zset' ? await client.zRange(key, 0, -1) : await client.get(key)
        expect(`${key} ${JSON.stringify(value)}`).not.toMatch(/203\.0|id-ada|U-ADA|T-CORP|64500/)
        expect(await client.pTTL(key)).toBeGreaterThan(0)
      }
    } finally {
      client.destroy()
    }
  })

  test('go on in this process when Redis is gone, and together when it is back', async () => {
    const own = await startRedis(inject('runDir'))
    const store = await redisStore({ url: own.url, log: quiet, deadlineMs: 1000 })
    try {
      const door = limits({ windows: store.windows, subjects, clock: systemClock, config })
      expect((await door.take('starts-slowly', 'ada')).kind).toBe('open')
      await own.kill()
      expect((await door.take('starts-slowly', 'ada')).kind).toBe('open')
      expect((await door.take('starts-slowly', 'ada')).kind).toBe('wait')
      expect((await door.take('starts-slowly', 'grace')).kind).toBe('open')
      await own.restart()
      await vi.waitFor(() => store.ping(), { timeout: 60_000 })
      const other = limits({ windows: store.windows, subjects, clock: systemClock, config })
      expect((await door.take('starts-slowly', 'joan')).kind).toBe('open')
      expect((await other.take('starts-slowly', 'joan')).kind).toBe('wait')
    } finally {
      await store.close()
      await own.stop()
    }
  })
})
