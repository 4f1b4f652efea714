import { isObject } from './card-reading.ts'
import type { Json } from './activities.ts'
import { appId, bot, tenant } from './company.ts'
import type { Entra } from './entra.ts'
import type { Asked, Reply } from './http.ts'
import type { Rooms } from './rooms.ts'
import { chatOf, memberAs, type Roster } from './roster.ts'
import type { Trouble, Troubles } from './trouble.ts'

const fault = (status: number, code: string): Reply => ({ status, body: { error: { code, message: code } } })
const forbidden = fault(403, 'BotNotInConversationRoster')

const bodyOf = (text: string): Json => {
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  return isObject(parsed) ? parsed : {}
}

/** The Connector's HTTP surface, as far as a bot for people and for one channel needs it. */
export class Connector {
  readonly #entra: Entra
  readonly #roster: Roster
  readonly #rooms: Rooms
  readonly #troubles: Troubles
  /** Method and path of every call, newest last. */
  readonly calls: string[] = []

  constructor(entra: Entra, roster: Roster, rooms: Rooms, troubles: Troubles) {
    this.#entra = entra
    this.#roster = roster
    this.#rooms = rooms
    this.#troubles = troubles
  }

  async answer(asked: Asked): Promise<Reply> {
    const { method, parts, headers, body } = asked
    this.calls.push(`${method} ${parts.join('/')}`)
    if (!(await this.#entra.accepts(headers.authorization))) return fault(401, 'Unauthorized')
    const [, kind, id = '', what, inner = ''] = parts
    if (kind === 'teams' && method === 'GET') return this.#team(id, what)
    if (kind !== 'conversations') return fault(404, 'NotFound')
    if (id === '' && method === 'POST') return this.#create(bodyOf(body))
    if (method === 'GET') return this.#members(id, what, inner)
    if (what !== 'activities') return fault(404, 'NotFound')
    return this.#troubled(id, () => this.#write(method, id, inner, bodyOf(body)))
  }

  #create(wanted: Json): Reply {
    const data = isObject(wanted['channelData']) ? wanted['channelData'] : {}
    const activity = isObject(wanted['activity']) ? wanted['activity'] : undefined
    const channel = isObject(data['channel']) ? String(data['channel']['id']) : undefined
    if (channel !== undefined) return this.#thread(channel, activity)
    const named = isObject(data['tenant']) ? data['tenant']['id'] : undefined
    if ((wanted['tenantId'] ?? named) !== tenant) return fault(400, 'BadArgument')
    const [first, ...more] = Array.isArray(wanted['members']) ? wanted['members'] : []
    const member = this.#roster.who(isObject(first) ? first['id'] : undefined)
    if (member === undefined || more.length > 0) return fault(400, 'BadArgument')
    if (member.tenant !== tenant || !this.#roster.installed.has(member.oid)) return forbidden
    const id = chatOf(member)
    return this.#troubled(id, () => {
      if (activity === undefined) return { status: 201, body: { id } }
      const done = this.#post(id, activity)
      return 'refused' in done ? done.refused : { status: 201, body: { id, activityId: done.posted } }
    })
  }

  #thread(channel: string, activity: Json | undefined): Reply {
    if (this.#roster.team(channel) === undefined) return forbidden
    return this.#troubled(channel, () => {
      if (activity === undefined) return fault(400, 'BadSyntax')
      const done = this.#post(channel, activity)
      if ('refused' in done) return done.refused
      const { posted } = done
      return { status: 201, body: { id: `${channel};messageid=${posted}`, activityId: posted } }
    })
  }

  #write(method: string, conversation: string, id: string, activity: Json): Reply {
    if (method === 'POST') {
      const done = this.#post(conversation, activity)
      return 'refused' in done ? done.refused : { status: 201, body: { id: done.posted } }
    }
    const there = this.#rooms.find(this.#roomOf(conversation, id), id)
    if (there === undefined) return fault(404, 'ActivityNotFoundInConversation')
    if (method === 'DELETE') there.deleted = true
    else if (method !== 'PUT') return fault(405, 'MethodNotAllowed')
    else if (this.#rooms.isFit(activity)) there.states.push(activity)
    else return fault(400, 'BadSyntax')
    return { status: 200, body: { id } }
  }

  /** What stands in a channel is known by its thread, and a thread by its first message. */
  #roomOf(conversation: string, id: string): string {
    if (this.#roster.team(conversation) === undefined) return conversation
    const [channel = '', thread] = conversation.split(';messageid=')
    return thread === id ? channel : ''
  }

  /** The new message's id, or why not. */
  #post(conversation: string, activity: Json): { readonly posted: string } | { readonly refused: Reply } {
    const [member] = this.#roster.of(conversation)
    const isTeam = this.#roster.team(conversation) !== undefined
    if (member === undefined) return { refused: fault(404, 'ConversationNotFound') }
    if (!isTeam && !this.#roster.installed.has(member.oid)) return { refused: forbidden }
    if (!isTeam && this.#roster.blocked.has(member.oid))
      return { refused: fault(403, 'MessageWritesBlocked') }
    if (activity['type'] === 'typing') return { posted: 'typing' }
    const from = isObject(activity['from']) ? activity['from']['id'] : bot.id
    if (activity['type'] !== 'message' || ![bot.id, appId].includes(String(from)))
      return { refused: fault(400, 'BadSyntax') }
    const posted = this.#rooms.post(conversation.split(';')[0] ?? '', activity)
    return posted === undefined ? { refused: fault(400, 'BadSyntax') } : { posted }
  }

  #members(conversation: string, what: string | undefined, id: string): Reply {
    const there = this.#roster.of(conversation)
    if (what === 'pagedmembers') return { status: 200, body: { members: there.map(memberAs) } }
    if (what !== 'members' || there.length === 0) return fault(404, 'ConversationNotFound')
    const member = this.#roster.who(id)
    if (member === undefined || !there.includes(member)) return fault(404, 'MemberNotFoundInConversation')
    return { status: 200, body: memberAs(member) }
  }

  #team(id: string, what: string | undefined): Reply {
    const team = this.#roster.teams.get(id)
    if (team === undefined) return forbidden
    if (what === undefined) return { status: 200, body: { id, name: team.name } }
    return { status: 200, body: { conversations: [{ id: team.channel }] } }
  }

  #troubled(conversation: string, act: () => Reply): Reply {
    const trouble = this.#troubles.take(conversation)
    if (trouble === undefined) return act()
    if ('after' in trouble && (trouble.after ?? false)) act()
    return replyOf(trouble)
  }
}

const replyOf = (trouble: Trouble): Reply => {
  if (trouble.kind === 'cut' || trouble.kind === 'hang') return trouble.kind
  if (trouble.kind === 'moved') return { status: 307, headers: { location: trouble.to } }
  if (trouble.kind === 'precondition') return fault(412, 'PreconditionFailed')
  if (trouble.kind === 'broken') return fault(trouble.status, 'ServiceError')
  const { retryAfter } = trouble
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  return { status: 429, body: { error: { code: 'Throttled', message: 'Throttled' } }, headers }
}
