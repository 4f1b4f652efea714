import { z } from 'zod'
import type { ChatEvent } from '../../src/house/port.ts'
import { second } from '../../src/lib/clock.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { channelOf, type Activity } from './activity.ts'
import { chatWith, placeOf, platform } from './places.ts'
import { pressIn, type Press } from './press.ts'
import type { Accepted } from './verify.ts'

/** What an activity that passed the gate is to us. */
export type Heard =
  /** Somebody did something; `invoked` waits for an answer of its own. */
  | { readonly kind: 'event'; readonly event: ChatEvent; readonly invoked: boolean }
  /** The bot was put into a team or taken out of it; `ids` name the team and the channels that are told of. */
  | { readonly kind: 'team'; readonly present: boolean; readonly ids: readonly string[] }
  | { readonly kind: 'ignored' }

const ignored: Heard = { kind: 'ignored' }
/** Characters; nobody's answer is longer, and nothing longer is understood. */
const longestText = 4000
/** Two of the same press within this time are one: a double click, or one that came as Execute and as Submit. */
const doubleMs = 10 * second

/**
 * Reads an accepted activity: messages, presses, the greeting of whoever installed the bot. Edits, reactions, typing and
 * everything else are ignored. `now` in milliseconds since the epoch.
 */
export const hear = (
  accepted: Accepted,
  now: number,
  alertChannel?: string,
  onCallChannel?: string,
): Heard => {
  const { activity, personal } = accepted
  if (!personal)
    return ofTeam(activity).kind === 'team'
      ? ofTeam(activity)
      : onAlert(accepted, now, { alertChannel, onCallChannel })
  switch (activity.type) {
    case 'message': {
      const { value } = activity
      return value === undefined || value === null ? text(accepted) : press(accepted, value, false, now)
    }
    case 'invoke':
      return invoked(accepted, now)
    case 'installationUpdate':
    case 'conversationUpdate':
      return isArrival(activity) ? greeting(accepted) : ignored
    default:
      return ignored
  }
}

const actorOf = ({ tenant, user }: Accepted): ChatEvent['actor'] => ({ platform, tenant, user })

/** Teams delivers an activity again under its own id, which is unique within its conversation. */
const idOf = ({ conversation, id }: Activity): string => `activity:${conversation.id}:${id}`

const eventOf = (accepted: Accepted, ids: readonly string[], what: ChatEvent['what']): ChatEvent => {
  const { activity, tenant } = accepted
  const { replyToId } = activity
  const on =
    what.kind === 'answer' && typeof replyToId === 'string' && replyToId !== '' ? replyToId : undefined
  const place = placeOf({ tenant, conversation: activity.conversation.id }, on)
  return { ids: [idOf(activity), ...ids], actor: actorOf(accepted), place, what }
}

const text = (accepted: Accepted): Heard => {
  const said: unknown = accepted.activity['text']
  const typed = typeof said === 'string' ? said.replaceAll('\u00a0', ' ').trim().slice(0, longestText) : ''
  return { kind: 'event', event: eventOf(accepted, [], { kind: 'text', text: typed }), invoked: false }
}

/** In these channels a press is heard and nothing else, and what comes of it is said to whoever pressed, in their own chat. */
const onAlert = (
  accepted: Accepted,
  now: number,
  { alertChannel, onCallChannel }: Readonly<Record<'alertChannel' | 'onCallChannel', string | undefined>>,
): Heard => {
  const { activity, tenant, user } = accepted
  const channel = channelOf(activity)
  if (![alertChannel, onCallChannel].includes(channel)) return ignored
  const heard =
    activity.type === 'invoke' ? invoked(accepted, now) : press(accepted, activity.value, false, now)
  if (heard.kind !== 'event') return ignored
  const place = placeOf({ tenant, conversation: chatWith(user) })
  const { message } = heard.event.place
  const alerts = {
    aside: place,
    ...(message !== undefined && { message }),
    ...(channel !== alertChannel && { onCall: true as const }),
  }
  return { ...heard, event: { ...heard.event, place, alerts } }
}

const Invoked = z.object({ action: z.object({ data: z.unknown() }) })

const invoked = (accepted: Accepted, now: number): Heard => {
  const { activity } = accepted
  const value = Invoked.safeParse(activity['value'])
  return activity['name'] === 'adaptiveCard/action' && value.success
    ? press(accepted, value.data.action.data, true, now)
    : ignored
}

const press = (accepted: Accepted, data: unknown, viaInvoke: boolean, now: number): Heard => {
  const pressed = pressIn(data)
  if (pressed === undefined) return ignored
  const { name, value, flow, prompt } = pressed
  const bound = { ...(flow !== undefined && { flow }), ...(prompt !== undefined && { prompt }) }
  const ids = pressIds(accepted, pressed, now)
  const event = eventOf(accepted, ids, { kind: 'answer', name, value, ...bound })
  return { kind: 'event', event, invoked: viaInvoke }
}

/** The same for the same press in this span of time or the one before, whichever way it came. */
const pressIds = ({ activity, user }: Accepted, { nonce, name, value }: Press, now: number): string[] => {
  const same = sha256(JSON.stringify([activity.conversation.id, user, nonce, name, value]))
  const span = Math.floor(now / doubleMs)
  return [`press:${same}:${span}`, `press:${same}:${span + 1}`]
}

const Arrival = z.looseObject({
  action: z.string().optional(),
  membersAdded: z.array(z.looseObject({ id: z.string() })).optional(),
  membersRemoved: z.array(z.looseObject({ id: z.string() })).optional(),
})

const isArrival = (activity: Activity): boolean => moved(activity) === 'in'

/** Whether the bot itself came or went. */
const moved = (activity: Activity): 'in' | 'out' | undefined => {
  const told = Arrival.safeParse(activity)
  if (!told.success) return undefined
  const { action, membersAdded = [], membersRemoved = [] } = told.data
  if (activity.type === 'installationUpdate')
    return action === 'add' || action === 'add-upgrade' ? 'in' : action === 'remove' ? 'out' : undefined
  const isBot = ({ id }: { id: string }): boolean => id === activity.recipient.id
  return membersAdded.some(isBot) ? 'in' : membersRemoved.some(isBot) ? 'out' : undefined
}

/** An installation is told twice, in two kinds of activity: one greeting. */
const greeting = (accepted: Accepted): Heard => {
  const ids = [`greeting:${accepted.activity.conversation.id}`]
  return { kind: 'event', event: eventOf(accepted, ids, { kind: 'home' }), invoked: false }
}

const Named = z.looseObject({ id: z.string().max(256) }).optional()
const Team = z.looseObject({
  team: Named,
  channel: Named,
  settings: z.looseObject({ selectedChannel: Named }).optional(),
})

const ofTeam = (activity: Activity): Heard => {
  const direction = moved(activity)
  const told = Team.safeParse(activity.channelData)
  if (direction === undefined || !told.success) return ignored
  const { team, channel, settings } = told.data
  const ids = [team?.id, channel?.id, settings?.selectedChannel?.id].filter((id) => id !== undefined)
  return { kind: 'team', present: direction === 'in', ids }
}
