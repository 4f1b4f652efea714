import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { providedSamba } from '../services/provided.ts'
import { samba, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { getsBackIn } from './journey.ts'
import type { Point, When } from './points.ts'
import { standBy, type StandBy } from './replicas.ts'
import { Stage } from './stage.ts'

/** `npm run crash:real`: every point, each in all three ways, and twice over. */
const everything = process.env['CRASH_POINTS'] === 'all'
const whens: readonly When[] = ['before', 'during', 'after']

describe('a reset on Samba AD and Redis, its process killed', () => {
  let bench: DirectoryBench
  let stage: Stage
  let next: StandBy
  /** What a reset does to the outside, in order, when nobody dies. */
  let calm: readonly Point[]

  beforeAll(async () => {
    bench = await samba(providedSamba())
    const redis = new URL('/20', inject('redisUrl')).href
    stage = await Stage.open({ dir: inject('runDir'), redis, directory: bench.spec, hands: bench.hands })
    await stage.begin()
    next = standBy()
    calm = await calmRun()
  })
  afterAll(async () => {
    next?.leave()
    await stage?.close()
    await bench?.hands.close()
  })

  const calmRun = async (): Promise<readonly Point[]> => {
    const victim = await stage.victim()
    await stage.latest.order('arm')
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench.whole)
    const names = await stage.latest.points()
    return names.map((name, i) => {
      const nth = names.slice(0, i + 1).filter((one) => one === name).length
      return { name, nth, when: 'before' }
    })
  }

  /** The first dies at the first point, its successor at the second, and so on. How many did die. */
  const survives = async (...points: readonly Point[]): Promise<number> => {
    const victim = await stage.victim()
    const [first, ...waiting] = points
    const earlier = stage.replicas.length - 1
    stage.successor = async () => {
      const dies = waiting.shift()
      const standing = next
      next = standBy()
      await stage.begin(standing, dies === undefined ? {} : { dies })
    }
    await stage.latest.order('arm', JSON.stringify(first))
    try {
      await getsBackIn(stage, victim)
      await endedWell(stage, victim, bench.whole)
    } catch (cause) {
      const where = points.map(({ when, nth, name }) => `${when} ${name} ${nth}`)
      throw new Error(`killed ${where.join(', then ')}; saw ${victim.person.saw.join(', ')}`, { cause })
    }
    const died = stage.replicas.slice(earlier).filter((replica) => replica.dead).length
    await stage.tended()
    return died
  }

  const all = async (what: string, cases: readonly (readonly Point[])[]): Promise<void> => {
    let died = 0
    for (const points of cases) died += await survives(...points)
    process.stdout.write(`crash: ${what}: ${cases.length} resets, ${died} processes killed\n`)
    // A drawing in the background now and then comes in another order, or the second has nothing left to do.
    expect(died).toBeGreaterThanOrEqual(cases.flat().length * 0.75)
  }

  /** One way of dying for each point, in turn; or every way. */
  const ways = (points: readonly Point[]): readonly (readonly Point[])[] =>
    points.flatMap((point, i) =>
      everything
        ? whens.map((when) => [{ ...point, when }])
        : [[{ ...point, when: whens[i % 3] ?? 'during' }]],
    )

  const aroundTheCommit = (): readonly [number, number] => {
    const names = calm.map((point) => point.name)
    return [names.indexOf('append commit.intent') - 1, names.indexOf('append commit.committed') + 1]
  }

  test('at every point around the commit, it ends well', async () => {
    const points = calm.slice(...aroundTheCommit())
    expect(points.map((point) => point.name)).toEqual(expect.arrayContaining(['commit', 'modify']))
    await all('around the commit', ways(points))
  })

  test('on the way there and after it, it ends well', async () => {
    const [from, to] = aroundTheCommit()
    const others = [...calm.slice(0, from), ...calm.slice(to)]
    const every = Math.floor(others.length / 4)
    await all('before and after it', ways(others.filter((_, i) => everything || i % every === every - 1)))
  })

  test('in the middle of the commit, and the one that takes over as well, it ends well', async () => {
    const [from, to] = aroundTheCommit()
    const [begun, concluded] = [calm[from]?.name ?? '', calm[to - 2]?.name ?? '']
    const firsts = ['append commit.intent', 'modify', concluded]
    const seconds = [begun, 'append commit.intent', 'tell']
    const first = firsts.map((name): Point => ({ name, nth: 1, when: 'during' }))
    const second = seconds.map((name): Point => ({ name, nth: 1, when: 'after' }))
    const pairs = first.flatMap((a) => second.map((b) => [a, b]))
    await all('twice', everything ? pairs : pairs.filter((_, i) => i % 5 === 0))
  })
})
