import type { Json } from './json.ts'
import { messageRefusal } from './block-limits.ts'
import {
  accountOf,
  type Call,
  homeOf,
  installOf,
  json,
  type Method,
  object,
  Refusal,
  roomOf,
  word,
  yes,
} from './method.ts'
import { latest, type Message, type Post, postAt, type Room, standing, withIds } from './rooms.ts'

/** A user id stands for the direct message with that person. */
const target = (call: Call): Room => {
  const channel = word(call, 'channel')
  if (!/^[UW]/.test(channel)) return roomOf(call, channel)
  const person = reachable(call, channel)
  return call.slack.im(homeOf(call, person), person)
}

export const reachable = (call: Call, id: string) => {
  const person = accountOf(call, id)
  if (person.standing === 'deleted') throw new Refusal('user_disabled')
  if (person.standing.endsWith('bot')) throw new Refusal('cannot_dm_bot')
  if (person.standing === 'stranger') throw new Refusal('user_not_visible')
  return person
}

const maySpeakIn = (call: Call, room: Room): void => {
  if (room.archived) throw new Refusal('is_archived')
  const bot = installOf(call).botUserId
  const outside = room.kind === 'channel' && !room.members.has(bot)
  if (outside && !installOf(call).scopes.includes('chat:write.public')) throw new Refusal('not_in_channel')
}

const refuseBad = (call: Call, room: { characters?: number; escapedBytes?: number }): void => {
  const blocks = json(call, 'blocks')
  const refused = messageRefusal({ text: call.args['text'], ...(blocks !== undefined && { blocks }) }, room)
  if (refused === undefined) return
  const { code, messages } = refused
  throw new Refusal(code, messages && { errors: messages, response_metadata: { messages } })
}

const metadataOf = (call: Call): { metadata?: Json } => {
  if (call.args['metadata'] === undefined) return {}
  const metadata = object(call, 'metadata')
  if (typeof metadata?.['event_type'] !== 'string' || typeof metadata['event_payload'] !== 'object')
    throw new Refusal('invalid_metadata_format')
  if (JSON.stringify(metadata).length > 16_384) throw new Refusal('metadata_too_large')
  return { metadata }
}

const made = (call: Call, room: Room): Message => {
  const { slack } = call
  const { botId, botUserId } = installOf(call)
  const blocks = withIds(json(call, 'blocks'), () => slack.id('b'))
  const thread = word(call, 'thread_ts')
  return {
    type: 'message',
    ts: slack.ts(),
    team: room.team.id,
    user: botUserId,
    bot_id: botId,
    app_id: slack.appId,
    text: word(call, 'text'),
    ...(blocks.length > 0 && { blocks }),
    ...(thread !== '' && { thread_ts: thread }),
    ...metadataOf(call),
  }
}

const ownPost = (call: Call, room: Room, refusal: string): Post => {
  const post = postAt(room, word(call, 'ts'))
  if (post === undefined) throw new Refusal('message_not_found')
  if (latest(post).bot_id !== installOf(call).botId) throw new Refusal(refusal)
  return post
}

const postMessage = (call: Call): Json => {
  const room = target(call)
  maySpeakIn(call, room)
  refuseBad(call, { characters: 40_000 })
  const message = made(call, room)
  call.slack.put(room, message)
  return { channel: room.id, ts: message.ts, message }
}

/** Blocks left out stay as they are; the text may have 4,000 bytes once &, < and > are escaped. */
const update = (call: Call): Json => {
  const room = roomOf(call)
  const post = ownPost(call, room, 'cant_update_message')
  refuseBad(call, { escapedBytes: 4000 })
  const { slack, args } = call
  const edited = { user: installOf(call).botUserId, ts: slack.ts() }
  const message = slack.redraw(post, {
    ...(args['text'] !== undefined && { text: word(call, 'text') }),
    ...(args['blocks'] !== undefined && { blocks: withIds(json(call, 'blocks'), () => slack.id('b')) }),
    ...metadataOf(call),
    edited,
  })
  return { channel: room.id, ts: message.ts, text: message.text, message }
}

const remove = (call: Call): Json => {
  const room = roomOf(call)
  const post = ownPost(call, room, 'cant_delete_message')
  post.deleted = true
  call.slack.changed()
  return { channel: room.id, ts: latest(post).ts }
}

const postEphemeral = (call: Call): Json => {
  const room = roomOf(call)
  maySpeakIn(call, room)
  refuseBad(call, { characters: 40_000 })
  const person = accountOf(call, word(call, 'user'))
  if (!room.members.has(person.id)) throw new Refusal('user_not_in_channel')
  const message = made(call, room)
  call.slack.put(room, message, person.id)
  return { message_ts: message.ts }
}

/** Newest first; metadata only on request; what is ephemeral is never there. */
const history = (call: Call): Json => {
  const room = roomOf(call)
  const [from, to] = [word(call, 'oldest'), word(call, 'latest')]
  const inclusive = yes(call, 'inclusive')
  const inside = ({ ts }: Message): boolean =>
    (from === '' || ts > from || (inclusive && ts === from)) &&
    (to === '' || ts < to || (inclusive && ts === to))
  const all = standing(room, '').map(latest).filter(inside).toReversed()
  const limit = Number(word(call, 'limit') || '100')
  const start = Number(word(call, 'cursor') || '0')
  const page = all.slice(start, start + limit)
  const more = start + limit < all.length
  const metadata = yes(call, 'include_all_metadata')
  const messages = page.map(({ metadata: kept, ...rest }) => ({
    ...rest,
    ...(metadata && kept && { metadata: kept }),
  }))
  return { messages, has_more: more, response_metadata: { next_cursor: more ? String(start + limit) : '' } }
}

const write = { token: 'bot', scopes: ['chat:write'] } as const

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { ...write, run: postMessage },
  'chat.update': { ...write, run: update },
  'chat.delete': { ...write, run: remove },
  'chat.postEphemeral': { ...write, run: postEphemeral },
  'conversations.history': {
    token: 'bot',
    scopes: [],
    run: (call) => (scoped(call, 'history'), history(call)),
  },
}

/** Each kind of conversation has its own scope: im:history, channels:history. */
export const scoped = (call: Call, what: 'history' | 'read'): void => {
  const room = roomOf(call)
  const needed = `${room.kind === 'im' ? 'im' : 'channels'}:${what}`
  const { scopes } = installOf(call)
  if (!scopes.includes(needed)) throw new Refusal('missing_scope', { needed, provided: scopes.join(',') })
  if (what === 'history' && room.kind === 'channel' && !room.members.has(installOf(call).botUserId))
    throw new Refusal('not_in_channel')
}
