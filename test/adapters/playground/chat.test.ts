import { expect, test } from 'vitest'
import type { ChatEvent, Drawn, Form } from '../../../src/house/port.ts'
import { asking, good, say } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import { openPage } from './open-page.ts'

const ada = 'D-U-ADA'
const actor = { platform: 'playground', tenant: 'company', user: 'U-ADA' }
const place = { platform: 'playground', channel: ada }
const code = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 } as const

const drawn = (prompt: string, url?: string): Drawn => ({
  card: asking(
    say('hand-off.title'),
    [say('hand-off.line')],
    [
      { kind: 'link', label: say('hand-off.open'), purpose: 'start' },
      code,
      { kind: 'choice', name: 'cancel', options: [{ value: 'yes', label: say('ask.cancel') }] },
    ],
  ),
  flow: 'flow-1',
  prompt,
  ...(url === undefined ? {} : { url }),
})
const form: Form = {
  ask: code,
  title: say('hand-off.type-title'),
  lines: [],
  flow: 'flow-1',
  prompt: 'pair:2',
}

const says = (text: string, id = text) => ({ channel: ada, text, id })
const heard = async (house: { heard: readonly ChatEvent[] }, count: number): Promise<void> => {
  await expect.poll(() => house.heard.length).toBe(count)
}

test('what Ada types is accepted before it is acknowledged, and heard after', async () => {
  const { act, house, look } = await openPage()
  const answer = await act('say', says('hello'))
  expect(answer.status).toBe(202)
  expect(house.order).toEqual(['accepted'])
  await heard(house, 1)
  expect(house.heard[0]).toMatchObject({ actor, place, what: { kind: 'text', text: 'hello' } })
  expect((await look()).thread).toMatchObject([{ from: 'person', text: 'hello' }])
})

test('the same message sent again by an impatient client counts once', async () => {
  const { act, house, look } = await openPage()
  await act('say', says('hello', 'same'))
  expect((await act('say', says('hello', 'same'))).status).toBe(202)
  await heard(house, 1)
  expect(house.order.filter((o) => o === 'dropped')).toHaveLength(1)
  expect((await look()).thread).toHaveLength(1)
})

test('“deliver everything twice” delivers under the same ids, and says what became of it', async () => {
  const { act, house, look } = await openPage()
  await act('twice', { on: true })
  await act('say', says('hello'))
  await heard(house, 1)
  expect(house.order).toEqual(['accepted', 'dropped', 'heard'])
  expect((await look()).twice).toEqual({ on: true, says: '1 delivered again, 1 dropped' })
})

test('the bot is seen typing while it hears, and a card is redrawn in place', async () => {
  const { act, adapter, house, look } = await openPage()
  let finish = (): void => undefined
  house.script = () => new Promise<void>((resolve) => (finish = resolve))
  await act('say', says('hello'))
  await heard(house, 1)
  expect((await look()).typing).toBe(true)
  finish()
  await expect.poll(async () => (await look()).typing).toBe(false)
  const at = await adapter.show(drawn('a:1'), place)
  const again = await adapter.show({ card: good(say('ended.done.reset')) }, at)
  expect(again).toEqual(at)
  const { thread } = await look()
  expect(thread).toHaveLength(2)
  expect(thread[1]).toMatchObject({ id: at.message, drawing: 1, card: { tone: 'good', asks: [] } })
})

test('a message that was forgotten by a restart is drawn anew', async () => {
  const { adapter, look } = await openPage()
  const at = await adapter.show(drawn('a:1'), { ...place, message: 'long-gone' })
  expect(at.message).not.toBe('long-gone')
  expect((await look()).thread).toHaveLength(1)
})

test('a press sends back flow and prompt of the very drawing it was made on', async () => {
  const { act, adapter, house } = await openPage()
  const at = await adapter.show(drawn('pair:1'), place)
  await adapter.show(drawn('pair:2'), at)
  const on = { channel: ada, message: at.message, name: 'cancel', value: 'yes' }
  expect((await act('press', { ...on, drawing: 0, id: 'a', prompt: 'forged:9' })).status).toBe(202)
  expect((await act('press', { ...on, drawing: 1, id: 'b' })).status).toBe(202)
  await heard(house, 2)
  expect(house.heard.map((e) => e.what)).toEqual([
    { kind: 'answer', name: 'cancel', value: 'yes', flow: 'flow-1', prompt: 'pair:1' },
    { kind: 'answer', name: 'cancel', value: 'yes', flow: 'flow-1', prompt: 'pair:2' },
  ])
  expect(house.heard[0]?.place).toEqual(at)
})

