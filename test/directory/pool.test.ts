import { describe, expect, test } from 'vitest'
import { minute, ShiftedClock } from '../../src/lib/clock.ts'
import { SessionPool } from '../../src/directory/pool.ts'
import { Turns, TurnsByKey } from '../../src/directory/turns.ts'
import { Fault } from '../../src/story/errors.ts'

interface Fake {
  readonly n: number
  sound: boolean
  closed: boolean
}

const open = (atOnce = 8) => {
  const made: Fake[] = []
  const clock = new ShiftedClock({ now: () => 0 })
  const pool = new SessionPool<Fake>({
    open: async () => {
      const session = { n: made.length + 1, sound: true, closed: false }
      made.push(session)
      return session
    },
    sound: (s) => s.sound,
    close: async (s) => {
      s.closed = true
    },
    clock,
    maxAgeMs: 10 * minute,
    atOnce,
  })
  return { made, clock, pool }
}
const lost = () => Promise.reject(new Fault('ERR_DIRECTORY', 'connection lost'))

describe('a kept session', () => {
  test('serves the next reader', async () => {
    const { pool, made } = open()
    expect(await pool.use(async (s) => s.n)).toBe(1)
    expect(await pool.use(async (s) => s.n)).toBe(1)
    expect(made.length).toBe(1)
  })

  test('is never used by two at once', async () => {
    const { pool, made } = open()
    const busy = new Set<number>()
    const work = async (s: Fake) => {
      expect(busy.has(s.n)).toBe(false)
      busy.add(s.n)
      await Promise.resolve()
      busy.delete(s.n)
    }
    await Promise.all(Array.from({ length: 20 }, () => pool.use(work)))
    expect(made.length).toBeLessThanOrEqual(8)
  })

  test('is given up at its age, at the first doubt, and after any failure', async () => {
    const { pool, made, clock } = open()
    await pool.use(async () => undefined)
    clock.forward(10 * minute)
    expect(await pool.use(async (s) => s.n)).toBe(2)
    await pool.use(async (s) => {
      s.sound = false
    })
    expect(await pool.use(async (s) => s.n)).toBe(3)
    await expect(pool.use(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
    expect(await pool.use(async (s) => s.n)).toBe(4)
    expect(made.map((s) => s.closed)).toEqual([true, true, true, false])
  })

  test('that died unnoticed costs one more try on a new one, and no more', async () => {
    const { pool, made } = open()
    await pool.use(async () => undefined)
    expect(await pool.use((s) => (s.n === 1 ? lost() : Promise.resolve(s.n)))).toBe(2)
    await expect(pool.use(lost)).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    await expect(pool.use(lost)).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    expect(made.every((s) => s.closed)).toBe(true)
    expect(made.length).toBe(4)
  })

  test('is closed with the pool, the busy ones when they are done', async () => {
    const { pool, made } = open()
    await pool.use(async () => undefined)
    await pool.use(async () => pool.close())
    expect(made.every((s) => s.closed)).toBe(true)
  })
})

describe('turns', () => {
  const track = () => {
    let now = 0
    const peak = { most: 0 }
    const work = async () => {
      now += 1
      peak.most = Math.max(peak.most, now)
      await new Promise((r) => setImmediate(r))
      now -= 1
    }
    return { peak, work }
  }

  test('let so many run and no more, and a failure gives its turn on', async () => {
    const turns = new Turns(2)
    const { peak, work } = track()
    await Promise.allSettled([turns.run(lost), ...Array.from({ length: 9 }, () => turns.run(work))])
    expect(peak.most).toBe(2)
    expect(turns.idle).toBe(true)
  })

  test('for one key come one after another, for different keys together', async () => {
    const keys = new TurnsByKey()
    const [same, different] = [track(), track()]
    await Promise.all(Array.from({ length: 5 }, () => keys.run('ada', same.work)))
    await Promise.all(['a', 'b', 'c'].map((k) => keys.run(k, different.work)))
    expect([same.peak.most, different.peak.most]).toEqual([1, 3])
  })
})
