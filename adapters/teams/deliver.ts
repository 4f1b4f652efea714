import type { Drawn, Place, Profile, Sent } from '../../src/house/port.ts'
import { minute, second } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { Phrase } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Reader } from '../../src/words/render.ts'
import type { AlertChannel, TeamReference } from './alert-channel.ts'
import { ConnectorRefused } from './connector-refused.ts'
import { departed, profileOf, type MatchBy } from './identity.ts'
import type { Known } from './known.ts'
import type { Pace } from './pace.ts'
import { ownerOf, placeOf, platform, roomOf, type Room } from './places.ts'
import { Recent } from './recent.ts'
import { message, type Message } from './show.ts'
import type { TeamsTransport } from './transport.ts'

export interface DeliverParts {
  readonly transport: Omit<TeamsTransport, 'receive'>
  readonly known: Known
  readonly alerts: AlertChannel
  readonly onCall?: AlertChannel
  readonly pace: Pace
  /** The bot's own tenant. */
  readonly tenant: string
  readonly matchBy: MatchBy
  readonly words: (phrase: Phrase, reader?: Reader) => string
}

/** Whom Teams does not let us write to: asked again seldom, for that changes only when the app is installed again. */
const barredMs = 10 * minute
const restMs = 5 * second
const mostPosted = 5000

const why = {
  barred: 'the app is not installed for this person, or they blocked it',
  away: 'Teams does not know this person or conversation any more',
  unfit: 'Teams does not take this message',
  noChannel: 'no alert channel is configured',
  notInTeam: 'the app is not installed in the team of the alert channel',
} as const

/** What goes out: cards, messages nobody waits for, and the question who somebody is. */
export class Deliver {
  readonly #parts: DeliverParts
  /** Postings that Teams took, by their key: told again after a fault of our own, they are not posted again. */
  readonly #posted = new Recent<string>(mostPosted)

  constructor(parts: DeliverParts) {
    this.#parts = parts
  }

