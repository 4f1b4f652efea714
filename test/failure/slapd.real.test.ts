import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { CuttingProxy, op } from '../directory/cutting-proxy.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { startOpenLdap, type OpenLdap } from '../services/openldap/index.ts'
import { openLdap, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { arrivesAt, getsBackIn, sooner } from './journey.ts'
import { slowMs, shorter } from './shorter.ts'
import { Stage, type Victim } from './stage.ts'
import { actsOf, trailOf } from './trail.ts'

const gone = 'commit.notCommitted'
const done = 'commit.committed'

/** A slapd of our own, killed and started again where it was. The proxy before it only tells when a request is on its way. */
describe('a slapd that is killed in the middle of a reset', () => {
  let slapd: OpenLdap
  let proxy: CuttingProxy
  let bench: DirectoryBench
  let own: LdapHands
  let stage: Stage
  let victim: Victim

  beforeAll(async () => {
    slapd = await startOpenLdap(inject('runDir'), {}, inject('openldap'))
    proxy = await CuttingProxy.start(slapd.data)
    own = await LdapHands.open(slapd.data)
    const usual = await openLdap(slapd.data)
    bench = { ...usual, hands: { ...usual.hands, writes: (id) => own.history(id) } }
    const redis = new URL('/25', inject('redisUrl')).href
    const directory = { ...bench.spec, urls: [proxy.url], limits: shorter }
    stage = await Stage.open({ dir: inject('runDir'), redis, directory, hands: bench.hands })
    await stage.begin()
  })
  afterAll(async () => {
    await stage?.close()
    await bench?.hands.close()
    await own?.close()
    await proxy?.stop()
    await slapd?.stop()
  })
  beforeEach(async () => {
    victim = await stage.victim(['webauthn'])
    await arrivesAt(stage, victim, 'set-password')
  })

  const outcomes = (): readonly string[] =>
    actsOf(trailOf(stage.audits))
      .filter((act) => act.person === victim.id)
      .flatMap((act) => act.outcomes)

  /** The person goes on; the server dies, is asked in vain, and is back. In between nobody says what became of the write. */
  const killed = async (knows: Pick<DirectoryBench, 'whole' | 'remembers'> = bench): Promise<void> => {
    const inVain = proxy.inVain
    const on = getsBackIn(stage, victim)
    await sooner(stage, 'it was asked in vain', () => proxy.inVain > inVain + 1)
    expect(outcomes()).toEqual([])
    await slapd.again()
    await on
    await endedWell(stage, victim, knows)
  }

  const requests = [
    ['the first request', op.modify],
    ['the password', op.extended],
  ] as const

  test.each(requests)('with %s in its socket, unread: not written, and said so', async (_, kind) => {
    const passed = () => void slapd.kill()
    proxy.cut({ op: kind, nth: 1, when: 'through', first: () => slapd.pause(), passed })
    await killed()
    expect(outcomes()).toEqual([gone, done])
  })

  test.each([
    ['the first request', op.modify, [gone, done]],
    ['the password', op.extended, [done]],
  ] as const)('with %s written and the answer unsent: looked up when it is back', async (_, kind, words) => {
    proxy.cut({ op: kind, nth: 1, when: 'after', answered: () => void slapd.kill() })
    await killed()
    expect(outcomes()).toEqual(words)
  })

  test.each(requests.flatMap(([what, kind]) => [0, 0.6].map((ms) => [what, kind, ms] as const)))(
    'at work on %s: written, not written, or in doubt, never a guess',
    async (_, kind, ms) => {
      proxy.cut({ op: kind, nth: 1, when: 'after', passed: () => busy(ms, () => void slapd.kill()) })
      // What is in doubt may have been set, and is then no new password any more.
      victim.person.passwords.push('Heron-Window-Barley-7')
      await killed({ ...bench, remembers: false })
      expect([[done], [gone, done], ['commit.unknown', done]]).toContainEqual(outcomes())
    },
  )

  test('that hangs for a minute with the password in its hands: as it went on, so it is told', async () => {
    const passed = () => setTimeout(() => slapd.resume(), slowMs)
    proxy.cut({ op: op.extended, nth: 1, when: 'through', first: () => slapd.pause(), passed })
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    expect([[done], [gone, done]]).toContainEqual(outcomes())
  })
})

/** Some tenths of a millisecond later: a write takes no longer. */
const busy = (ms: number, next: () => void): void => {
  const until = performance.now() + ms
  while (performance.now() < until);
  next()
}
