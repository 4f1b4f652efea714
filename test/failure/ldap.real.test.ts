import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { say, type Phrase } from '../../src/story/card.ts'
import { inWords } from '../../src/words/render.ts'
import { CuttingProxy, op } from '../directory/cutting-proxy.ts'
import { providedSamba } from '../services/provided.ts'
import { samba, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { getsBackIn, sooner, tried } from './journey.ts'
import { shorter, slowMs } from './shorter.ts'
import { Stage, type Victim } from './stage.ts'
import { actsOf, trailOf } from './trail.ts'

const gone = 'commit.notCommitted'
const half = 'commit.halfway'
const done = 'commit.committed'

describe('a directory that fails in the middle of a reset', () => {
  let bench: DirectoryBench
  let stage: Stage
  let proxy: CuttingProxy

  const open = async (urls: readonly string[], database: string): Promise<Stage> => {
    const redis = new URL(database, inject('redisUrl')).href
    const directory = { ...bench.spec, urls, limits: shorter }
    const opened = await Stage.open({ dir: inject('runDir'), redis, directory, hands: bench.hands })
    await opened.begin()
    return opened
  }

  beforeAll(async () => {
    const data = providedSamba()
    bench = await samba(data)
    proxy = await CuttingProxy.start(data)
    stage = await open([proxy.url], '/21')
  })
  afterAll(async () => {
    await stage?.close()
    await proxy?.stop()
    await bench?.hands.close()
  })

  const outcomes = (of: Stage, { id }: Victim): readonly string[] =>
    actsOf(trailOf(of.audits))
      .filter((act) => act.person === id)
      .flatMap((act) => act.outcomes)

  const reads = ({ person }: Victim, phrase: Phrase): void =>
    expect(person.read.some((text) => text.includes(escaped(inWords(phrase))))).toBe(true)

  test.each([
    ['the first request is swallowed and the line stays open', 1, 'hang', [gone, done]],
    ['the second is', 2, 'hang', [half, done]],
    ['it dies before the first request', 1, 'before', [gone, done]],
    ['it dies between the two', 2, 'before', [half, done]],
    ['the answer to the first is lost', 1, 'after', [half, done]],
    ['the answer to the second is lost', 2, 'after', [done]],
  ] as const)('%s', async (_what, nth, when, words) => {
    const victim = await stage.victim(['webauthn'])
    proxy.cut({ op: op.modify, nth, when })
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    expect(outcomes(stage, victim)).toEqual(words)
    if (words[0] === gone) reads(victim, say('commit.not-committed'))
    if (words[0] === half) reads(victim, say('commit.halfway'))
  })

  test.each([
    ['looking the person up', 1],
    ['judging', 2],
    ['right before the commit', 6],
  ])('it hangs while %s: the person is told to wait, and goes on', async (_what, nth) => {
    const victim = await stage.victim(['webauthn'])
    proxy.cut({ op: op.search, nth, when: 'hang' })
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    expect(outcomes(stage, victim)).toEqual([done])
  })

  test('a request is slow by a minute: it is waited for no longer than its deadline, and refused when it comes, for somebody wrote meanwhile', async () => {
    const victim = await stage.victim(['webauthn'])
    proxy.cut({ op: op.modify, nth: 1, when: 'slow', lateMs: slowMs })
    await getsBackIn(stage, victim)
    expect(proxy.late).toBe(1)
    await sooner(stage, 'the late one arrives', () => proxy.late === 0)
    await endedWell(stage, victim, bench)
    expect(outcomes(stage, victim)).toEqual([gone, done])
  })

  test.each([
    ['first', 1, [half, done]],
    ['second', 2, [done]],
  ] as const)(
    'the answer to the %s is slow by a minute: it is looked up instead',
    async (_what, nth, words) => {
      const victim = await stage.victim(['webauthn'])
      proxy.cut({ op: op.modify, nth, when: 'answer-slow', lateMs: slowMs })
      await getsBackIn(stage, victim)
      await endedWell(stage, victim, bench)
      expect(outcomes(stage, victim)).toEqual(words)
    },
  )

  test('it is away when its answer is lost: nobody says it worked or not before it can be asked', async () => {
    const victim = await stage.victim(['webauthn'])
    proxy.cut({ op: op.modify, nth: 2, when: 'after', forGood: true })
    await sooner(stage, 'it cannot be asked', async () => {
      await tried(() => victim.person.nextThing())
      return proxy.turnedAway > 0
    })
    expect(outcomes(stage, victim)).toEqual([])
    proxy.mend()
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    expect(outcomes(stage, victim)).toEqual([done])
  })

  test('another controller is never asked what became of a write on this one', async () => {
    const second = await CuttingProxy.start(providedSamba())
    const two = await open([proxy.url, second.url], '/22')
    onTestFinished(async () => {
      await two.close()
      await second.stop()
    })
    const victim = await two.victim(['webauthn'])
    proxy.cut({ op: op.modify, nth: 2, when: 'after', forGood: true })
    const on = (async () => await getsBackIn(two, victim))()
    await sooner(two, 'the write is under way', () => proxy.turnedAway > 0)
    await two.latest.kill()
    const before = proxy.turnedAway
    await sooner(two, 'asked where it was written', () => proxy.turnedAway > before + 2)
    expect(outcomes(two, victim)).toEqual([])
    expect(second.seen(op.modify)).toBe(0)
    proxy.mend()
    await on
    await endedWell(two, victim, bench)
    expect(outcomes(two, victim)).toEqual([done])
  })
})

const escaped = (text: string): string => text.replaceAll("'", '&#39;')