  /** See `Adapter.show`. A message that is not there any more is posted anew. */
  async show(drawn: Drawn, at: Place): Promise<Place> {
    try {
      const room = await this.#room(at)
      if (at.message !== undefined && (await this.#update(room, at.message, this.#message(drawn)))) return at
      return placeOf(room, await this.#post(room, drawn))
    } catch (cause) {
      if (!(cause instanceof ConnectorRefused)) throw cause
      throw new Fault('ERR_CHAT', refusalOf(cause), { cause, afterMs: barredMs })
    }
  }

  /**
   * See `Adapter.whoIs`: asked of Teams each time, in the chat that they wrote from. Stops an activity in somebody's name from
   * another chat: nothing begins there, and they are not taken for one who left.
   */
  async whoIs(actor: Actor, from?: Place): Promise<Profile | undefined> {
    const { transport, known, pace, matchBy } = this.#parts
    try {
      const conversation =
        from === undefined ? await this.#chatWith(actor) : (await this.#room(from)).conversation
      const at = { serviceUrl: await known.serviceUrl(actor.tenant), conversation }
      const ask = () => pace.within(`who ${conversation}`, () => transport.member(at, actor.user))
      const answer = await unless([404], ask)
      if (answer === missing) return await this.#missing(actor, conversation)
      const profile = profileOf(actor, answer, matchBy, known.person(actor))
      if (profile !== undefined) known.met(actor, conversation)
      return profile
    } catch (cause) {
      if (!(cause instanceof ConnectorRefused)) throw cause
      if (cause.statusCode === 400) return undefined
      throw new Fault('ERR_CHAT', refusalOf(cause), { cause, afterMs: restMs })
    }
  }

  /** Not in that chat: gone, if it is theirs by Teams' own word, or if Teams has none for them; else it is another's. */
  async #missing(actor: Actor, conversation: string): Promise<Profile | undefined> {
    const theirs = await unless([400, 404], () => this.#converse(actor))
    return theirs === missing || theirs === conversation ? departed(actor) : undefined
  }

  /** See `Adapter.alerts`. */
  alerts(): Promise<Place | undefined> {
    return Promise.resolve(this.#placeOf(this.#parts.alerts))
  }

  /** See `Adapter.onCall`. */
  onCall(): Promise<Place | undefined> {
    return Promise.resolve(this.#placeOf(this.#parts.onCall))
  }

  #placeOf(at: AlertChannel | undefined): Place | undefined {
    const conversation = at?.channel
    return conversation === undefined ? undefined : placeOf({ tenant: this.#parts.tenant, conversation })
  }

  /** See `Adapter.tell`. */
  async tell(drawn: Drawn, to: Actor | 'alerts', key: string): Promise<Sent> {
    const named: Drawn = { ...drawn, posting: drawn.posting ?? { key, doubted: false } }
    try {
      if (to === 'alerts') return await this.#alert(named, key)
      const conversation = await this.#chatWith(to)
      await this.#post({ tenant: to.tenant, conversation }, named)
      return { kind: 'sent' }
    } catch (cause) {
      if (cause instanceof ConnectorRefused) return { kind: 'refused', why: refusalOf(cause) }
      if (!(cause instanceof Fault) || cause.retry !== 'later') throw cause
      return { kind: 'later', afterMs: cause.afterMs ?? restMs }
    }
  }

  async #alert(drawn: Drawn, key: string): Promise<Sent> {
    const { alerts, tenant } = this.#parts
    const { channel } = alerts
    if (channel === undefined) return { kind: 'refused', why: why.noChannel }
    const told = `alerts ${key}`
    if (this.#posted.get(told) !== undefined) return { kind: 'sent' }
    try {
      this.#posted.set(told, await this.#announce({ tenant, conversation: channel }, drawn))
      return { kind: 'sent' }
    } catch (cause) {
      if (!(cause instanceof ConnectorRefused) || cause.statusCode !== 403) throw cause
      return { kind: 'refused', why: why.notInTeam }
    }
  }

  /** A new thread in one of our channels, in the team of which its whereabouts were told. */
  async #announce(room: Room, drawn: Drawn): Promise<string> {
    const { transport, pace } = this.#parts
    const { tenant, serviceUrl } = await this.#team(room)
    const card = this.#message(drawn)
    return await pace.within(room.conversation, () =>
      transport.announce(serviceUrl, tenant, room.conversation, card),
    )
  }

  async #team({ tenant, conversation }: Room): Promise<TeamReference> {
    const told = await this.#ours(conversation)?.reference()
    return told ?? { tenant, serviceUrl: await this.#parts.known.serviceUrl(tenant) }
  }

  /** The channel of ours that a conversation is; undefined = it is somebody's chat. */
  #ours(conversation: string): AlertChannel | undefined {
    const { alerts, onCall } = this.#parts
    return [alerts, onCall].find((one) => one?.channel === conversation)
  }

  #message(drawn: Drawn): Message {
    return message(drawn, this.#parts.words, randomToken(16))
  }

  /** The room of a place, which may name a person instead of the chat with them. */
  async #room(at: Place): Promise<Room> {
    const room = roomOf(at)
    const user = ownerOf(room)
    if (user === undefined) return room
    const { tenant } = room
    return { tenant, conversation: await this.#chatWith({ platform, tenant, user }) }
  }

  async #post(room: Room, drawn: Drawn): Promise<string> {
    const { transport, known, pace } = this.#parts
    const { tenant, conversation } = room
    const key = drawn.posting === undefined ? undefined : `${conversation} ${drawn.posting.key}`
    const there = key === undefined ? undefined : this.#posted.get(key)
    if (there !== undefined && (await this.#update(room, there, this.#message(drawn)))) return there
    const post = async (): Promise<string> => {
      const at = { serviceUrl: await known.serviceUrl(tenant), conversation }
      return await pace.within(conversation, () => transport.post(at, this.#message(drawn)))
    }
    const id = this.#ours(conversation) !== undefined ? await this.#announce(room, drawn) : await post()
    if (key !== undefined) this.#posted.set(key, id)
    return id
  }

  /** False when the message is not there any more. In a channel a message is the head of a thread, which is named after it. */
  async #update(room: Room, id: string, card: Message): Promise<boolean> {
    const { transport, known, pace } = this.#parts
    const { tenant, conversation } = room
    const at =
      this.#ours(conversation) !== undefined
        ? { ...(await this.#team(room)), conversation: `${conversation};messageid=${id}` }
        : { serviceUrl: await known.serviceUrl(tenant), conversation }
    try {
      await pace.within(conversation, () => transport.update(at, id, card))
      return true
    } catch (cause) {
      if (cause instanceof ConnectorRefused && cause.statusCode === 404) return false
      throw cause
    }
  }

  async #chatWith(actor: Actor): Promise<string> {
    return this.#parts.known.person(actor)?.conversation ?? (await this.#converse(actor))
  }

  async #converse(actor: Actor): Promise<string> {
    const { transport, known, pace } = this.#parts
    const serviceUrl = await known.serviceUrl(actor.tenant)
    const make = () => transport.converse(serviceUrl, actor.tenant, actor.user)
    const made = await pace.within(`person ${actor.tenant}/${actor.user}`, make)
    known.met(actor, made)
    return made
  }
}

const missing = Symbol('missing')

/** What `call` answers, or `missing` where the Connector refused it with one of these. */
const unless = async (statuses: readonly number[], call: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof ConnectorRefused && statuses.includes(cause.statusCode ?? 0)) return missing
    throw cause
  }
}

const refusalOf = ({ statusCode: status }: ConnectorRefused): string =>
  status === 403 ? why.barred : status === 404 ? why.away : why.unfit
