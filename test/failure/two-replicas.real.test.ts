import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { NoAnswer } from './address.ts'
import { samba, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { arrivesAt, sooner } from './journey.ts'
import type { Point } from './points.ts'
import { RoundRobin } from './round-robin.ts'
import { leaseMs, Stage, type Victim } from './stage.ts'

describe('two replicas behind one address', () => {
  let bench: DirectoryBench
  let stage: Stage
  let front: RoundRobin

  const living = () => stage.replicas.filter((replica) => !replica.dead)

  beforeAll(async () => {
    bench = await samba(providedSamba())
    const port = await freePort()
    front = await RoundRobin.open(port, () => living().map((replica) => replica.spec.port))
    stage = await Stage.open({
      dir: inject('runDir'),
      redis: new URL('/6', inject('redisUrl')).href,
      directory: bench.spec,
      hands: bench.hands,
      address: { baseUrl: `http://localhost:${port}`, port: () => port },
    })
    stage.successor = undefined
    await stage.begin()
    await stage.begin()
  })
  afterAll(async () => {
    await stage?.close()
    await front?.close()
    await bench?.hands.close()
  })

  /** Does one thing after another until it holds; how often nobody answered. */
  const until = async ({ person }: Victim, holds: () => boolean): Promise<number> => {
    let unanswered = 0
    await sooner(
      stage,
      () => `the person is through, who saw ${person.saw.join(', ')}`,
      async () => {
        if (holds()) return true
        try {
          await person.nextThing()
        } catch (cause) {
          if (!(cause instanceof NoAnswer)) throw cause
          unanswered += 1
        }
        return holds()
      },
    )
    return unanswered
  }

  test.each(['hand-off', 'prove-identity', 'set-password'])(
    'one is killed at %s: the person goes on on the other, with one retry at most',
    async (where) => {
      const victim = await stage.victim(['webauthn'])
      const { person } = victim
      await arrivesAt(stage, victim, where)
      await living()[0]?.kill()
      expect(await until(victim, () => person.backIn)).toBeLessThanOrEqual(1)
      expect(
        person.saw.filter((seen) => seen === 'hand-off.title'),
        'nothing was begun anew',
      ).toHaveLength(1)
      await endedWell(stage, victim, bench)
      await stage.begin()
    },
  )

  test('the one that is writing the password dies: the other finds out and says so', async () => {
    const victim = await stage.victim(['webauthn'])
    const { person } = victim
    const dies: Point = { name: 'modify', nth: 2, when: 'after' }
    for (const replica of living()) await replica.order('arm', JSON.stringify(dies))
    expect(await until(victim, () => living().length < 2)).toBe(1)
    for (const replica of living()) await replica.order('arm')
    await stage.forward(leaseMs)
    expect(await until(victim, () => person.backIn)).toBe(0)
    expect(
      person.saw.filter((seen) => seen === 'page set-password'),
      'typed once',
    ).toHaveLength(1)
    await endedWell(stage, victim, bench)
    expect(await victim.writes()).toBe(bench.whole)
  })

  test('both had work to do', () => {
    expect([...front.given.values()].filter((count) => count > 5).length).toBeGreaterThan(2)
  })
})
