import type { types, webApi } from '@slack/bolt'
import type { Drawn, Place, Posting } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Access } from './access.ts'
import type { Answer, Clients } from './clients.ts'
import type { Pace } from './pace.ts'
import { placeOf, type Spot } from './place.ts'
import { render, type Rendering, type Words } from './show.ts'

export interface PostingParts {
  readonly access: Access
  readonly clients: Clients
  readonly pace: Pace
  readonly words: Words
}

/** The message is not there any more, or not ours since the app was installed anew. */
const lost = new Set(['message_not_found', 'cant_update_message', 'channel_not_found'])
/** Slack does not show the person anything there. */
const unseen = new Set(['user_not_in_channel', 'channel_not_found', 'not_in_channel'])
const eventType = 'latchkey'
/** How far back a message is looked for that may have been posted. */
const lookedThrough = 200

/** Cards as messages: posted once under the key of their posting, then redrawn where they stand. */
export class Postings {
  readonly #parts: PostingParts

  constructor(parts: PostingParts) {
    this.#parts = parts
  }

  /** Draws or redraws; what Slack refuses for good comes back as such. */
  async draw(drawn: Drawn, spot: Spot): Promise<Answer<Place>> {
    const rendering = render(drawn, this.#parts.words)
    if (spot.home) return await this.#publish(rendering, spot)
    if (spot.aside !== undefined) return await this.#whisper(rendering, spot, spot.aside, drawn)
    if (spot.message !== undefined) {
      const redrawn = await this.#update(rendering, spot, spot.message)
      if ('value' in redrawn || !lost.has(redrawn.refused)) return redrawn
      // An old card that somebody deleted needs no closing.
      if (drawn.flow === undefined) return { value: placeOf(spot) }
    }
    const found = drawn.posting?.doubted === true ? await this.#find(spot, drawn.posting) : undefined
    return found === undefined
      ? await this.#post(rendering, spot, drawn.posting)
      : await this.#update(rendering, { ...spot, channel: found.channel }, found.message)
  }

  async #publish({ blocks }: Rendering, spot: Spot): Promise<Answer<Place>> {
    const view: types.HomeView = { type: 'home', blocks }
    const said = await this.#ask(spot, (client) => client.views.publish({ user_id: spot.channel, view }))
    return 'refused' in said ? said : { value: placeOf(spot) }
  }

  /**
   * For one person's eyes, where they pressed: nobody else sees it, and nothing of it is kept (docs.slack.dev, chat.postEphemeral). Whom Slack
   * shows nothing there gets it as a direct message.
   */
  async #whisper(
    { blocks, text }: Rendering,
    spot: Spot,
    channel: string,
    drawn: Drawn,
  ): Promise<Answer<Place>> {
    const said = await this.#ask(spot, (client) =>
      client.chat.postEphemeral({
        channel,
        user: spot.channel,
        blocks,
        text,
        parse: 'none',
        link_names: false,
      }),
    )
    if ('refused' in said && unseen.has(said.refused)) {
      const { aside: _there, ...direct } = spot
      return await this.draw(drawn, direct)
    }
    return 'refused' in said ? said : { value: placeOf(spot) }
  }

  async #update({ blocks, text }: Rendering, spot: Spot, ts: string): Promise<Answer<Place>> {
    const { channel } = spot
    const said = await this.#ask(spot, (client) =>
      client.chat.update({ channel, ts, blocks, text, parse: 'none', link_names: false }),
    )
    return 'refused' in said ? said : { value: placeOf({ ...spot, message: ts }) }
  }

  async #post({ blocks, text }: Rendering, spot: Spot, posting: Posting | undefined): Promise<Answer<Place>> {
    await this.#parts.pace.turn(paceKey(spot))
    const metadata = posting && { event_type: eventType, event_payload: { key: posting.key } }
    const said = await this.#ask(spot, (client) =>
      client.chat.postMessage({
        channel: spot.channel,
        blocks,
        text,
        ...(metadata !== undefined && { metadata }),
        // A preview would fetch the link: a one-time link is for one person alone.
        unfurl_links: false,
        unfurl_media: false,
        parse: 'none',
        link_names: false,
        mrkdwn: false,
      }),
    )
    if ('refused' in said) return said
    const { channel = spot.channel, ts } = said.value
    return { value: placeOf({ ...spot, channel, ...(ts !== undefined && { message: ts }) }) }
  }

  /** The message that an earlier try of this posting left. A channel's history is not ours to read: there it may stand twice. */
  async #find(spot: Spot, { key }: Posting): Promise<{ channel: string; message: string } | undefined> {
    const channel = await this.#conversation(spot)
    if (channel === undefined) return undefined
    const said = await this.#ask(spot, (client) =>
      client.conversations.history({ channel, limit: lookedThrough, include_all_metadata: true }),
    )
    if ('refused' in said)
      throw new Fault('ERR_CHAT', `Slack does not show the conversation: ${said.refused}`)
    const ours = said.value.messages?.find(
      ({ metadata }) => metadata?.event_type === eventType && keyIn(metadata.event_payload) === key,
    )
    return ours?.ts === undefined ? undefined : { channel, message: ours.ts }
  }

  async #conversation(spot: Spot): Promise<string | undefined> {
    if (spot.channel.startsWith('D')) return spot.channel
    if (!/^[UW]/.test(spot.channel)) return undefined
    const said = await this.#ask(spot, (client) => client.conversations.open({ users: spot.channel }))
    return 'refused' in said ? undefined : said.value.channel?.id
  }

  async #ask<T>(spot: Spot, call: (client: webApi.WebClient) => Promise<T>): Promise<Answer<T>> {
    const { access, clients, pace } = this.#parts
    const { token } = await access.of(spot.team)
    try {
      return await clients.ask(token, call)
    } catch (cause) {
      if (cause instanceof Fault && cause.afterMs !== undefined) pace.rest(paceKey(spot), cause.afterMs)
      throw cause
    }
  }
}

const paceKey = ({ team, channel }: Spot): string => `${team}:${channel}`

const keyIn = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : undefined
