import { expect, test } from 'vitest'
import { Pace } from '../../../adapters/slack/pace.ts'
import { ShiftedClock } from '../../../src/lib/clock.ts'

const paced = () => {
  const clock = new ShiftedClock({ now: () => 0 })
  const waits: number[] = []
  const pace = new Pace(clock, async (ms) => void waits.push(ms))
  return { clock, waits, pace }
}

test('a burst goes at once, then one a second, then it is put off', async () => {
  const { pace, waits } = paced()
  for (let n = 0; n < 7; n++) await pace.turn('D1')
  expect(waits).toEqual([1000, 2000, 3000])
  await expect(pace.turn('D1')).rejects.toMatchObject({ code: 'ERR_CHAT', afterMs: 3000 })
})

test('whoever waited may go on', async () => {
  const { pace, waits, clock } = paced()
  for (let n = 0; n < 4; n++) await pace.turn('D1')
  clock.forward(2000)
  await pace.turn('D1')
  await pace.turn('D1')
  expect(waits).toEqual([])
})

test('one conversation does not hold up another', async () => {
  const { pace, waits } = paced()
  for (let n = 0; n < 4; n++) await pace.turn('D1')
  pace.rest('D1', 60_000)
  await pace.turn('D2')
  await expect(pace.turn('D1')).rejects.toMatchObject({ afterMs: 60_000 })
  expect(waits).toEqual([])
})

test('conversations that rest are forgotten, those that are asked to wait are not', async () => {
  const { pace, clock } = paced()
  pace.rest('D1', 60_000)
  for (let n = 0; n < 10_001; n++) await pace.turn(`X${n}`)
  clock.forward(5000)
  await pace.turn('D2')
  await expect(pace.turn('D1')).rejects.toMatchObject({ afterMs: 55_000 })
})
