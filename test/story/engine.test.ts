import { describe, expect, test } from 'vitest'
import { minute, second } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sealedStore } from '../../src/store/seal.ts'
import { Fault } from '../../src/story/errors.ts'
import type { FlowRecord, Store } from '../../src/story/record.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import {
  askColour,
  askName,
  commit,
  judge,
  Stage,
  tell,
  toldStory,
  type Told,
  type ToldWorld,
} from './told-story.ts'

const flow = 'f1'
const recordOf = async (store: Store): Promise<FlowRecord<Told>> => {
  const record: FlowRecord<Told> = JSON.parse((await store.read(`flow:${flow}`))?.value ?? '')
  return record
}

describe('one reading, one write', () => {
  test('ten thousand concurrent deliveries of one event, to four replicas, count once', async () => {
    const stage = new Stage()
    const engines = [1, 2, 3, 4].map(() => stage.engine())
    await engines[0]?.start('told', {}, {}, flow)
    const wrong = stage.said('name', 'wrong')
    const heard = await Promise.all(
      Array.from({ length: 10_000 }, async (_, n) => engines[n % 4]?.hear(flow, wrong)),
    )
    const record = await recordOf(stage.store)
    expect(record.tries).toEqual({ name: 1 })
    expect(record.ver).toBe(2)
    expect(heard.filter((h) => h?.verdict === 'again')).toHaveLength(1)
    expect(heard.filter((h) => h?.verdict === 'duplicate')).toHaveLength(9_999)
  })

  test('two hundred simultaneous pairs of wrong answers lose no count', async () => {
    for (let n = 0; n < 200; n++) {
      const stage = new Stage()
      const [a, b] = [stage.engine(), stage.engine()]
      await a.start('told', {}, {}, flow)
      await Promise.all([
        a.hear(flow, stage.said('name', 'wrong')),
        b.hear(flow, stage.said('name', 'wrong')),
      ])
      expect((await recordOf(stage.store)).tries).toEqual({ name: 2 })
    }
  })

  test('fifty guesses at once are three', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', {}, {}, flow)
    const guesses = Array.from({ length: 50 }, () => engine.hear(flow, stage.said('name', 'wrong')))
    const verdicts = (await Promise.all(guesses)).map((h) => h.verdict)
    expect(verdicts.filter((v) => v === 'again')).toHaveLength(2)
    expect(verdicts.filter((v) => v === 'taken')).toHaveLength(1)
    expect(verdicts.filter((v) => v === 'over')).toHaveLength(47)
    expect((await recordOf(stage.store)).outcome).toBe('killed')
  })

  test('two replicas that commit at once act once', async () => {
    for (let n = 0; n < 50; n++) {
      const stage = new Stage()
      const [a, b] = [stage.engine(), stage.engine()]
      await a.start('told', { name: 'Ada', judged: 'fair', colour: 'blue' }, {}, flow)
      await Promise.all([a.hear(flow, stage.said('go', 'x')), b.hear(flow, stage.said('go', 'y'))])
      expect(stage.world.acts).toHaveLength(1)
      expect((await recordOf(stage.store)).outcome).toBe('done')
    }
  })

  test('an event that was decided long ago is dropped; one that was refused may come again', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', { name: 'Ada' }, {}, flow)
    const first = stage.said('nonsense', 'x')
    await engine.hear(flow, first)
    for (let n = 0; n < 15; n++) await engine.hear(flow, stage.said('nonsense', 'x'))
    expect((await engine.hear(flow, first)).verdict).toBe('duplicate')
    expect((await recordOf(stage.store)).decided).toHaveLength(16)
  })

  test('a button of an older card is stale, a redelivery is not even that', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    const { prompt } = await engine.start('told', {}, {}, flow)
    await engine.hear(flow, stage.said('name', 'wrong', { prompt }))
    expect((await engine.hear(flow, stage.said('name', 'Ada', { prompt }))).verdict).toBe('stale')
    expect((await recordOf(stage.store)).facts).toEqual({})
  })

  test('nobody else is heard, at any step, nor after the end', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', {}, {}, flow)
    const eve = { actor: { platform: 'test', tenant: 'T1', user: 'U-EVE' } }
    expect((await engine.hear(flow, stage.said('name', 'Eve', eve))).verdict).toBe('unheard')
    expect((await engine.hear(flow, stage.said('cancel', '', eve))).verdict).toBe('unheard')
    expect((await engine.hear(flow, stage.said('name', 'x', { from: 'browser' }))).verdict).toBe('unheard')
    await engine.hear(flow, stage.said('cancel', ''))
    expect((await engine.hear(flow, stage.said('name', 'Ada'))).verdict).toBe('over')
    expect((await engine.hear('nowhere', stage.said('name', 'Ada'))).verdict).toBe('gone')
  })
})

