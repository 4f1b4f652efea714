import { expect, test } from 'vitest'
import { Drawing, placeKey } from '../../src/house/drawing.ts'
import type { Adapter, Drawn } from '../../src/house/port.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { asking, say, type Card } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { View } from '../../src/story/view.ts'

const cards = {
  early: asking(say('prove.chat-title')),
  late: asking(say('password.chat-title')),
} satisfies Record<string, Card>

/** A conversation that two replicas draw, on a platform whose calls can be held up on their way. */
const scene = async () => {
  const store = memoryStore(systemClock)
  const place = { platform: 'test', channel: 'D1', message: 'm1' }
  await store.write([{ key: placeKey('f1'), rev: 0, value: JSON.stringify({ place }) }])
  const on: { screen?: string; card: Card; held?: Promise<void>; dies: boolean; shown: number } = {
    card: cards.early,
    dies: false,
    shown: 0,
  }
  const adapter: Adapter = {
    name: 'test',
    start: () => Promise.resolve(() => Promise.resolve()),
    ask: () => Promise.resolve(),
    whoIs: () => Promise.resolve(undefined),
    alerts: () => Promise.resolve(undefined),
    tell: () => Promise.resolve({ kind: 'sent' }),
    show: async ({ card }: Drawn, at) => {
      const { held, dies } = on
      delete on.held
      await held
      on.screen = card.title.id
      on.shown += 1
      if (dies) throw new Fault('ERR_CHAT', 'the process is gone')
      return { message: `new ${on.shown}`, ...at }
    },
  }
  const view = async (): Promise<View<unknown>> => ({
    id: 'f1',
    story: 'told',
    ver: 1,
    tries: {},
    expiresAt: 0,
    notes: 0,
    facts: {},
    step: 'step',
    prompt: `step:${on.card.title.id}`,
    person: on.card,
    browser: on.card,
    busy: false,
    owed: false,
  })
  const engine = { view, upToDate: view, hear: () => Promise.reject(new Error('no link is asked for')) }
  const drawing = () =>
    new Drawing({ store, engine, adapters: [adapter], baseUrl: 'https://corp.example', readerOf: () => ({}) })
  return { on, store, drawing }
}

test('an old card that arrives after a newer one of another replica does not stay', async () => {
  const { on, drawing } = await scene()
  const gate = Promise.withResolvers<void>()
  on.held = gate.promise
  const slow = drawing().draw('f1')
  await new Promise((resolve) => setImmediate(resolve))
  on.card = cards.late
  await drawing().draw('f1')
  expect(on.screen).toBe('password.chat-title')
  gate.resolve()
  await slow
  expect(on.screen).toBe('password.chat-title')
})

test('a card that was to stand at the end still does when another replica drew meanwhile', async () => {
  const { on, drawing, store } = await scene()
  const gate = Promise.withResolvers<void>()
  on.held = gate.promise
  const moving = drawing().draw('f1', true)
  await new Promise((resolve) => setImmediate(resolve))
  on.card = cards.late
  await drawing().draw('f1')
  gate.resolve()
  await moving
  expect(on.screen).toBe('password.chat-title')
  expect((await store.read(placeKey('f1')))?.value).not.toContain('"message":"m1"')
})

test('an old card of a replica that died right after showing it does not stay', async () => {
  const { on, store, drawing } = await scene()
  await store.write([{ key: 'draw:f1:1', rev: 0, value: '{}' }])
  const gate = Promise.withResolvers<void>()
  on.held = gate.promise
  on.dies = true
  const dying = drawing().owed('draw:f1:1')
  await new Promise((resolve) => setImmediate(resolve))
  on.dies = false
  on.card = cards.late
  await drawing().draw('f1')
  gate.resolve()
  await expect(dying).rejects.toMatchObject({ code: 'ERR_CHAT' })
  expect(on.screen).toBe('prove.chat-title')
  await drawing().overdue('draw:f1:1')
  expect(on.screen).toBe('password.chat-title')
  expect(await store.read('draw:f1:1')).toBeUndefined()
})

test('what another replica changed since is drawn by that one', async () => {
  const { on, store, drawing } = await scene()
  await store.write([{ key: 'draw:f1:0', rev: 0, value: '{}' }])
  await drawing().owed('draw:f1:0')
  expect(on.shown).toBe(0)
  expect(await store.read('draw:f1:0')).toBeUndefined()
  await drawing().owed('draw:f1:1')
  expect(on.shown).toBe(1)
})