test('only what was drawn can be pressed', async () => {
  const { act, adapter, house } = await openPage()
  const { message } = await adapter.show(drawn('pair:1'), place)
  const on = { channel: ada, message, drawing: 0, name: 'cancel', value: 'yes', id: 'a' }
  expect((await act('press', { ...on, value: 'no' })).status).toBe(409)
  expect((await act('press', { ...on, name: 'commit' })).status).toBe(409)
  expect((await act('press', { ...on, drawing: 7 })).status).toBe(409)
  expect((await act('press', { ...on, channel: 'D-U-GRACE' })).status).toBe(409)
  expect((await act('press', { ...on, name: 'pairing-code' })).status).toBe(409)
  expect((await act('open', on)).status).toBe(409)
  expect((await act('press', { ...on, drawing: -1 })).status).toBe(400)
  expect(house.order).toEqual([])
})

test('a code is asked in a form: press, trigger, form, answer', async () => {
  const { act, adapter, house, look } = await openPage()
  house.script = (event, chat) =>
    event.what.kind === 'open' ? chat.ask(form, event.what.trigger) : Promise.resolve()
  const { message } = await adapter.show(drawn('pair:2'), place)
  await act('open', { channel: ada, message, drawing: 0, name: 'pairing-code', id: 'a' })
  await expect.poll(async () => (await look()).form).toMatchObject({ label: 'Type the code', digits: 6 })
  const { id } = (await look()).form
  expect((await act('submit', { form: 'other', value: '123456' })).status).toBe(409)
  expect((await act('submit', { form: id, value: '123456' })).status).toBe(202)
  await heard(house, 2)
  expect(house.heard[1]).toMatchObject({
    actor,
    place: { ...place, message },
    what: { kind: 'answer', name: 'pairing-code', value: '123456', flow: 'flow-1', prompt: 'pair:2' },
  })
  expect((await look()).form).toBeUndefined()
  expect((await act('submit', { form: id, value: '123456' })).status).toBe(409)
})

test('a trigger opens one form, and is forgotten after seconds', async () => {
  const { act, adapter, clock, house } = await openPage()
  const { message } = await adapter.show(drawn('pair:2'), place)
  const press = { channel: ada, message, drawing: 0, name: 'pairing-code' }
  await act('open', { ...press, id: 'a' })
  await act('open', { ...press, id: 'b' })
  await heard(house, 2)
  const [first, second] = house.heard.map((e) => (e.what.kind === 'open' ? e.what.trigger : ''))
  await adapter.ask(form, first!)
  await expect(adapter.ask(form, first!)).rejects.toBeInstanceOf(Fault)
  await expect(adapter.ask(form, 'never given out')).rejects.toMatchObject({ code: 'ERR_CHAT' })
  clock.forward(60_000)
  await expect(adapter.ask(form, second!)).rejects.toMatchObject({ code: 'ERR_CHAT' })
})

test('a form that was put away answers nothing', async () => {
  const { act, adapter, house, look } = await openPage()
  const { message } = await adapter.show(drawn('pair:2'), place)
  await act('open', { channel: ada, message, drawing: 0, name: 'pairing-code', id: 'a' })
  await heard(house, 1)
  const [event] = house.heard
  await adapter.ask(form, event!.what.kind === 'open' ? event!.what.trigger : '')
  const { id } = (await look()).form
  await act('close', { form: id })
  expect((await look()).form).toBeUndefined()
  expect((await act('submit', { form: id, value: '123456' })).status).toBe(409)
})

test('links are drawn only when they are web links', async () => {
  const { adapter, look } = await openPage()
  for (const url of ['https://reset.example/h#v1.a.b', 'javascript:alert(1)', 'data:text/html,x', 'nonsense'])
    await adapter.show(drawn('pair:1', url), place)
  const { thread } = await look()
  const hrefs = thread.map((m: { card: { asks: { kind: string; href?: string }[] } }) =>
    m.card.asks.filter((a) => a.kind === 'link').map((a) => a.href),
  )
  expect(hrefs).toEqual([['https://reset.example/h#v1.a.b'], [], [], []])
})

test('when hearing fails, the conversation says so and goes on', async () => {
  const { act, house, look } = await openPage()
  house.script = () => Promise.reject(new Fault('ERR_STORE', 'the store is down: secret detail'))
  await act('say', says('hello'))
  await expect.poll(async () => (await look()).thread).toHaveLength(2)
  const { thread, typing } = await look()
  expect(thread[1].text).toContain('ERR_STORE')
  expect(JSON.stringify(thread)).not.toContain('secret detail')
  expect(typing).toBe(false)
})
