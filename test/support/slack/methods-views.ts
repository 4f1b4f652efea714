import type { Json } from './json.ts'
import { accountOf, type Call, homeOf, json, type Method, Refusal, word } from './method.ts'
import { type KeptView, viewOf } from './views.ts'

const sentView = (call: Call, type: 'modal' | 'home'): Json => {
  const sent = json(call, 'view')
  if (JSON.stringify(sent ?? '').length > 250_000) throw new Refusal('view_too_large')
  const looked = viewOf(sent, [type])
  if ('view' in looked) return looked.view
  const messages = looked.refused.map((w) => `[ERROR] ${w}`)
  throw new Refusal('invalid_arguments', { response_metadata: { messages } })
}

const answered = (call: Call, kept: KeptView): Json => {
  call.slack.changed()
  return { view: kept.view }
}

/** A view is checked before its trigger is spent: a bad one may be sent again. */
const shown = (call: Call, how: 'open' | 'push'): Json => {
  const view = sentView(call, 'modal')
  const { views, triggers } = call.slack
  const external = view['external_id']
  if (external !== undefined && views.find((k) => k.view['external_id'] === external) !== undefined)
    throw new Refusal('duplicate_external_id')
  const trigger = triggers.exchange(word(call, 'trigger_id'))
  if (typeof trigger === 'string') throw new Refusal(trigger)
  const kept = views[how](trigger.team, trigger.user, view)
  if (kept === undefined) throw new Refusal('push_limit_reached')
  return answered(call, kept)
}

const fresh = (call: Call, kept: KeptView | undefined): void => {
  const hash = word(call, 'hash')
  if (hash !== '' && hash !== kept?.view['hash']) throw new Refusal('hash_conflict')
}

const update = (call: Call): Json => {
  const view = sentView(call, 'modal')
  const [id, external] = [word(call, 'view_id'), word(call, 'external_id')]
  const old = call.slack.views.find((k) => (id === '' ? k.view['external_id'] === external : k.id === id))
  if (old === undefined) throw new Refusal('not_found')
  fresh(call, old)
  return answered(call, call.slack.views.replace(old, view))
}

const publish = (call: Call): Json => {
  const view = sentView(call, 'home')
  const person = accountOf(call, word(call, 'user_id'))
  const team = homeOf(call, person).id
  fresh(call, call.slack.views.home(team, person.id))
  return answered(call, call.slack.views.publish(team, person.id, view))
}

const bot = { token: 'bot', scopes: [] } as const

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': { ...bot, run: (call) => shown(call, 'open') },
  'views.push': { ...bot, run: (call) => shown(call, 'push') },
  'views.update': { ...bot, run: update },
  'views.publish': { ...bot, run: publish },
}
