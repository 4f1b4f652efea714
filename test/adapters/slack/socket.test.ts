import { afterEach, beforeEach, expect, test } from 'vitest'
import { asking, say, type ChatAsk } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import type { SlackPerson } from '../../support/slack/person.ts'
import { Desk, untilTrue } from './desk.ts'

const start: ChatAsk = {
  kind: 'choice',
  name: 'start',
  options: [{ value: 'reset-password', label: say('desk.forgot') }],
}
const card = asking(say('desk.greeting'), [], [start])

let desk: Desk
let alice: SlackPerson
beforeEach(async () => {
  desk = await Desk.open({ socket: true })
  alice = desk.person('alice')
  desk.house.script = async ({ place: { platform, channel } }, adapter) => {
    await adapter.show({ card }, { platform, channel })
  }
})
afterEach(async () => await desk.close())

test('a talk over a connection that we opened', async () => {
  expect((await alice.says('hello')).answer).toMatchObject({ status: 200, late: false })
  await alice.willSee('Hello', 'I forgot it')
  await alice.presses('I forgot it')
  const sent = await alice.slash('help')
  expect(JSON.parse(sent.answer?.body ?? '')).toMatchObject({ response_type: 'ephemeral' })
  await desk.heard(3)
  expect(desk.house.heard.map((e) => e.what.kind)).toEqual(['text', 'answer', 'text'])
})

test('the same under a new id counts once', async () => {
  await desk.slack.events.underNewId(await alice.says('hello'))
  await alice.willSee('Hello')
  expect(desk.house.order).toEqual(['accepted', 'heard', 'dropped'])
})

test('nothing is acknowledged that is not kept', async () => {
  await desk.close()
  desk = await Desk.open({ socket: true, patience: 300 })
  desk.house.acceptFails = new Fault('ERR_STORE', 'away')
  const sent = await desk.person('bob').says('hello')
  await untilTrue(() => desk.lines.join('').includes('"socket"'))
  expect([sent.answer, desk.house.order]).toEqual([undefined, []])
})

test('what is for another app or workspace is dropped', async () => {
  for (const twist of [{ app: 'A0OTHER' }, { team: 'T0OTHER' }]) await alice.says('hello', twist)
  expect(desk.house.order).toEqual([])
  expect(desk.lines.filter((line) => line.includes('slack.refused'))).toHaveLength(2)
})

test('the door for requests is shut', async () => {
  const answer = await fetch(`${desk.origin}/slack/events`, { method: 'POST', body: '{}' })
  expect(answer.status).toBe(404)
})

test('a Slack that takes the app’s token no more ends nothing, and is connected to again when it does', async () => {
  const opened = (): number => desk.slack.calls('apps.connections.open').length
  const before = opened()
  desk.slack.platform.trouble.order(
    { kind: 'error', error: 'invalid_auth' },
    { method: 'apps.connections.open', times: 1 },
  )
  desk.slack.sockets.refresh()
  await untilTrue(() => opened() === before + 2 && desk.slack.sockets.connected.length === 1)
  expect(desk.lines.join('')).toContain('"socket"')
  await alice.says('hello')
  await alice.willSee('Hello')
})