describe('work', () => {
  test('whose service is down stays due, and the answer before it was taken all the same', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', {}, {}, flow)
    stage.world.work = async () => {
      throw new Fault('ERR_DIRECTORY', 'down')
    }
    expect((await engine.hear(flow, stage.said('name', 'Ada'))).verdict).toBe('taken')
    expect(await stage.store.due('flow', stage.clock.now(), 9)).toEqual([`flow:${flow}`])
    stage.world.work = async () => {}
    await engine.settle(flow)
    expect((await engine.view(flow))?.step).toBe('ask-colour')
  })

  test('is done once by ten replicas that see it at once', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    stage.world.work = async () => {
      throw new Fault('ERR_DIRECTORY', 'down')
    }
    await engine.start('told', { name: 'Ada' }, {}, flow)
    stage.world.work = async () => {}
    await Promise.all(Array.from({ length: 10 }, () => stage.engine().settle(flow)))
    expect((await recordOf(stage.store)).ver).toBe(2)
  })
})

describe('a deploy in mid-flow', () => {
  const blank: WorkStep<Told, ToldWorld> = {
    name: 'blank',
    settled: () => true,
    work: async () => learn<Told>({}),
  }

  test('an older release refuses what a newer one wrote', async () => {
    const stage = new Stage()
    await stage.engine(toldStory(2, [askName, askColour])).start('told', {}, {}, flow)
    const old = stage.engine(toldStory(1, [askColour]))
    await expect(old.hear(flow, stage.said('colour', 'blue'))).rejects.toMatchObject({
      code: 'ERR_FLOW_NEWER',
    })
    await expect(old.settle(flow)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
    await expect(old.view(flow)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
    expect((await recordOf(stage.store)).facts).toEqual({})
  })

  test('a release without the story refuses it, too', async () => {
    const stage = new Stage()
    await stage.engine().start('told', {}, {}, flow)
    const other = stage.engine({ ...toldStory(1, [askName]), name: 'other' })
    await expect(other.view(flow)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
  })

  test('a step put in is asked, also of those already further on', async () => {
    const stage = new Stage()
    await stage.engine(toldStory(1, [askName, commit])).start('told', { name: 'Ada' }, {}, flow)
    const next = stage.engine(toldStory(2, [askName, askColour, commit]))
    expect((await next.view(flow))?.step).toBe('ask-colour')
    expect((await next.hear(flow, stage.said('go', 'x'))).verdict).toBe('again')
    expect(stage.world.acts).toEqual([])
    await next.hear(flow, stage.said('colour', 'blue'))
    await next.hear(flow, stage.said('go', 'x'))
    expect((await recordOf(stage.store)).outcome).toBe('done')
    expect((await recordOf(stage.store)).version).toBe(2)
  })

  test('a step put in before the commit re-opens nothing that was committed', async () => {
    const stage = new Stage()
    const slow = toldStory(1, [askName, commit, { ...askColour, name: 'after' }])
    await stage.engine(slow).start('told', { name: 'Ada', done: 'set' }, {}, flow)
    const next = stage.engine(toldStory(2, [askName, judge, askColour, commit, tell]))
    await next.settle(flow)
    expect(await recordOf(stage.store)).toMatchObject({ outcome: 'done', facts: { told: true } })
    expect((await recordOf(stage.store)).facts.judged).toBeUndefined()
  })

  test('steps taken out and put in another order lose nobody', async () => {
    const stage = new Stage()
    await stage.engine(toldStory(1, [askName, askColour, commit])).start('told', { colour: 'blue' }, {}, flow)
    const next = stage.engine(toldStory(2, [blank, askColour, askName, commit]))
    expect((await next.view(flow))?.step).toBe('ask-name')
    const fewer = stage.engine(toldStory(2, [askColour, commit]))
    expect((await fewer.view(flow))?.step).toBe('commit')
  })

  test('facts are lifted to the newer release, and the lift is saved with the next decision', async () => {
    const stage = new Stage()
    await stage.engine(toldStory(1, [askName, askColour])).start('told', {}, {}, flow)
    const upgrade = (from: number, facts: unknown): Told => ({ ...Object(facts), name: `from v${from}` })
    const next = stage.engine(toldStory(2, [askName, askColour, commit], { upgrade }))
    expect((await next.view(flow))?.step).toBe('ask-colour')
    await next.hear(flow, stage.said('colour', 'blue'))
    expect(await recordOf(stage.store)).toMatchObject({
      version: 2,
      facts: { name: 'from v1', colour: 'blue' },
    })
  })
})

describe('the act', () => {
  const ready = { name: 'Ada', judged: 'fair', colour: 'blue' }

  test('does not begin while the journal does not answer', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', ready, {}, flow)
    stage.journalDown = true
    expect((await engine.hear(flow, stage.said('go', 'x'))).verdict).toBe('unavailable')
    expect(stage.world.acts).toEqual([])
    expect((await recordOf(stage.store)).intent).toBeUndefined()
    stage.journalDown = false
    await engine.hear(flow, stage.said('go', 'x'))
    expect(stage.world.acts).toHaveLength(1)
  })

  test('does not begin late in its lease', async () => {
    const stage = new Stage()
    const engine = stage.engine(undefined, {
      journal: {
        append: async (events) => {
          stage.events.push(...events)
          if (events.some((e) => e.event === 'commit.intent')) stage.clock.forward(26 * second)
        },
      },
    })
    await engine.start('told', ready, {}, flow)
    expect((await engine.hear(flow, stage.said('go', 'x'))).verdict).toBe('busy')
    expect(stage.world.acts).toEqual([])
    stage.clock.forward(5 * second)
    await engine.settle(flow)
    expect((await engine.view(flow))?.busy).toBe(false)
    expect((await engine.view(flow))?.step).toBe('commit')
  })

  test('keeps everybody else waiting while its lease lasts, cancelling included', async () => {
    const stage = new Stage()
    const [a, b] = [stage.engine(), stage.engine()]
    await a.start('told', ready, {}, flow)
    const finish = Promise.withResolvers<void>()
    const began = Promise.withResolvers<void>()
    stage.world.perform = async (op) => {
      stage.world.acts.push(op)
      began.resolve()
      await finish.promise
      return 'set'
    }
    const going = a.hear(flow, stage.said('go', 'x'))
    await began.promise
    expect((await b.hear(flow, stage.said('go', 'y'))).verdict).toBe('busy')
    expect((await b.hear(flow, stage.said('cancel', ''))).verdict).toBe('busy')
    expect((await b.view(flow))?.person.title.id).toBe('commit.acting')
    stage.clock.forward(20 * minute)
    stage.world.lookDown = true
    await b.settle(flow)
    finish.resolve()
    expect((await going).verdict).not.toBe('unavailable')
    expect(stage.world.acts).toHaveLength(1)
  })

  test.each([
    ['it happened', 'set', 'done'],
    ['it did not', undefined, undefined],
  ])('whose process died is looked up once by two replicas: %s', async (_what, landed, outcome) => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', ready, {}, flow)
    stage.world.perform = () => Promise.reject(new Error('the process died'))
    stage.world.lookDown = true
    await expect(engine.hear(flow, stage.said('go', 'x'))).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    stage.world.lookDown = false
    stage.world.landed = landed
    stage.clock.forward(31 * second)
    const [a, b] = [stage.engine(), stage.engine()]
    await Promise.all([a.settle(flow), b.settle(flow), a.hear(flow, stage.said('go', 'y')), b.settle(flow)])
    const record = await recordOf(stage.store)
    expect(record.outcome).toBe(outcome)
    expect(stage.count('commit.intent')).toBe(1)
    expect(stage.events.filter((e) => e.event === 'commit.committed').length).toBeLessThanOrEqual(2)
    expect(stage.count('commit.committed')).toBe(1)
  })

  test('that nobody could look up for ten minutes is called lost', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', ready, {}, flow)
    stage.world.perform = () => Promise.reject(new Error('the process died'))
    stage.world.lookDown = true
    await expect(engine.hear(flow, stage.said('go', 'x'))).rejects.toBeInstanceOf(Fault)
    for (let n = 0; n < 15; n++) {
      stage.clock.forward(31 * second)
      await engine.settle(flow)
      expect((await engine.view(flow))?.busy).toBe(true)
    }
    stage.clock.forward(5 * minute)
    await engine.settle(flow)
    expect((await engine.view(flow))?.busy).toBe(false)
    expect(stage.events.at(-1)?.detail?.['result']).toBe('lost')
  })

  test('leaves no trace of its secret', async () => {
    const stage = new Stage()
    const written: string[] = []
    const engine = stage.engine(undefined, {
      store: {
        read: (key) => stage.store.read(key),
        claim: (key, ttlMs) => stage.store.claim(key, ttlMs),
        due: (kind, at, limit) => stage.store.due(kind, at, limit),
        ping: () => stage.store.ping(),
        close: () => stage.store.close(),
        write: async (changes) => {
          written.push(JSON.stringify(changes))
          return await stage.store.write(changes)
        },
      },
    })
    await engine.start('told', ready, {}, flow)
    await engine.hear(flow, stage.said('go', 'Otter-Bridge-Candle-9'))
    expect(written.length).toBeGreaterThan(3)
    expect(written.join('\n') + JSON.stringify(stage.events)).not.toContain('Otter')
  })
})

