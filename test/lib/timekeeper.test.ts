import { describe, expect, test } from 'vitest'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { apartInWords, Timekeeper } from '../../src/lib/timekeeper.ts'

const noon = Date.UTC(2026, 5, 1, 12)

/** A machine and a store whose times are set one by one. */
const scene = () => {
  const times = { clock: noon, stopwatch: 1000, store: noon, away: 0, asked: 0 }
  const passes = (ms: number): void => {
    for (const name of ['clock', 'stopwatch', 'store'] as const) times[name] += ms
  }
  const keeper = new Timekeeper({
    clock: { now: () => times.clock },
    stopwatch: () => times.stopwatch,
    shared: async () => {
      times.asked += 1
      passes(times.away)
      const there = times.store
      passes(times.away)
      return there
    },
  })
  return { times, keeper, passes }
}

describe('the time', () => {
  test('is the store’s, carried on by the stopwatch, whatever the clock is set to', async () => {
    const { times, keeper, passes } = scene()
    times.clock += 3 * second
    expect(keeper.now(), 'before the first look').toBe(noon + 3 * second)
    await keeper.look()
    passes(minute)
    times.clock -= 10 * minute
    expect(keeper.now()).toBe(noon + minute)
  })

  test('is asked afresh for what cannot be taken back', async () => {
    const { times, keeper } = scene()
    await keeper.look()
    times.store += 4 * second
    expect(keeper.now()).toBe(noon)
    expect(await keeper.asked()).toBe(noon + 4 * second)
  })

  test('of a store that answers with fractions is whole', async () => {
    const { times, keeper } = scene()
    times.store += 0.25
    await keeper.look()
    expect([keeper.now(), await keeper.asked()]).toEqual([noon, noon])
  })
})

describe('how far the clock is apart', () => {
  test.each([
    [10 * minute, 0, 10 * minute],
    [-10 * minute, 0, -10 * minute],
    [9 * second, 10 * second, 0],
    [-9 * second, 10 * second, 0],
    [30 * second, 10 * second, 20 * second],
    [-30 * second, 10 * second, -20 * second],
  ])('%i ms off, the store %i ms away: no less than %i', async (off, away, apart) => {
    const { times, keeper } = scene()
    Object.assign(times, { clock: noon + off, away })
    // When on the way the store looked at its clock is not known, so a slow line is no fault of ours.
    expect(await keeper.look()).toBe(apart)
  })

  test('in words', () => {
    expect([apartInWords(12_400), apartInWords(-600_000)]).toEqual(['12 s ahead of', '600 s behind'])
  })
})

describe('a clock that is off', () => {
  test.each([11 * second, -11 * second, 10 * minute])('by %i ms: nothing is decided', async (off) => {
    const { times, keeper } = scene()
    times.clock += off
    await expect(keeper.agreed()).rejects.toMatchObject({ code: 'ERR_CLOCK', retry: 'later' })
    await expect(keeper.asked()).rejects.toMatchObject({ code: 'ERR_CLOCK' })
  })

  test('by a jump, is noticed without asking', async () => {
    const { times, keeper, passes } = scene()
    await keeper.look()
    passes(minute)
    await keeper.agreed()
    expect(times.asked).toBe(1)
    times.clock += 11 * second
    await expect(keeper.agreed()).rejects.toMatchObject({ code: 'ERR_CLOCK' })
  })

  test('is the store’s, for all we know: also then', async () => {
    const { times, keeper } = scene()
    await keeper.look()
    times.store += 10 * minute
    await expect(keeper.asked()).rejects.toMatchObject({ code: 'ERR_CLOCK' })
  })

  test('and put right, decides again; so does one that only seemed off after a sleep', async () => {
    const { times, keeper } = scene()
    times.clock += minute
    await expect(keeper.agreed()).rejects.toMatchObject({ code: 'ERR_CLOCK' })
    times.clock -= minute
    await keeper.agreed()
    // The stopwatch stood still; clock and store agree.
    times.clock += minute
    times.store += minute
    await keeper.agreed()
    expect(keeper.now()).toBe(noon + minute)
  })

  test('by the store’s own jump, is not the store’s word for what is just being decided', async () => {
    const { times, keeper, passes } = scene()
    await keeper.look()
    await keeper.agreed()
    // Readiness, or the minute's look, asks while an answer that had agreed is being judged.
    times.store += 72 * hour
    await keeper.look()
    expect(keeper.now()).toBe(noon)
    const asked = times.asked
    await expect(keeper.agreed()).rejects.toMatchObject({ code: 'ERR_CLOCK' })
    expect(times.asked).toBe(asked + 1)
    times.store -= 72 * hour
    passes(minute)
    await keeper.agreed()
    expect(keeper.now()).toBe(noon + minute)
  })

  test('by little, decides', async () => {
    const { times, keeper } = scene()
    times.clock += 9 * second
    await keeper.agreed()
    expect(await keeper.asked()).toBe(noon)
  })
})
