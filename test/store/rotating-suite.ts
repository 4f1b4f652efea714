import { describe, expect, test } from 'vitest'
import { noteStart, type Enrolment, type Kept } from '../../src/enrolment/port.ts'
import type { WholeStore } from '../../src/story/record.ts'
import type { ShiftedClock } from '../../src/lib/clock.ts'
import { Fate, Killed } from '../support/kill.ts'
import {
  alone,
  counted,
  dayUnder,
  endsWell,
  made,
  mortal,
  old,
  added,
  restarted,
  rotated,
  type Day,
} from './rotating.ts'

/** Runs with a store of its own, and closes it. */
export type WithWholeStore = (
  run: (open: (clock: ShiftedClock) => WholeStore) => Promise<void>,
) => Promise<void>

const word = 'Otter-Bridge-Candle-9'

/** The same on every store. */
export const rotatingSuite = (withStore: WithWholeStore): void => {
  const someDay = async (run: (day: Day) => Promise<void>): Promise<void> =>
    withStore(async (open) => {
      await run(await dayUnder(old, open))
    })

  test('a key is added, made current, everything moved, the old one removed: nobody notices', async () => {
    await someDay(async (day) => {
      const { town, ada } = day
      restarted(town, added)
      await ada.says('I forgot my password')
      const browser = await ada.opens()
      const code = await browser.code()
      restarted(town, made)
      await ada.says(code)
      await browser.sees('prove.title')
      const before = await counted(day)
      expect(before['k1']).toBeGreaterThan(5)
      const { moved, done, refused } = await rotated(day)
      expect(done).toBe(true)
      expect(moved).toBeGreaterThan(5)
      expect(refused.size).toBe(0)
      expect(Object.keys(await counted(day))).toEqual(['k2'])
      expect(await rotated(day)).toMatchObject({ moved: 0, done: true })
      await endsWell(day, word)
    })
  })

  test('killed before and after any write, the next run goes on and nothing is lost', async () => {
    let points = 0
    await someDay(async (day) => {
      const calm = new Fate()
      await rotated(day, made, mortal(day.store, calm))
      points = calm.deeds.length
    })
    expect(points).toBeGreaterThan(5)
    for (let at = 1; at <= points; at++) {
      await someDay(async (day) => {
        const fate = new Fate(at, at % 2 === 0 ? 'before' : 'after')
        await expect(rotated(day, made, mortal(day.store, fate))).rejects.toBeInstanceOf(Killed)
        restarted(day.town, made)
        await day.gracesPage.sees('enrol.title.totp')
        expect(await rotated(day)).toMatchObject({ done: true })
        expect(Object.keys(await counted(day))).toEqual(['k2'])
        await endsWell(day, word)
      })
    }
    process.stdout.write(`rotation: killed at each of ${points} writes\n`)
  })

  test('while people go on, no write of theirs is lost, and what they write under the old key is moved too', async () => {
    await someDay(async (day) => {
      const { town, store, ada } = day
      const machines = [old, added, made].map((keyring) => {
        town.keyring = keyring
        return town.machine()
      })
      let starts = 0
      const step = async (): Promise<void> => {
        const { world, store: sealed } = machines[starts % 2 === 0 ? 2 : 1]!
        const kept = await world.enrolments.of(ada.id)
        const next = noteStart(kept.value, town.clock.now())
        if (await sealed.write([world.enrolments.keep(kept, next)])) starts += 1
      }
      let left = 16
      const busy: WholeStore = {
        ...mortal(store, new Fate()),
        replace: async (was, now) => {
          if (left-- > 0) await step()
          return await store.replace(was, now)
        },
      }
      restarted(town, made)
      expect(await rotated(day, made, busy)).toMatchObject({ done: true })
      expect(starts).toBeGreaterThan(2)
      expect((await town.at.world.enrolments.of(ada.id)).value.starts).toHaveLength(starts)
      expect(Object.keys(await counted(day))).toEqual(['k2'])
    })
  })

  test('who read an enrolment before its seed was moved cannot write the old seed back', async () => {
    await someDay(async (day) => {
      const { town, ada } = day
      restarted(town, made)
      const { world, store } = town.at
      const read: Kept<Enrolment> = await world.enrolments.of(ada.id)
      await rotated(day)
      expect(await store.write([world.enrolments.keep(read, noteStart(read.value, 1))])).toBe(false)
      expect(Object.keys(await counted(day))).toEqual(['k2'])
    })
  })

  describe('what does not verify', () => {
    test('is left alone and told of: a rotation gives no forgery a seal of ours', async () => {
      await someDay(async (day) => {
        const { store, ada } = day
        const key = `person:${ada.id}`
        const stored = (await store.read(key))!
        const forged = stored.value.replace('"bindings":[{', '"bindings":[{"x":1,')
        expect(forged).not.toBe(stored.value)
        await store.replace(stored, { rev: stored.rev, value: forged })
        const strange = { key: 'flow:eve', rev: 0, value: 'k9.AAAA {"outcome":"done"}' }
        await store.write([strange, { ...strange, key: 'flow:bare', value: '{}' }])
        const { refused, done } = await rotated(day)
        expect(done).toBe(true)
        expect([...refused.keys()].toSorted()).toEqual(['flow:bare', 'flow:eve', key].toSorted())
        expect(refused.get('flow:eve')).toEqual({ unknownKey: 'k9' })
        expect((await store.read(key))?.value).toBe(forged)
      })
    })

    test('a sealed seed that is not its owner’s stops the move of that record', async () => {
      await someDay(async (day) => {
        const { town, ada } = day
        const { world } = town.at
        const kept = await world.enrolments.of(ada.id)
        const strange = old.seal('seed', 'JBSWY3DPEHPK3PXP', '["id-mallory","x"]')
        const factors = kept.value.factors.map((f) =>
          f.type === 'totp' ? { ...f, data: { ...f.data, seed: strange } } : f,
        )
        await town.at.store.write([world.enrolments.keep(kept, { ...kept.value, factors })])
        const { refused } = await rotated(day)
        expect([...refused.keys()]).toEqual([`person:${ada.id}`])
      })
    })
  })

  test('a key removed before everything was moved: refused, alarmed, and told in words', async () => {
    await someDay(async (day) => {
      const { town, ada } = day
      restarted(town, alone)
      const asked = town.at.world.enrolments.of(ada.id)
      await expect(asked).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
      await expect(asked).rejects.toThrow(/rests on key k1.*put it back at the end of keys/s)
      expect(town.tampered).toEqual([`person:${ada.id}`])
      expect(await counted(day, alone)).toMatchObject({ k1: expect.any(Number) })
      const { refused } = await rotated(day, alone)
      expect(refused.get(`person:${ada.id}`)).toEqual({ unknownKey: 'k1' })
      restarted(town, made)
      expect(await rotated(day)).toMatchObject({ done: true })
      town.tampered.length = 0
      await endsWell(day, word)
    })
  })
}
