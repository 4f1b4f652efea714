import { beforeAll, describe, expect, test } from 'vitest'
import { randomToken } from '../../src/lib/ids.ts'
import { second } from '../../src/lib/clock.ts'
import type { Windows } from '../../src/limits/port.ts'

/** Windows as two replicas hold them, and how time passes for them. */
export interface WindowsUnderTest {
  readonly replicas: readonly [Windows, Windows]
  pass(ms: number): Promise<void>
}

const window = 2 * second

/** What every place promises that limits are counted in. */
export const windowsContract = (name: string, open: () => Promise<WindowsUnderTest>): void => {
  describe(`the windows contract: ${name}`, () => {
    let one: Windows
    let other: Windows
    let pass: WindowsUnderTest['pass']
    beforeAll(async () => {
      const opened = await open()
      ;[one, other] = opened.replicas
      pass = async (ms) => opened.pass(ms)
    })
    const fresh = (): string => `k${randomToken(16)}`

    test('so many are let through, and no more, whichever replica is asked', async () => {
      const key = fresh()
      expect((await one.take(key, 3, window)).taken).toBe(1)
      expect((await other.take(key, 3, window)).taken).toBe(2)
      expect((await one.take(key, 3, window)).taken).toBe(3)
      expect((await other.take(key, 3, window)).taken).toBe(4)
      expect((await one.take(key, 3, window)).taken).toBe(4)
    })

    test('a hundred at once are counted one by one', async () => {
      const key = fresh()
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? one : other).take(key, 7, window)),
      )
      expect(answers.filter(({ taken }) => taken <= 7)).toHaveLength(7)
    })

    test('it says when the next is free, and then it is', async () => {
      const key = fresh()
      await one.take(key, 1, window)
      const { freeInMs } = await other.take(key, 1, window)
      expect(freeInMs).toBeGreaterThan(0)
      expect(freeInMs).toBeLessThanOrEqual(window)
      await pass(freeInMs)
      expect((await one.take(key, 1, window)).taken).toBe(1)
    })

    test('insisting prolongs nothing', async () => {
      const key = fresh()
      await one.take(key, 1, window)
      const { freeInMs } = await one.take(key, 1, window)
      for (let n = 0; n < 20; n++) await one.take(key, 1, window)
      expect((await one.take(key, 1, window)).freeInMs).toBeLessThanOrEqual(freeInMs)
    })

    test('a look takes nothing', async () => {
      const key = fresh()
      expect(await one.look(key, 2, window)).toEqual({ taken: 0, freeInMs: 0 })
      for (let n = 0; n < 5; n++) await one.look(key, 2, window)
      expect((await one.take(key, 2, window)).taken).toBe(1)
      expect((await other.look(key, 2, window)).taken).toBe(1)
      await other.take(key, 2, window)
      expect((await one.look(key, 2, window)).freeInMs).toBeGreaterThan(0)
    })

    test('one key knows nothing of another', async () => {
      const [key, another] = [fresh(), fresh()]
      await one.take(key, 1, window)
      expect((await one.take(another, 1, window)).taken).toBe(1)
    })

    test('the window slides: no second helping where one window ends and the next begins', async () => {
      const key = fresh()
      await one.take(key, 2, window)
      await pass(window / 2)
      await one.take(key, 2, window)
      await pass(window / 2 + 50)
      expect((await one.take(key, 2, window)).taken).toBe(2)
      expect((await one.take(key, 2, window)).taken).toBe(3)
    })
  })
}