describe('a record', () => {
  test('that was changed behind our back is refused and alarmed, whatever was changed', async () => {
    const alarms: string[] = []
    const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'engine') }])
    const stage = new Stage()
    const raw = memoryStore(stage.clock)
    const store = sealedStore(raw, keyring, async (key) => void alarms.push(key))
    const engine = stage.engine(undefined, { store })
    await engine.start('told', {}, {}, flow)
    const stored = await raw.read(`flow:${flow}`)
    const changes = [
      ['"ver":1', '"ver":2'],
      ['"facts":{}', '"facts":{"name":"Eve"}'],
      ['"tries":{}', '"tries":{"name":-5}'],
      ['"told"', '"other"'],
    ]
    for (const [from = '', to = ''] of changes) {
      const value = (stored?.value ?? '').replace(from, to)
      expect(value).not.toBe(stored?.value)
      const present = await raw.read(`flow:${flow}`)
      await raw.write([{ key: `flow:${flow}`, rev: present?.rev ?? 0, value }])
      await expect(engine.hear(flow, stage.said('name', 'Ada'))).rejects.toMatchObject({
        code: 'ERR_RECORD_TAMPERED',
      })
    }
    expect(alarms).toEqual(changes.map(() => `flow:${flow}`))
  })

  test('that expired ends as such, whoever looks first', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', {}, {}, flow)
    stage.clock.forward(15 * minute)
    expect((await engine.hear(flow, stage.said('name', 'Ada'))).verdict).toBe('over')
    expect((await recordOf(stage.store)).outcome).toBe('expired')
    expect(stage.count('flow.expired')).toBe(1)
  })

  test('whose events could not be journalled keeps them until they can', async () => {
    const stage = new Stage()
    const engine = stage.engine()
    await engine.start('told', {}, {}, flow)
    stage.journalDown = true
    expect((await engine.hear(flow, stage.said('name', 'Ada'))).verdict).toBe('taken')
    stage.journalDown = false
    const due = await stage.store.due('audit', stage.clock.now() + minute, 9)
    expect(due).toHaveLength(1)
    await engine.flush(due[0] ?? '')
    await engine.flush(due[0] ?? '')
    expect(stage.count('binding.made')).toBe(1)
    expect(await stage.store.due('audit', stage.clock.now() + minute, 9)).toEqual([])
  })
})
