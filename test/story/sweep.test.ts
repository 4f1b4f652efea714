import { describe, expect, test } from 'vitest'
import { ShiftedClock, second } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { Fault } from '../../src/story/errors.ts'
import { Sweep, type Handlers } from '../../src/story/sweep.ts'

const clockAt = (): ShiftedClock => new ShiftedClock({ now: () => 1_000_000 })

const sweeping = (handlers: (done: string[]) => Handlers) => {
  const clock = clockAt()
  const store = memoryStore(clock)
  const done: string[] = []
  const failed: unknown[] = []
  const sweep = new Sweep({
    store,
    clock,
    handlers: handlers(done),
    failed: (cause) => failed.push(cause),
    everyMs: 60_000,
  })
  const due = async (key: string, at: number): Promise<void> => {
    await store.write([{ key, rev: 0, value: 'x', dueAt: at }])
  }
  return { clock, store, done, failed, sweep, due }
}

describe('the sweep', () => {
  test('does what is due, earliest first, and nothing else', async () => {
    const it = sweeping((done) => ({ flow: async (key) => void done.push(key) }))
    await it.due('flow:later', it.clock.now() + second)
    await it.due('flow:b', it.clock.now())
    await it.due('flow:a', it.clock.now() - second)
    await it.due('other:c', 0)
    await it.sweep.round()
    expect(it.done).toEqual(['flow:a', 'flow:b'])
    it.clock.forward(second)
    it.done.length = 0
    await it.sweep.round()
    expect(it.done).toContain('flow:later')
  })

  test('lets a key rest for as long as whoever failed asks', async () => {
    let asked = true
    const it = sweeping((done) => ({
      flow: async (key) => {
        done.push(key)
        if (asked) throw new Fault('ERR_CHAT', 'too many', { afterMs: 30 * second })
      },
    }))
    await it.due('flow:a', 0)
    await it.sweep.round()
    asked = false
    it.clock.forward(29 * second)
    await it.sweep.round()
    expect(it.done).toEqual(['flow:a'])
    it.clock.forward(2 * second)
    await it.sweep.round()
    expect(it.done).toEqual(['flow:a', 'flow:a'])
  })

  test.each([
    ['a fault', new Fault('ERR_DIRECTORY', 'down')],
    ['a bug', new TypeError('a bug')],
  ])('lets a key rest after %s, and serves the others', async (_what, cause) => {
    let broken = true
    const it = sweeping((done) => ({
      flow: async (key) => {
        done.push(key)
        if (broken && key === 'flow:bad') throw cause
      },
    }))
    await it.due('flow:bad', 0)
    await it.due('flow:good', 1)
    await it.sweep.round()
    await it.sweep.round()
    expect(it.done).toEqual(['flow:bad', 'flow:good', 'flow:good'])
    expect(it.failed).toEqual([cause])
    broken = false
    it.clock.forward(5 * second)
    await it.sweep.round()
    expect(it.done.at(3)).toBe('flow:bad')
  })

  test('serves the others however many are at rest', async () => {
    const it = sweeping((done) => ({
      flow: async (key) => {
        if (key.startsWith('flow:bad')) throw new Fault('ERR_DIRECTORY', 'down')
        done.push(key)
      },
    }))
    for (let n = 0; n < 120; n++) await it.due(`flow:bad-${n}`, n)
    await it.due('flow:good', 1000)
    for (let n = 0; n < 4; n++) await it.sweep.round()
    expect(it.done).toContain('flow:good')
  })

  test('tries at once again what only met another writer', async () => {
    const it = sweeping((done) => ({
      flow: async (key) => {
        done.push(key)
        throw new Fault('ERR_STORE_CONFLICT', 'busy')
      },
    }))
    await it.due('flow:a', 0)
    await it.sweep.round()
    await it.sweep.round()
    expect(it.done).toHaveLength(2)
  })

  test('goes on when the store does not answer', async () => {
    const it = sweeping((done) => ({ flow: async (key) => void done.push(key) }))
    await it.store.close()
    await it.sweep.round()
    expect(it.failed).toHaveLength(1)
  })

  test('kicked while it looks, looks once more; stopped, finishes the round it is on', async () => {
    const wait = Promise.withResolvers<void>()
    let rounds = 0
    const it = sweeping((done) => ({
      flow: async (key) => {
        rounds += 1
        await wait.promise
        done.push(key)
      },
    }))
    await it.due('flow:a', 0)
    it.sweep.start()
    for (let n = 0; n < 5; n++) it.sweep.kick()
    await new Promise((resolve) => setImmediate(resolve))
    expect(rounds).toBe(1)
    const stopped = it.sweep.stop()
    wait.resolve()
    await stopped
    expect(it.done).toEqual(['flow:a'])
    await new Promise((resolve) => setImmediate(resolve))
    expect(rounds).toBe(1)
  })
})
