import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { minute, second } from '../../src/lib/clock.ts'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { samba, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { arrivesAt, getsBackIn, sooner, tried } from './journey.ts'
import type { Replica } from './replicas.ts'
import { RoundRobin } from './round-robin.ts'
import { Stage } from './stage.ts'
import { actsOf, trailOf } from './trail.ts'

describe('two replicas on one Redis, one on a machine whose clock is wrong', () => {
  let bench: DirectoryBench
  let stage: Stage
  let front: RoundRobin
  let right: Replica
  let odd: Replica
  /** Whom the balancer sends people to. */
  let inFront: readonly Replica[] = []

  beforeAll(async () => {
    bench = await samba(providedSamba())
    const port = await freePort()
    front = await RoundRobin.open(port, () => inFront.map((replica) => replica.spec.port))
    stage = await Stage.open({
      dir: inject('runDir'),
      redis: new URL('/31', inject('redisUrl')).href,
      directory: bench.spec,
      hands: bench.hands,
      address: { baseUrl: `http://localhost:${port}`, port: () => port },
    })
    right = await stage.begin()
    odd = await stage.begin()
    inFront = [right, odd]
  })
  afterAll(async () => {
    await stage?.close()
    await front?.close()
    await bench?.hands.close()
  })

  const skewed = async (ms: number) => await odd.order('skew', `${ms}`)
  /** The balancer asks them, as balancers do. */
  const asked = async (what: number) => {
    await ready(odd, what)
    inFront = what === 200 ? [right, odd] : [right]
  }
  const alarms = () =>
    stage.outside.told.filter(({ to, drawn }) => to === 'alerts' && drawn.card.title.id === 'alert.clock')
  const ready = (replica: Replica, status: number) =>
    sooner(stage, `answers ${status}`, async () => (await replica.ready()).status === status)

  test('agreeing: both are ready', async () => {
    await ready(right, 200)
    await ready(odd, 200)
  })

  test.each([
    ['ten minutes ahead', 10 * minute],
    ['ten minutes behind', -10 * minute],
  ])('%s before anybody comes: people get back in all the same', async (_how, ms) => {
    await skewed(ms)
    await asked(503)
    for (const types of [['webauthn'], ['totp', 'recovery-codes']] as const) {
      const victim = await stage.victim(types)
      const { person } = victim
      // Chat platforms ask no balancer.
      await person.says('I forgot my password', odd.address)
      await sooner(stage, 'the other took it up', () => person.title === 'hand-off.title')
      await getsBackIn(stage, victim)
      await endedWell(stage, victim, bench)
    }
    await skewed(0)
    await asked(200)
  })

  test('by little: it asks not to be sent people, and helps those it is sent', async () => {
    await skewed(8 * second)
    await ready(odd, 503)
    const victim = await stage.victim(['webauthn'])
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    await skewed(0)
    await ready(odd, 200)
  })

  test.each([
    ['ahead', 10 * minute],
    ['behind', -10 * minute],
  ])('it jumps %s while the other writes the password: it does not take over', async (_how, ms) => {
    const victim = await stage.victim(['webauthn'])
    await arrivesAt(stage, victim, 'set-password')
    for (const replica of stage.replicas) await replica.order('hold', 'commit')
    const typed = tried(async () => await victim.person.nextThing())
    const acts = () => actsOf(trailOf(stage.audits)).filter((act) => act.person === victim.id)
    await sooner(stage, 'the intent is journalled', () => acts().length > 0)
    await skewed(ms)
    await asked(503)
    const before = Number(await odd.order('rounds'))
    await sooner(stage, 'it swept', async () => Number(await odd.order('rounds')) > before + 3)
    await victim.person.says('What became of it?')
    expect(acts().flatMap((act) => act.outcomes)).toEqual([])
    for (const replica of stage.replicas) await replica.order('hold')
    await typed
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    expect(await victim.writes()).toBe(bench.whole)
    await skewed(0)
    await asked(200)
  })

  test('it says so: at /readyz, in the log, and once to the operators', async () => {
    await skewed(10 * minute)
    await sooner(stage, 'not ready for its clock', async () => {
      const { status, text } = await odd.ready()
      return status === 503 && /"?clock/.test(text)
    })
    expect(odd.log).toContain('clock.off')
    expect(right.log).not.toContain('clock.off')
    await sooner(stage, 'alarmed', () => alarms().length > 0)
    expect(new Set(alarms().map(({ key }) => key)).size).toBe(1)
    expect(alarms()[0]?.drawn.card.title.with?.['apart']).toMatch(/^\d+ s (ahead of|behind)$/)
    await ready(right, 200)
    await skewed(0)
    await ready(odd, 200)
  })
})
