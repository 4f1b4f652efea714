import { describe, expect, test } from 'vitest'
import { minute, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { attacks } from '../../src/limits/attacks.ts'
import { breaker } from '../../src/limits/breaker.ts'
import { usualLimits, type Raised } from '../../src/limits/port.ts'
import { subjectsUnder } from '../../src/limits/subjects.ts'
import { velocity } from '../../src/limits/velocity.ts'
import { memoryStore } from '../../src/store/memory.ts'

const subjects = subjectsUnder(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'limits') }]))

const begin = () => {
  const clock = new ShiftedClock({ now: () => Date.UTC(2026, 5, 1, 9) })
  const store = memoryStore(clock)
  const told: Raised[] = []
  const failed = (cause: unknown): void => {
    throw cause
  }
  const going = attacks({ store, clock, subjects, failed })
  const parts = { store, clock, config: usualLimits.breaker, attacks: going }
  const replica = () => {
    const it = breaker({ ...parts, raised: async (state) => void told.push(state) })
    return { ...it, ...velocity({ store, subjects, clock, noted: (what) => it.heed(what) }) }
  }
  return { clock, told, going, one: replica(), other: replica() }
}

describe('the breaker', () => {
  test('goes up when ten people come from one network, tells it once, and comes down by itself', async () => {
    const { one, other, told, clock, going } = begin()
    for (let n = 0; n < 9; n++) await one.paired({ person: `p${n}`, prefix: 'net', tenant: 'T1' })
    expect(await one.breaker()).toEqual({})
    await other.paired({ person: 'p9', prefix: 'net', tenant: 'T1' })
    expect(await one.breaker()).toMatchObject({ raisedAt: clock.now(), band: 'approval', why: 'one-network' })
    clock.forward(minute)
    for (let n = 10; n < 15; n++) await other.paired({ person: `p${n}`, prefix: 'net', tenant: 'T1' })
    expect(told).toHaveLength(1)
    expect(await going.underWay()).toMatchObject([{ kind: 'one-network', count: 6 }])
    clock.forward(15 * minute - 1)
    expect((await one.breaker()).raisedAt).toBeDefined()
    clock.forward(1)
    expect(await one.breaker()).toEqual({})
    expect(await going.underWay()).toEqual([])
  })

  test('goes up again, and tells it again, when it begins again', async () => {
    const { one, told, clock } = begin()
    const wave = async () => {
      for (let n = 0; n < 30; n++) await one.started('T1', `U${n}`)
    }
    await wave()
    clock.forward(20 * minute)
    await wave()
    expect(told.map(({ why }) => why)).toEqual(['many-starts', 'many-starts'])
  })

  test('one chat user cannot raise it, however often', async () => {
    const { one, told } = begin()
    for (let n = 0; n < 1000; n++) await one.started('T1', 'U-BOMBER')
    for (let n = 0; n < 50; n++) await one.paired({ person: 'ada', prefix: 'net', tenant: 'T1' })
    expect(told).toEqual([])
    expect(await one.breaker()).toEqual({})
  })

  test('whose alarm could not be told is told with the next of the wave, under the same name', async () => {
    const clock = new ShiftedClock({ now: () => Date.UTC(2026, 5, 1, 9) })
    const store = memoryStore(clock)
    const told: Raised[] = []
    let down = true
    const it = breaker({
      store,
      clock,
      config: usualLimits.breaker,
      attacks: attacks({ store, clock, subjects, failed: () => {} }),
      raised: async (state) => {
        if (down) throw new Error('no channel')
        told.push(state)
      },
    })
    const wave = { tenant: 'T1', starts: { users: 40 } }
    await expect(it.heed(wave)).rejects.toThrow('no channel')
    const { raisedAt } = await it.breaker()
    expect(raisedAt).toBeDefined()
    down = false
    clock.forward(minute)
    await it.heed(wave)
    await it.heed(wave)
    expect(told).toMatchObject([{ raisedAt }])
  })

  test('what cannot be noted of an attack keeps nobody waiting', async () => {
    const clock = new ShiftedClock({ now: () => Date.UTC(2026, 5, 1, 9) })
    const failures: unknown[] = []
    const busy = { ...memoryStore(clock), read: async () => undefined, write: async () => false }
    const it = attacks({ store: busy, clock, subjects, failed: (cause) => void failures.push(cause) })
    await it.note('one-subject', 'U-ADA')
    expect(failures).toHaveLength(1)
  })

  test('fifty attacks are told apart, and the one that goes on is not crowded out', async () => {
    const { going } = begin()
    for (let n = 0; n < 60; n++) {
      await going.note('one-subject', `U${n}`)
      await going.note('one-subject', 'U-BOMBER')
    }
    const all = await going.underWay()
    expect(all).toHaveLength(50)
    expect(all.find(({ count }) => count === 60)).toBeDefined()
  })
})
