import { describe, expect, test } from 'vitest'
import { day, hour, type ShiftedClock } from '../../src/lib/clock.ts'
import type { Store } from '../../src/story/record.ts'
import { Fate } from '../support/kill.ts'
import { knownSignIns, scored } from '../support/known-sign-ins.ts'
import type { Person } from '../support/talk.ts'
import type { Town } from '../support/world.ts'
import { appointed, changed, longEnrolled } from './approving-scene.ts'
import { endedWell, ran, type Wish } from './crashing.ts'

type Run = Awaited<ReturnType<typeof ran>>
/** Runs with a store of its own, and closes it. */
export type WithStore = (run: (store: (clock: ShiftedClock) => Store) => Promise<Run>) => Promise<Run>

const forgot = { says: 'I forgot my password', until: 'ended.done.reset' } as const
const lock = (town: Town): void => town.directory.lock('id-ada')
/** A lock that does not run out while the person tries again. */
const lockForGood = (town: Town): void => {
  town.directory.add({ ...town.directory.account('id-ada').seed, policy: { lockoutMs: 0 } })
  lock(town)
}
/** Frozen, with a passkey that was set up long before. */
const frozenLongAfterSetUp = async (town: Town, ada: Person): Promise<void> => {
  const kept = await town.at.world.enrolments.of(ada.id)
  const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
  await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
  await ada.says('that was not me')
  await ada.presses('not-me', 'yes')
  await town.at.rest()
}
/** Reset an hour ago: somebody else has to say yes as well. */
const flagged = async (town: Town, ada: Person): Promise<Person> => {
  const grace = await longEnrolled(town, 'grace')
  await appointed(town, grace)
  await changed(town, ada, { lastResetAt: town.clock.now() - hour })
  return grace
}
/** A request that looks unlike its person, whose sign-ins are known; who answers well needs nobody's yes. */
const questioned = async (town: Town): Promise<Person> => {
  town.activity = knownSignIns()
  town.risk = scored(5)
  const grace = await longEnrolled(town, 'grace')
  await appointed(town, grace)
  return grace
}
const errands: readonly (readonly [string, Wish])[] = [
  ['a reset', { ...forgot, prepare: lock, writes: 1 }],
  [
    'a reset that went half-way first',
    {
      ...forgot,
      writes: 2,
      prepare(town) {
        lock(town)
        town.directory.mishap('halfway')
      },
    },
  ],
  ['a reset that somebody must approve', { ...forgot, prepare: flagged, writes: 1 }],
  ['a reset with questions', { ...forgot, prepare: questioned, writes: 1 }],
  [
    'a change of a password that must be changed',
    {
      says: 'My password has expired',
      until: 'ended.done.change',
      prepare: (town) => town.directory.change('id-ada', { mustChange: true }),
      writes: 1,
    },
  ],
  [
    'an opening of what was frozen',
    { says: 'unfreeze', until: 'ended.done.unfreeze', prepare: frozenLongAfterSetUp, writes: 0 },
  ],
  ['an unlock', { says: 'Unlock my account', until: 'ended.done.unlock', prepare: lockForGood, writes: 0 }],
]

/** Judged while the store is still open, for what is left in it counts. */
const wentWell = async (...[wish, fates, store]: Parameters<typeof ran>): Promise<Run> => {
  const run = await ran(wish, fates, store)
  await endedWell(run, wish)
  return run
}

/** A run whose first processes die at these points ends well all the same; says where they died if not. */
const survives = async (
  withStore: WithStore,
  points: readonly (readonly [number, 'before' | 'after'])[],
  wish: Wish,
): Promise<number> => {
  const fates = points.map(([at, when]) => new Fate(at, when))
  try {
    await withStore((store) => wentWell(wish, fates, store))
  } catch (cause) {
    const where = fates.map((f, n) => `${points[n]?.[1]} ${f.deeds.length}: ${f.deeds.at(-1)}`)
    throw new Error(`killed ${where.join(', then ')}`, { cause })
  }
  return fates.filter((f) => f.dead).length
}

const deedsOf = async (withStore: WithStore, wish: Wish): Promise<number> => {
  const calm = new Fate()
  await withStore((store) => wentWell(wish, [calm], store))
  expect(calm.deeds.length).toBeGreaterThan(40)
  return calm.deeds.length
}

/**
 * The same on every store: killed at every write, claim, append, message and directory act, whatever was going on. Where a
 * store is slow, the errands after the first, which take the same steps, are killed at one point in `thin`.
 */
export const crashSuite = (withStore: WithStore, thin = 1): void => {
  describe.each(errands)('%s ends well, killed', (name, wish) => {
    const stride = wish === errands[0]?.[1] ? 1 : thin
    test.each(['before', 'after'] as const)('%s any one thing it does to the outside', async (when) => {
      const points = await deedsOf(withStore, wish)
      let died = 0
      let runs = 0
      for (let at = 1; at <= points; at += stride, runs++)
        died += await survives(withStore, [[at, when]], wish)
      process.stdout.write(`crash: ${name}: killed ${when} ${runs} of ${points} points\n`)
      expect(died).toBeGreaterThan(runs - 5)
    })

    test('twice', async () => {
      const points = await deedsOf(withStore, wish)
      let runs = 0
      let died = 0
      // Late enough to matter, early enough that the second has something to die at.
      for (let first = Math.min(40, points - 45); first <= points; first += 7 * stride)
        for (let second = 1; second <= 40; second += 5) {
          const when = (first + second) % 2 === 0 ? 'before' : 'after'
          died += await survives(
            withStore,
            [
              [first, when],
              [second, 'after'],
            ],
            wish,
          )
          runs += 1
        }
      process.stdout.write(`crash: ${name}: ${runs} runs with two crashes\n`)
      expect(died).toBeGreaterThan(runs * 1.5)
    })
  })
}
