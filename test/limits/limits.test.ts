import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minute, second, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { limits } from '../../src/limits/limits.ts'
import { memoryWindows } from '../../src/limits/memory-windows.ts'
import { usualLimits, type Windows } from '../../src/limits/port.ts'
import { rulesOf } from '../../src/limits/rules.ts'
import { subjectsUnder } from '../../src/limits/subjects.ts'
import { Fault } from '../../src/story/errors.ts'
import { windowsContract } from '../contracts/limits.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'limits') }])
const subjects = subjectsUnder(keyring)
const config = usualLimits
const at = (): ShiftedClock => new ShiftedClock({ now: () => Date.UTC(2026, 5, 1, 9) })

windowsContract('memory', async () => {
  const clock = at()
  const windows = memoryWindows(clock)
  return { replicas: [windows, windows], pass: async (ms) => clock.forward(ms) }
})

describe('limits', () => {
  test('never let more through than allowed in any stretch of time, whatever the clock and whichever replica', async () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 90 * second }), replica: fc.nat(2) }),
      { minLength: 30, maxLength: 80 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const clock = at()
        const windows = memoryWindows(clock)
        const replicas = [0, 1, 2].map(() => limits({ windows, subjects, clock, config }))
        const { most, windowMs } = rulesOf(config).starts
        const through: number[] = []
        for (const { wait, replica } of all) {
          clock.forward(wait)
          const answer = await replicas[replica]?.take('starts', 'ada')
          if (answer?.kind === 'open') through.push(clock.now())
          else expect(answer?.until).toBeGreaterThan(clock.now())
        }
        for (const end of through)
          expect(through.filter((one) => one <= end && end - one < windowMs).length).toBeLessThanOrEqual(most)
      }),
      { numRuns: 60 },
    )
  })

  test('whoever comes back when they were told to is let through', async () => {
    const clock = at()
    const door = limits({ subjects, clock, config })
    for (let n = 0; n < config.startsPerUser; n++) {
      clock.forward(7 * second)
      expect(await door.take('starts', 'ada')).toEqual({ kind: 'open' })
    }
    const answer = await door.take('starts', 'ada')
    if (answer.kind !== 'wait') throw new Error('one too many was let through')
    clock.forward(answer.until - clock.now() - 1)
    expect((await door.take('starts', 'ada')).kind).toBe('wait')
    clock.forward(1)
    expect(await door.take('starts', 'ada')).toEqual({ kind: 'open' })
  })

  test('one subject uses up nothing of another, nor one limit of another', async () => {
    const clock = at()
    const door = limits({ subjects, clock, config })
    expect((await door.take('starts-slowly', 'ada')).kind).toBe('open')
    expect((await door.take('starts-slowly', 'ada')).kind).toBe('wait')
    expect((await door.take('starts-slowly', 'grace')).kind).toBe('open')
    expect((await door.take('starts', 'ada')).kind).toBe('open')
  })

  test('a look tells the same and takes nothing', async () => {
    const clock = at()
    const door = limits({ subjects, clock, config })
    expect(await door.look('starts-slowly', 'ada')).toEqual({ kind: 'open' })
    await door.take('starts-slowly', 'ada')
    expect(await door.look('starts-slowly', 'ada')).toEqual({ kind: 'wait', until: clock.now() + minute })
  })

  test('a store that is down: every replica counts for itself, and nobody is shut out or let in without end', async () => {
    const clock = at()
    const down: Windows = {
      take: () => Promise.reject(new Fault('ERR_STORE', 'down')),
      look: () => Promise.reject(new Fault('ERR_STORE', 'down')),
    }
    const [one, other] = [0, 1].map(() => limits({ windows: down, subjects, clock, config }))
    expect((await one?.take('starts-slowly', 'ada'))?.kind).toBe('open')
    expect((await one?.take('starts-slowly', 'ada'))?.kind).toBe('wait')
    expect((await one?.look('starts-slowly', 'ada'))?.kind).toBe('wait')
    expect((await other?.take('starts-slowly', 'ada'))?.kind).toBe('open')
  })

  test('what a subject is called tells nobody who it is', () => {
    const name = subjects('refused-calls', '192.0.2.7')
    expect(name).not.toContain('192')
    expect(name).not.toBe(subjects('starts', '192.0.2.7'))
    const others = subjectsUnder(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'another key') }]))
    expect(others('refused-calls', '192.0.2.7')).not.toBe(name)
    // While a new key is rolled out, the replicas that have it agree with those that have not.
    const rolling = new Keyring([
      { id: 'k2', bytes: Buffer.alloc(32, 'new') },
      { id: 'k1', bytes: Buffer.alloc(32, 'limits') },
    ])
    expect(subjectsUnder(rolling)('refused-calls', '192.0.2.7')).toBe(name)
  })

  test('in memory no more is remembered than there is room for', async () => {
    const clock = at()
    const windows = memoryWindows(clock)
    for (let n = 0; n < 10_001; n++) await windows.take(`k${n}`, 1, minute)
    expect((await windows.look('k0', 1, minute)).taken).toBe(0)
    expect((await windows.look('k10000', 1, minute)).taken).toBe(1)
  })
})
