import { describe, expect, test } from 'vitest'
import { ShiftedClock, second } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { Fault } from '../../src/story/errors.ts'
import { Sweep, type Handlers, type SweepParts } from '../../src/story/sweep.ts'

const clockAt = (): ShiftedClock => new ShiftedClock({ now: () => 1_000_000 })

const sweeping = (handlers: (done: string[]) => Handlers, inOrderOf: SweepParts['inOrderOf'] = {}) => {
  const clock = clockAt()
  const store = memoryStore(clock)
  const done: string[] = []
  const failed: unknown[] = []
  const sweep = new Sweep({
    store,
    clock,
    handlers: handlers(done),
    inOrderOf,
    failed: (cause) => failed.push(cause),
    everyMs: 60_000,
  })
  const due = async (key: string, at: number): Promise<void> => {
    await store.write([{ key, rev: 0, value: 'x', dueAt: at }])
  }
  const gone = async (key: string): Promise<void> => {
    await store.write([{ key, rev: 1, value: null }])
  }
  return { clock, store, done, failed, sweep, due, gone }
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

describe('work that hangs', () => {
  const hanging = (inOrderOf?: (key: string) => string) => {
    const wait = Promise.withResolvers<void>()
    const it = sweeping(
      (done) => ({
        flow: async (key) => {
          if (key === 'flow:stuck' || key === 'flow:stuck/1') await wait.promise
          done.push(key)
          await it.gone(key)
        },
        outbox: async (key) => void done.push(key),
      }),
      inOrderOf && { flow: inOrderOf },
    )
    return { ...it, free: wait.resolve }
  }

  test('holds up nobody else, neither what was due with it nor what comes due later, of any kind', async () => {
    const it = hanging()
    await it.due('flow:stuck', 0)
    await it.due('flow:b', 1)
    it.sweep.kick()
    await expect.poll(() => it.done).toEqual(['flow:b'])
    await it.due('flow:c', 2)
    await it.due('outbox:d', 2)
    it.sweep.kick()
    await expect.poll(() => it.done).toEqual(['flow:b', 'flow:c', 'outbox:d'])
    it.free()
    await it.sweep.stop()
    expect(it.done.at(-1)).toBe('flow:stuck')
  })

  test('holds up what belongs after it', async () => {
    const it = hanging((key) => key.split('/')[0] ?? '')
    await it.due('flow:stuck/1', 0)
    await it.due('flow:stuck/2', 1)
    await it.due('flow:other/3', 2)
    it.sweep.kick()
    await expect.poll(() => it.done).toEqual(['flow:other/3'])
    it.free()
    await it.sweep.stop()
    expect(it.done).toEqual(['flow:other/3', 'flow:stuck/1', 'flow:stuck/2'])
  })

  test('is not begun a second time while it hangs, and eight of them are the most', async () => {
    const wait = Promise.withResolvers<void>()
    const begun: string[] = []
    const it = sweeping(() => ({
      flow: async (key) => {
        begun.push(key)
        await wait.promise
        await it.gone(key)
      },
    }))
    for (let n = 0; n < 20; n++) await it.due(`flow:${n}`, n)
    for (let n = 0; n < 5; n++) {
      it.sweep.kick()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(begun).toEqual(Array.from({ length: 8 }, (_, n) => `flow:${n}`))
    wait.resolve()
    await it.sweep.round()
    expect(begun).toHaveLength(20)
    expect(new Set(begun).size).toBe(20)
  })
})
