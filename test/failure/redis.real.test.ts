import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { providedSamba } from '../services/provided.ts'
import { startRedis, type PrivateRedis } from '../services/redis.ts'
import { startSentinels } from '../services/sentinel.ts'
import { samba, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { arrivesAt, getsBackIn, sooner, tried } from './journey.ts'
import type { Point } from './points.ts'
import { Stage } from './stage.ts'
import { actsOf, trailOf } from './trail.ts'

describe('a Redis that fails under a reset', () => {
  let bench: DirectoryBench
  let stage: Stage
  beforeAll(async () => {
    bench = await samba(providedSamba())
    return async () => await bench.hands.close()
  })

  const opened = async (redis: string, sentinels?: readonly string[]): Promise<Stage> => {
    const parts = { dir: inject('runDir'), redis, directory: bench.spec, hands: bench.hands }
    stage = await Stage.open({ ...parts, ...(sentinels !== undefined && { sentinels }) })
    await stage.begin()
    return stage
  }
  afterEach(async () => await stage?.close())

  describe('one server', () => {
    let redis: PrivateRedis
    beforeEach(async () => {
      redis = await startRedis(inject('runDir'))
      await opened(redis.url)
    })
    afterEach(async () => await redis?.stop())

    test('it is full: what would be written is refused in words, what is there can be read, and it goes on', async () => {
      const victim = await stage.victim(['webauthn'])
      await arrivesAt(stage, victim, 'set-password')
      await redis.tell('CONFIG', 'SET', 'maxmemory', '1')
      const refused = await victim.person.page?.says('new-password', victim.person.passwords[0] ?? '')
      expect(refused?.status).toBe(503)
      expect((await victim.person.looks())?.step).toBe('set-password')
      expect(await victim.writes()).toBe(0)
      await redis.tell('CONFIG', 'SET', 'maxmemory', '0')
      await getsBackIn(stage, victim)
      await endedWell(stage, victim, bench)
    })

    test('it hangs for a while: the person is told to wait, and goes on', async () => {
      const victim = await stage.victim(['webauthn'])
      await arrivesAt(stage, victim, 'set-password')
      redis.pause()
      const refused = await victim.person.page?.says('new-password', victim.person.passwords[0] ?? '')
      expect(refused?.status).toBe(503)
      expect(await victim.writes()).toBe(0)
      redis.resume()
      await getsBackIn(stage, victim)
      await endedWell(stage, victim, bench)
    })

    test('it is restarted while the password is being written: nothing is written twice', async () => {
      const victim = await stage.victim(['webauthn'])
      await arrivesAt(stage, victim, 'set-password')
      const going = tried(async () => await victim.person.nextThing())
      await redis.restart()
      await going
      await getsBackIn(stage, victim)
      await endedWell(stage, victim, bench)
    })
  })

  test('one server without its file forgets everything while the password is being written: the audit still tells', async () => {
    const redis = await startRedis(inject('runDir'), ['--appendonly', 'no'])
    await opened(redis.url)
    const victim = await stage.victim(['webauthn'])
    await arrivesAt(stage, victim, 'set-password')
    const acts = () => actsOf(trailOf(stage.audits)).filter((act) => act.person === victim.id)
    const going = tried(async () => await victim.person.nextThing())
    await sooner(stage, 'the intent is journalled', () => acts().length > 0)
    await redis.restart()
    await going
    await sooner(stage, 'the outcome is journalled', () => acts().every((act) => act.outcomes.length > 0))
    expect(acts().map((act) => act.outcomes)).toEqual([['commit.committed']])
    expect(await victim.writes()).toBe(bench.whole)
    await redis.stop()
  })

  test('its master is lost in mid-commit: the next one knows the intent, and nothing is written twice', async () => {
    const redis = await startSentinels(inject('runDir'))
    await opened(redis.url, redis.sentinels)
    const victim = await stage.victim(['webauthn'])
    await arrivesAt(stage, victim, 'set-password')
    const dies: Point = { name: 'modify', nth: 2, when: 'after' }
    await stage.latest.order('arm', JSON.stringify(dies))
    await tried(() => victim.person.nextThing())
    const before = await redis.master()
    await before.kill()
    await redis.failedOver(before)
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    expect(await victim.writes()).toBe(bench.whole)
    await redis.stop()
  })
})
