import { z } from 'zod'
import type { AlertRoom, ChatEvent } from '../../src/house/port.ts'
import { profileIn } from './person.ts'
import { tenantOf, type Origin, type Payload } from './payload.ts'
import { placeOf, platform, triggerOf } from './place.ts'
import { unpack } from './press.ts'

const id = z.string().min(1).max(64)
const ts = z.string().regex(/^\d{1,16}\.\d{1,9}$/)
const trigger = z.string().min(1).max(200)
const who = z.looseObject({ id, team_id: id.nullish() })

const Event = z.looseObject({
  event_id: id,
  event: z.looseObject({ type: z.string(), event_ts: ts.optional() }),
})
const Message = z.looseObject({
  channel: id,
  channel_type: z.literal('im'),
  user: id,
  ts,
  text: z.string().max(40_000),
  client_msg_id: id.optional(),
  user_team: id.optional(),
  team: id.optional(),
  // A human being, in a plain message: bots, edits, files and everything else with a subtype say nothing to us.
  bot_id: z.undefined().optional(),
  subtype: z.undefined().optional(),
})
const Home = z.looseObject({ user: id, tab: z.literal('home'), event_ts: ts })
const Change = z.looseObject({ user: z.looseObject({ id }), event_ts: ts.optional() })
const Command = z.looseObject({ user_id: id, text: z.string().max(4000).default(''), trigger_id: trigger })
const Pressed = z.looseObject({
  user: who,
  trigger_id: trigger,
  container: z.looseObject({
    channel_id: id.optional(),
    message_ts: ts.optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  actions: z
    .tuple([z.looseObject({ action_id: z.string(), value: z.string().max(2000).optional(), action_ts: ts })])
    .rest(z.unknown()),
})
const Submitted = z.looseObject({
  user: who,
  trigger_id: trigger.optional(),
  view: z.looseObject({
    id,
    hash: z.string().max(200),
    private_metadata: z.string().max(3000),
    state: z.looseObject({
      values: z.looseObject({
        answer: z.looseObject({ answer: z.looseObject({ value: z.string().max(3000) }) }),
      }),
    }),
  }),
})

/** Where cards stand that several people press. */
export interface Channels {
  readonly alertChannel?: string
  readonly onCallChannel?: string
}

/**
 * What somebody did, as an event of ours; undefined for whatever is no business of ours, however it is signed. Ids are all that
 * Slack may send it again under (the same message comes under several `event_id`s), the one that does not change first. The
 * actor's workspace is their own, never the one in which the app happens to be installed: they differ for strangers.
 */
export const hear = (payload: Payload, origin: Origin, channels: Channels = {}): ChatEvent | undefined => {
  switch (payload.type) {
    case 'event_callback':
      return heardEvent(payload, origin)
    case 'block_actions':
      return pressed(payload, origin, channels)
    case 'view_submission':
      return submitted(payload, origin)
    case undefined:
      return commanded(payload, origin)
    default:
      return undefined
  }
}

const heardEvent = (payload: Payload, origin: Origin): ChatEvent | undefined => {
  const outer = Event.safeParse(payload)
  if (!outer.success) return undefined
  const { event, event_id } = outer.data
  switch (event.type) {
    case 'message':
      return said(event, event_id, origin)
    case 'app_home_opened':
      return lookedIn(event, event_id, origin)
    case 'user_change':
      return changed(event, event_id, origin)
    default:
      return undefined
  }
}

const actorOf = (origin: Origin, user: string, own: string | null | undefined): ChatEvent['actor'] => ({
  platform,
  tenant: tenantOf(origin, own ?? undefined),
  user,
})

const said = (event: object, eventId: string, origin: Origin): ChatEvent | undefined => {
  const found = Message.safeParse(event)
  if (!found.success) return undefined
  const { channel, user, user_team, team, text, ts, client_msg_id } = found.data
  const { installed } = origin
  return {
    ids: [
      `message:${installed}:${channel}:${ts}`,
      `event:${eventId}`,
      ...(client_msg_id === undefined ? [] : [`client:${installed}:${channel}:${client_msg_id}`]),
    ],
    actor: actorOf(origin, user, user_team ?? team),
    place: placeOf({ team: installed, channel, home: false }),
    what: { kind: 'text', text: plain(text) },
  }
}

/** Slack writes these three in what people type as HTML does, and nothing else (docs.slack.dev, "Formatting message text"). */
const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').slice(0, 4000)

const lookedIn = (event: object, eventId: string, origin: Origin): ChatEvent | undefined => {
  const found = Home.safeParse(event)
  if (!found.success) return undefined
  const { user, event_ts } = found.data
  return {
    ids: [`home:${origin.installed}:${user}:${event_ts}`, `event:${eventId}`],
    actor: actorOf(origin, user, undefined),
    place: placeOf({ team: origin.installed, channel: user, home: true }),
    what: { kind: 'home' },
  }
}

const changed = (event: object, eventId: string, origin: Origin): ChatEvent | undefined => {
  const found = Change.safeParse(event)
  const profile = found.success ? profileIn(found.data.user) : undefined
  if (!found.success || profile === undefined || profile.kind === 'bot') return undefined
  const { actor, kind } = profile
  // Only their own workspace knows them: to one that shares a channel with them they are a stranger, without an address.
  if (actor.tenant !== tenantOf(origin, undefined)) return undefined
  const at = found.data.event_ts ?? eventId
  return {
    ids: [`change:${origin.installed}:${actor.user}:${at}`, `event:${eventId}`],
    actor,
    place: placeOf({ team: origin.installed, channel: actor.user, home: false }),
    what: kind === 'deleted' ? { kind: 'gone', why: 'deleted' } : { kind: 'profile', profile },
  }
}

const commanded = (payload: Payload, origin: Origin): ChatEvent | undefined => {
  const found = Command.safeParse(payload)
  if (!found.success) return undefined
  const { user_id, text, trigger_id } = found.data
  return {
    ids: [`trigger:${trigger_id}`],
    actor: actorOf(origin, user_id, origin.workspace),
    // Commands are given anywhere, in front of anybody: what is said of them is said in private.
    place: placeOf({ team: origin.installed, channel: user_id, home: false }),
    what: { kind: 'text', text: plain(text) },
  }
}

/** What nobody configured is no room of ours, whatever the press says. */
const roomOf = (
  channel: string | undefined,
  { alertChannel, onCallChannel }: Channels,
): AlertRoom | undefined => {
  if (channel === undefined) return undefined
  if (channel === alertChannel) return 'alerts'
  return channel === onCallChannel ? 'on-call' : undefined
}

const pressed = (payload: Payload, origin: Origin, channels: Channels): ChatEvent | undefined => {
  const found = Pressed.safeParse(payload)
  if (!found.success) return undefined
  const { user, trigger_id, container, actions } = found.data
  const [{ action_id, action_ts, value }] = actions
  const press = unpack(value)
  if (press === undefined || press.kind === 'form') return undefined
  const { channel_id: channel, message_ts, is_ephemeral } = container
  const room = is_ephemeral === true ? undefined : roomOf(channel, channels)
  const { installed } = origin
  // What comes of a press is said to whoever pressed, alone: a one-time link must never stand in a channel.
  const own = channel?.startsWith('D') === true
  const { kind, name, flow, prompt } = press
  const about = { name, ...(flow !== undefined && { flow }), ...(prompt !== undefined && { prompt }) }
  return {
    ids: [`trigger:${trigger_id}`, `press:${installed}:${user.id}:${action_id}:${action_ts}`],
    actor: actorOf(origin, user.id, user.team_id),
    place: placeOf({
      team: installed,
      channel: own ? channel : user.id,
      home: false,
      ...(own && message_ts !== undefined && { message: message_ts }),
    }),
    ...(channel !== undefined &&
      room !== undefined && {
        alerts: {
          aside: placeOf({ team: installed, channel: user.id, home: false, aside: channel }),
          ...(message_ts !== undefined && { message: message_ts }),
          ...(room === 'on-call' && { onCall: true }),
        },
      }),
    what:
      kind === 'open'
        ? { kind: 'open', ...about, trigger: triggerOf(installed, trigger_id) }
        : { kind: 'answer', ...about, value: press.value ?? '' },
  }
}

const submitted = (payload: Payload, origin: Origin): ChatEvent | undefined => {
  const found = Submitted.safeParse(payload)
  if (!found.success) return undefined
  const { user, trigger_id, view } = found.data
  const press = unpack(view.private_metadata)
  if (press?.kind !== 'form') return undefined
  const { name, flow, prompt } = press
  const { value } = view.state.values.answer.answer
  return {
    ids: [`view:${view.id}:${view.hash}`, ...(trigger_id === undefined ? [] : [`trigger:${trigger_id}`])],
    actor: actorOf(origin, user.id, user.team_id),
    place: placeOf({ team: origin.installed, channel: user.id, home: false }),
    what: {
      kind: 'answer',
      name,
      value,
      ...(flow !== undefined && { flow }),
      ...(prompt !== undefined && { prompt }),
    },
  }
}
