import { describe, expect, test } from 'vitest'
import { clockWatch } from '../src/assemble-clock-watch.ts'
import { readinessOf } from '../src/assemble-readiness.ts'
import { memoryDirectory } from '../src/directory/memory.ts'
import { minute, second } from '../src/lib/clock.ts'
import { Timekeeper } from '../src/lib/timekeeper.ts'
import type { Card } from '../src/story/card.ts'

const noon = Date.UTC(2026, 5, 1, 12)

const scene = () => {
  const times = { off: 0, elapsed: 0 }
  const seen = { logged: [] as unknown[], raised: [] as Card[], failed: [] as unknown[], down: false }
  const clock = new Timekeeper({
    clock: { now: () => noon + times.elapsed + times.off },
    stopwatch: () => times.elapsed,
    shared: async () => noon + times.elapsed,
  })
  const watch = clockWatch({
    clock,
    log: (event, fields) => seen.logged.push([event, fields]),
    replica: 'bot-1-x',
    alerts: {
      raise: async (card) => {
        if (seen.down) throw new Error('no store')
        seen.raised.push(card)
      },
    },
    failed: (cause) => seen.failed.push(cause),
  })
  return { times, seen, clock, watch }
}

describe('a clock that comes apart from the store’s', () => {
  test.each([
    [6 * second, '6 s ahead of'],
    [-10 * minute, '600 s behind'],
  ])('by %i ms is logged and alarmed once, and when it is right again logged', async (off, apart) => {
    const { times, seen, clock, watch } = scene()
    await watch.start()
    expect(seen.logged).toEqual([])
    times.off = off
    for (let n = 0; n < 3; n++) await clock.look()
    expect(seen.logged).toEqual([['clock.off', { aheadMs: off }]])
    expect(seen.raised.map(({ title }) => title)).toEqual([
      { id: 'alert.clock', with: { replica: 'bot-1-x', apart, most: '10' } },
    ])
    times.off = 0
    await clock.look()
    expect(seen.logged.at(-1)).toEqual(['clock.right', { aheadMs: 0 }])
    times.off = off
    await clock.look()
    expect(seen.raised).toHaveLength(2)
    watch.stop()
  })

  test('whose alarm could not be raised is alarmed at the next look', async () => {
    const { times, seen, clock } = scene()
    times.off = minute
    seen.down = true
    await clock.look()
    await expect.poll(() => seen.failed).toHaveLength(1)
    seen.down = false
    await clock.look()
    expect(seen.raised).toHaveLength(1)
  })

  test.each([
    [4 * second, true],
    [6 * second, false],
    [-6 * second, false],
  ])('by %i ms: is it ready? %s', async (off, ok) => {
    const { times, clock } = scene()
    times.off = off
    const ready = readinessOf(memoryDirectory([], clock), clock)
    expect(await ready()).toContainEqual({ name: 'clock', ok })
    // What was answered a moment ago is not asked again, whatever the clock is set to meanwhile.
    times.off = -minute
    times.elapsed += 3 * second
    expect(await ready()).toContainEqual({ name: 'clock', ok: false })
  })
})
