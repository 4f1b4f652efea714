import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import type { FlowRecord } from '../../src/story/record.ts'
import { asking, bad, good, say, waiting } from '../../src/story/card.ts'
import { end, learn, show, type AskStep } from '../../src/story/story.ts'
import { askName, commit, Stage, toldStory, type Told, type ToldWorld } from './told-story.ts'

const flow = 'f1'

/** Somebody else is asked; after five minutes once more, after fifteen it is over. */
const askOther: AskStep<Told, ToldWorld> = {
  name: 'ask-other',
  settled: (f) => f.colour !== undefined,
  waits: true,
  screens: {
    person: () => waiting(say('flow.working')),
    approver: () =>
      asking(say('desk.greeting'), [], [{ kind: 'text', name: 'yes', label: say('desk.help') }]),
  },
  hearsFrom: () => ['approver'],
  hear: async (_facts, { value }) =>
    value === 'yes'
      ? learn<Told>({ colour: 'red' })
      : show({ says: 'no' }, [{ event: 'flow.refused', detail: { reason: 'not theirs' } }]),
  alarm: {
    dueAt: ({ judged }) => Math.floor(Number(judged)) + (judged?.endsWith('.5') === true ? 15 : 5) * minute,
    sound: async ({ judged }) =>
      judged?.endsWith('.5') === true
        ? end<Told>('no-answer')
        : learn<Told>({ judged: `${judged}.5` }, { events: [{ event: 'notice.sent' }] }),
  },
}

const story = toldStory(1, [askName, askOther, commit], {
  lastsMs: 15 * minute,
  admits: () => true,
  watched: ({ colour }, outcome) =>
    outcome === undefined
      ? colour === undefined
        ? undefined
        : good(say('desk.help-title'))
      : bad(say('desk.help-title')),
})

const waitingStage = async () => {
  const stage = new Stage()
  const engine = stage.engine(story)
  await engine.start('told', { judged: String(stage.clock.now()) }, {}, flow)
  return { stage, engine }
}
const recordOf = async ({ store }: Stage): Promise<FlowRecord<Told>> =>
  JSON.parse((await store.read(`flow:${flow}`))?.value ?? '')

const due = async (stage: Stage) => await stage.store.due('flow', stage.clock.now(), 10)

describe('while somebody else is asked', () => {
  test('the clock of the person stands still, and goes on where it stood', async () => {
    const { stage, engine } = await waitingStage()
    stage.clock.forward(10 * minute)
    await engine.hear(flow, stage.said('name', 'Ada'))
    stage.clock.forward(4 * minute)
    await engine.hear(flow, stage.said('yes', 'yes', { from: 'approver' }))
    const { startedAt, expiresAt, waitingSince } = await recordOf(stage)
    expect(waitingSince).toBeUndefined()
    expect(expiresAt - startedAt).toBe(19 * minute)
    stage.clock.forward(5 * minute)
    await engine.settle(flow)
    expect((await engine.view(flow))?.outcome).toBe('expired')
  })

  test('never longer than an hour in all', async () => {
    const { alarm: _alarm, ...withoutAlarm } = askOther
    const silent = toldStory(1, [askName, withoutAlarm])
    const stage = new Stage()
    const engine = stage.engine(silent)
    await engine.start('told', {}, {}, flow)
    await engine.hear(flow, stage.said('name', 'Ada'))
    stage.clock.forward(60 * minute - 1)
    expect(await due(stage)).toEqual([])
    await engine.settle(flow)
    expect((await engine.view(flow))?.outcome).toBeUndefined()
    stage.clock.forward(1)
    expect(await due(stage)).toEqual([`flow:${flow}`])
    await engine.settle(flow)
    expect((await engine.view(flow))?.outcome).toBe('expired')
  })

  test('the alarm is due in the store, and sounds on whichever replica looks, once', async () => {
    const { stage, engine } = await waitingStage()
    await engine.hear(flow, stage.said('name', 'Ada'))
    stage.clock.forward(5 * minute - 1)
    expect(await due(stage)).toEqual([])
    stage.clock.forward(1)
    expect(await due(stage)).toEqual([`flow:${flow}`])
    await Promise.all([
      stage.engine(story).settle(flow),
      stage.engine(story).settle(flow),
      engine.settle(flow),
    ])
    expect(stage.count('notice.sent')).toBe(1)
    expect(await due(stage)).toEqual([])
    stage.clock.forward(10 * minute)
    expect(await due(stage)).toEqual([`flow:${flow}`])
    await stage.engine(story).settle(flow)
    expect((await engine.view(flow))?.outcome).toBe('no-answer')
  })

  test('they see a card of their own, then and after', async () => {
    const { stage, engine } = await waitingStage()
    expect((await engine.view(flow))?.approver).toBeUndefined()
    await engine.hear(flow, stage.said('name', 'Ada'))
    expect((await engine.view(flow))?.approver?.asks).toHaveLength(1)
    await engine.hear(flow, stage.said('yes', 'yes', { from: 'approver' }))
    expect((await engine.view(flow))?.approver?.tone).toBe('good')
    await engine.hear(flow, stage.said('cancel', ''))
    expect((await engine.view(flow))?.approver?.tone).toBe('bad')
  })
})

test('what is answered without changing anything is in the trail, once however often it is delivered', async () => {
  const { stage, engine } = await waitingStage()
  await engine.hear(flow, stage.said('name', 'Ada'))
  const before = await recordOf(stage)
  const wrong = stage.said('yes', 'no', { from: 'approver' })
  const heard = [await engine.hear(flow, wrong), await engine.hear(flow, wrong)]
  expect(heard.map(({ verdict, reveal }) => [verdict, reveal])).toEqual([
    ['shown', { says: 'no' }],
    ['shown', { says: 'no' }],
  ])
  expect(await recordOf(stage)).toEqual(before)
  expect(stage.count('flow.refused')).toBe(1)
  stage.journalDown = true
  await engine.hear(flow, stage.said('yes', 'no', { from: 'approver' }))
  const [left = ''] = await stage.store.due('audit', stage.clock.now() + minute, 10)
  stage.journalDown = false
  await engine.flush(left)
  expect(stage.count('flow.refused')).toBe(2)
})
