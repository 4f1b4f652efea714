import { describe, expect, test } from 'vitest'
import type { ShiftedClock } from '../../src/lib/clock.ts'
import type { Store } from '../../src/story/record.ts'
import { Fate } from '../support/kill.ts'
import type { Town } from '../support/world.ts'
import { endedWell, ran } from './crashing.ts'

type Run = Awaited<ReturnType<typeof ran>>
/** Runs with a store of its own, and closes it. */
export type WithStore = (run: (store: (clock: ShiftedClock) => Store) => Promise<Run>) => Promise<Run>

const halfway = (town: Town): void => town.directory.mishap('halfway')
const errands: readonly (readonly [string, (town: Town) => void, number])[] = [
  ['a reset', () => {}, 1],
  ['a reset that went half-way first', halfway, 2],
]

/** A run whose first processes die at these points ends well all the same; says where they died if not. */
const survives = async (
  withStore: WithStore,
  points: readonly (readonly [number, 'before' | 'after'])[],
  prepare: (town: Town) => void,
  writes: number,
): Promise<number> => {
  const fates = points.map(([at, when]) => new Fate(at, when))
  const run = await withStore((store) => ran(fates, store, prepare))
  try {
    endedWell(run, writes)
  } catch (cause) {
    const where = fates.map((f, n) => `${points[n]?.[1]} ${f.deeds.length}: ${f.deeds.at(-1)}`)
    throw new Error(`killed ${where.join(', then ')}`, { cause })
  }
  return fates.filter((f) => f.dead).length
}

const deedsOf = async (
  withStore: WithStore,
  prepare: (town: Town) => void,
  writes: number,
): Promise<number> => {
  const calm = new Fate()
  endedWell(await withStore((store) => ran([calm], store, prepare)), writes)
  expect(calm.deeds.length).toBeGreaterThan(40)
  return calm.deeds.length
}

/** The same on every store: killed at every write, claim, append, message and directory act, whatever was going on. */
export const crashSuite = (withStore: WithStore): void => {
  describe.each(errands)('%s ends well, killed', (name, prepare, writes) => {
    test.each(['before', 'after'] as const)('%s any one thing it does to the outside', async (when) => {
      const points = await deedsOf(withStore, prepare, writes)
      let died = 0
      for (let at = 1; at <= points; at++) died += await survives(withStore, [[at, when]], prepare, writes)
      process.stdout.write(`crash: ${name}: killed ${when} each of ${points} points\n`)
      expect(died).toBeGreaterThan(points - 5)
    })

    test('twice', async () => {
      const points = await deedsOf(withStore, prepare, writes)
      let runs = 0
      let died = 0
      for (let first = 40; first <= points; first += 7)
        for (let second = 1; second <= 40; second += 5) {
          const when = (first + second) % 2 === 0 ? 'before' : 'after'
          died += await survives(
            withStore,
            [
              [first, when],
              [second, 'after'],
            ],
            prepare,
            writes,
          )
          runs += 1
        }
      process.stdout.write(`crash: ${name}: ${runs} runs with two crashes\n`)
      expect(died).toBeGreaterThan(runs * 1.5)
    })
  })
}
