import { describe, expect, test } from 'vitest'
import { minute, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
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
  const parts = { store, clock, config: usualLimits.breaker }
  const replica = () => {
    const it = breaker({ ...parts, raised: async (state) => void told.push(state) })
    return { ...it, ...velocity({ store, subjects, clock, noted: (what) => it.heed(what) }) }
  }
  return { clock, told, one: replica(), other: replica() }
}

describe('the breaker', () => {
  test('goes up when ten people come from one network, tells it once, and comes down by itself', async () => {
    const { one, other, told, clock } = begin()
    for (let n = 0; n < 9; n++) await one.paired({ person: `p${n}`, prefix: 'net', tenant: 'T1' })
    expect(await one.breaker()).toEqual({})
    await other.paired({ person: 'p9', prefix: 'net', tenant: 'T1' })
    expect(await one.breaker()).toMatchObject({ raisedAt: clock.now(), band: 'approval', why: 'one-network' })
    clock.forward(minute)
    for (let n = 10; n < 15; n++) await other.paired({ person: `p${n}`, prefix: 'net', tenant: 'T1' })
    expect(told).toHaveLength(1)
    clock.forward(15 * minute - 1)
    expect((await one.breaker()).raisedAt).toBeDefined()
    clock.forward(1)
    expect(await one.breaker()).toEqual({})
  })

  test('is held up by nobody who only insists: refused people who try again are no more people', async () => {
    const { one, other, clock } = begin()
    const all = Array.from({ length: 12 }, (_, n) => ({ person: `p${n}`, prefix: 'office', tenant: 'T1' }))
    for (const flow of all) await one.paired(flow)
    for (let n = 0; n < 40; n++) await other.started('T1', `U${n}`)
    for (let minutes = 0; minutes < 15; minutes++) {
      clock.forward(minute)
      for (const flow of all) await other.paired(flow)
      // Still in the ten minutes of the wave: the same people once more.
      if (minutes < 9) for (let n = 0; n < 40; n++) await one.started('T1', `U${n}`)
    }
    expect(await one.breaker()).toEqual({})
    clock.forward(44 * minute)
    for (const flow of all) await one.paired(flow)
    clock.forward(minute)
    // An hour after they came, and whatever they tried since: the first of them is one person again.
    expect((await one.paired(all[0]!)).prefix).toBe(1)
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
      raised: async (state) => {
        if (down) throw new Error('no channel')
        told.push(state)
      },
    })
    const wave = { starts: { users: 40 } }
    await expect(it.heed(wave)).rejects.toThrow('no channel')
    const { raisedAt } = await it.breaker()
    expect(raisedAt).toBeDefined()
    down = false
    clock.forward(minute)
    await it.heed(wave)
    await it.heed(wave)
    expect(told).toMatchObject([{ raisedAt }])
  })

  test('counts a flood on two replicas at once without failing anybody, and tells it once', async () => {
    const { one, other, told, clock } = begin()
    for (let n = 0; n < 30; n++) await one.started('T1', `U${n}`)
    const flood = Array.from({ length: 300 }, (_, n) => (n % 2 ? one : other).heed({ starts: { users: 40 } }))
    expect(await Promise.allSettled(flood)).not.toContainEqual(
      expect.objectContaining({ status: 'rejected' }),
    )
    expect(told).toHaveLength(1)
    clock.forward(minute)
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => (n % 2 ? one : other).heed({ starts: { users: 40 } })),
    )
    clock.forward(15 * minute - 1)
    expect((await one.breaker()).raisedAt).toBeDefined()
    clock.forward(1)
    expect(await one.breaker()).toEqual({})
  })
})
