import type { ChatEvent, Drawn } from '../../src/house/port.ts'
import type { ChatAsk } from '../../src/story/card.ts'
import type { Actor } from '../../src/story/story.ts'
import { accepted, done, gone, malformed, type Action } from './action.ts'
import { idsOf } from './delivery.ts'
import type { Fields } from './fields.ts'
import type { Page } from './pages.ts'
import { alertChannel, channelOf, onCallChannel, placeOf } from './rooms.ts'
import type { Scene } from './scene.ts'

/** What people do in the pretended chat: the same five things as on a real platform. */
const say: Action = async (scene, page, fields) => {
  const channel = fields.text('channel', 100)
  const text = fields.text('text', 4000)
  const id = fields.text('id', 64)
  if (channel === undefined || text === undefined || id === undefined) return malformed
  const actor = speaker(scene, page, channel)
  if (actor === undefined) return gone
  const event: ChatEvent = {
    ids: idsOf(channel, id),
    actor,
    place: placeOf(channel),
    what: { kind: 'text', text },
  }
  await scene.delivery.deliver(event, page, () => scene.rooms.write(channel, 'person', text))
  return accepted
}

const press: Action = async (scene, page, fields) => {
  const pressed = pressedOn(scene, page, fields)
  const value = fields.text('value', 200)
  if (pressed === undefined || value === undefined) return malformed
  if (pressed === 'gone') return gone
  const { actor, drawn, place, id, ask } = pressed
  if (ask.kind !== 'choice' || !ask.options.some((o) => o.value === value)) return gone
  const what = { kind: 'answer', name: ask.name, value, ...boundTo(drawn) } as const
  // What comes of a press in a channel is said to whoever pressed, in their own conversation.
  const own = placeOf(channelOf(actor.user))
  const { message } = place
  const onCall = place.channel === onCallChannel && { onCall: true as const }
  const where = isChannel(place.channel)
    ? { place: own, alerts: { aside: own, message, ...onCall } }
    : { place }
  await scene.delivery.deliver(
    { ids: idsOf(place.channel, id), actor, what, ...where },
    page,
    () => undefined,
  )
  return accepted
}

const open: Action = async (scene, page, fields) => {
  const pressed = pressedOn(scene, page, fields)
  if (pressed === undefined) return malformed
  if (pressed === 'gone') return gone
  const { actor, drawn, place, id, ask } = pressed
  if (ask.kind !== 'code' && ask.kind !== 'text') return gone
  const trigger = scene.triggers.make({ page, actor, place })
  const what = { kind: 'open', name: ask.name, trigger, ...boundTo(drawn) } as const
  await scene.delivery.deliver({ ids: idsOf(place.channel, id), actor, place, what }, page, () => undefined)
  return accepted
}

const submit: Action = async (scene, page, fields) => {
  const value = fields.text('value', 500)
  if (value === undefined) return malformed
  const open = page.form
  if (open === undefined || open.id !== fields.text('form', 64)) return gone
  page.form = undefined
  const { form, actor, place } = open
  const what = { kind: 'answer', name: form.ask.name, value, ...boundTo(form) } as const
  await scene.delivery.deliver(
    { ids: idsOf(place.channel, open.id), actor, place, what },
    page,
    () => undefined,
  )
  return accepted
}

const close: Action = (scene, page, fields) => {
  if (page.form?.id === fields.text('form', 64)) page.form = undefined
  scene.changes.changed()
  return Promise.resolve(done)
}

export const chatActions = { say, press, open, submit, close } as const

const isChannel = (channel: string): boolean => channel === alertChannel || channel === onCallChannel

/** Who speaks in this conversation: its owner; in a channel whoever the page is, or the helpdesk. Nobody who has left. */
const speaker = (scene: Scene, page: Page, channel: string): Actor | undefined => {
  const own = isChannel(channel) && page.user !== undefined ? channelOf(page.user) : channel
  if (isChannel(own)) return scene.cast.helpdesk.profile.actor
  const owner = scene.cast.all().find((c) => channelOf(c.profile.actor.user) === own)
  return owner === undefined || owner.profile.kind === 'deleted' ? undefined : owner.profile.actor
}

const boundTo = ({ flow, prompt }: Pick<Drawn, 'flow' | 'prompt'>): { flow?: string; prompt?: string } => ({
  ...(flow === undefined ? {} : { flow }),
  ...(prompt === undefined ? {} : { prompt }),
})

interface Pressed {
  readonly actor: Actor
  readonly drawn: Drawn
  readonly ask: Exclude<ChatAsk, { kind: 'link' }>
  readonly place: Required<ChatEvent['place']>
  readonly id: string
}

/** The control that was pressed, on the very drawing it was pressed on: flow and prompt come from there, never from the page. */
const pressedOn = (scene: Scene, page: Page, fields: Fields): Pressed | 'gone' | undefined => {
  const channel = fields.text('channel', 100)
  const message = fields.text('message', 64)
  const drawing = fields.index('drawing')
  const name = fields.text('name', 64)
  const id = fields.text('id', 64)
  if (channel === undefined || message === undefined || drawing === undefined) return undefined
  if (name === undefined || id === undefined) return undefined
  const drawn = scene.rooms.find(channel, message)?.drawings[drawing]
  const ask = drawn?.card.asks.find((a) => a.kind !== 'link' && a.name === name)
  const actor = speaker(scene, page, channel)
  if (drawn === undefined || ask === undefined || ask.kind === 'link' || actor === undefined) return 'gone'
  return { actor, drawn, ask, place: { ...placeOf(channel), message }, id }
}
