import { describe, expect, test } from 'vitest'
import { day, hour, minute, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { subjectsUnder } from '../../src/limits/subjects.ts'
import { velocity, type Noted } from '../../src/limits/velocity.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'

const subjects = subjectsUnder(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'limits') }]))

const begin = () => {
  const clock = new ShiftedClock({ now: () => Date.UTC(2026, 5, 1, 9) })
  const store = memoryStore(clock)
  const noted: Noted[] = []
  const one = velocity({ store, subjects, clock, noted: async (what) => void noted.push(what) })
  return { clock, store, noted, one, other: velocity({ store, subjects, clock }) }
}

const flow = (person: string, prefix = 'p1', asn = 3320) => ({ person, prefix, asn, tenant: 'T1' })

describe('who comes from one network', () => {
  test('different people count, the same one again does not; on every replica', async () => {
    const { one, other } = begin()
    expect(await one.paired(flow('ada'))).toEqual({ prefix: 1, asn: 1, tenant: 0 })
    expect(await other.paired(flow('ada'))).toEqual({ prefix: 1, asn: 1, tenant: 0 })
    expect(await other.paired(flow('grace'))).toEqual({ prefix: 2, asn: 2, tenant: 0 })
    expect(await one.paired(flow('joan', 'p2'))).toEqual({ prefix: 1, asn: 3, tenant: 0 })
    expect(await one.of(flow('joan', 'p1'))).toEqual({ prefix: 2, asn: 3, tenant: 0 })
  })

  test('an hour later they are forgotten', async () => {
    const { one, clock } = begin()
    await one.paired(flow('ada'))
    clock.forward(hour - 1)
    expect((await one.paired(flow('grace'))).prefix).toBe(2)
    clock.forward(1)
    expect((await one.paired(flow('joan'))).prefix).toBe(2)
    clock.forward(hour)
    expect((await one.of(flow('ada'))).prefix).toBe(0)
  })

  test('nothing known of the network is no network', async () => {
    const { one } = begin()
    for (const person of ['ada', 'grace', 'joan'])
      expect(await one.paired({ person, tenant: 'T1' })).toEqual({ prefix: 0, asn: 0, tenant: 0 })
  })

  test('twenty at once are all counted', async () => {
    const { one, other } = begin()
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).paired(flow(`person-${n}`))))
    expect((await one.of(flow('ada'))).prefix).toBe(20)
  })

  test('no name, network or tenant stands in the store', async () => {
    const { one, store } = begin()
    await one.paired(flow('id-ada', '203.0.113.0/24'))
    await one.started('TENANT', 'U-ADA')
    for await (const keys of store.list())
      for (const key of keys)
        expect(`${key} ${(await store.read(key))?.value}`).not.toMatch(/id-ada|203\.0|TENANT|U-ADA/)
  })
})

describe('a tenant against its habit', () => {
  /** So many different users in every ten minutes of the working day. */
  const ordinary = async (
    one: { started(tenant: string, user: string): Promise<void> },
    clock: ShiftedClock,
    days: number,
    each: number,
  ): Promise<void> => {
    for (let past = 0; past < days * day; past += 10 * minute) {
      const users = (past % day) / hour < 9 ? each : 0
      for (let n = 0; n < users; n++) await one.started('T1', `U${n}`)
      clock.forward(10 * minute)
    }
  }

  test('an ordinary morning is ordinary, a wave stands out, and a bomber alone is no wave', async () => {
    const { one, clock } = begin()
    await ordinary(one, clock, 5, 3)
    for (let n = 0; n < 3; n++) await one.started('T1', `U${n}`)
    expect((await one.of(flow('ada'))).tenant).toBeLessThan(3)
    for (let n = 0; n < 1000; n++) await one.started('T1', 'U-BOMBER')
    expect((await one.of(flow('ada'))).tenant).toBeLessThan(3)
    for (let n = 0; n < 60; n++) await one.started('T1', `U-WAVE-${n}`)
    expect((await one.of(flow('ada'))).tenant).toBeGreaterThan(6)
  })

  test('a wave of an hour does not teach that waves are usual', async () => {
    const { one, clock } = begin()
    await ordinary(one, clock, 3, 3)
    const wave = async (): Promise<number> => {
      for (let n = 0; n < 100; n++) await one.started('T1', `U-WAVE-${n}`)
      return (await one.of(flow('ada'))).tenant
    }
    const first = await wave()
    for (let n = 0; n < 6; n++) {
      clock.forward(10 * minute)
      await wave()
    }
    expect(await wave()).toBeGreaterThan(first / 3)
  })

  test('before there is a habit nothing is above it, and the tenants do not mix', async () => {
    const { one, noted, clock } = begin()
    for (let n = 0; n < 100; n++) await one.started('T2', `U${n}`)
    expect((await one.of({ person: 'ada', tenant: 'T2' })).tenant).toBe(0)
    expect(noted.at(-1)?.starts).toEqual({ users: 100 })
    await ordinary(one, clock, 2, 1)
    expect((await one.of({ person: 'ada', tenant: 'T1' })).tenant).toBeLessThan(3)
  })
})

test('a record that others change every time is a fault, not a wrong number', async () => {
  const { clock } = begin()
  const busy: Store = { ...memoryStore(clock), read: async () => undefined, write: async () => false }
  await expect(velocity({ store: busy, subjects, clock }).paired(flow('ada'))).rejects.toMatchObject({
    code: 'ERR_STORE',
  })
})
