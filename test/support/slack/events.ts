import type { Json } from './json.ts'
import type { Courier, Sent, Twist } from './courier.ts'
import { type Account, userObject, type Workspace } from './org.ts'
import type { Platform } from './platform.ts'
import { latest, type Message, type Room } from './rooms.ts'
import type { Install } from './tokens.ts'

/** Everything the Events API tells an app, in the envelope of docs.slack.dev/apis/events-api. */
export class Events {
  readonly #slack: Platform
  readonly #courier: Courier

  constructor(slack: Platform, courier: Courier) {
    this.#slack = slack
    this.#courier = courier
  }

  async send(team: Workspace, event: Json, twist: Twist = {}, more: Json = {}): Promise<Sent> {
    return await this.#courier.send('events_api', { ...this.#envelope(team, event), ...more }, twist)
  }

  /** The event of an earlier request under a new event_id, signed afresh: Slack does this, without any retry header. */
  async underNewId({ body }: Sent, twist: Twist = {}): Promise<Sent> {
    return await this.#courier.send('events_api', { ...body, event_id: this.#slack.id('Ev') }, twist)
  }

  /** Somebody writes to the app in their direct message. */
  async message(room: Room, by: Account, text: string, twist: Twist = {}): Promise<Sent> {
    const message = this.#typed(room, by, text)
    this.#slack.put(room, message)
    const foreign = by.team.id === room.team.id ? {} : { user_team: by.team.id, source_team: by.team.id }
    const event = { ...message, ...whereIn(room), ...foreign, event_ts: message.ts }
    return await this.send(room.team, event, twist, { is_ext_shared_channel: by.standing === 'partner' })
  }

  /** Somebody edits what they wrote last. */
  async edit(room: Room, by: Account, text: string, twist: Twist = {}): Promise<Sent> {
    const post = room.posts.findLast((p) => latest(p).user === by.id)
    if (post === undefined) throw new Error(`${by.name} has written nothing there`)
    const previous_message = latest(post)
    const message = this.#slack.redraw(post, { text, edited: { user: by.id, ts: this.#slack.ts() } })
    return await this.#special(room, 'message_changed', { message, previous_message, hidden: true }, twist)
  }

  /** Another bot, or our own, writes there. */
  async botMessage(room: Room, bot: Account, text: string, twist: Twist = {}): Promise<Sent> {
    const ts = this.#slack.ts()
    const ids = { user: bot.id, bot_id: this.#slack.id('B'), app_id: this.#slack.id('A'), team: bot.team.id }
    this.#slack.put(room, { type: 'message', ts, text, ...ids })
    const event = { type: 'message', text, ts, event_ts: ts, ...ids, ...whereIn(room) }
    return await this.send(room.team, event, twist)
  }

  /** A message of any subtype: bot_message, file_share, message_deleted, me_message... */
  async subtype(room: Room, by: Account, subtype: string, text: string, twist: Twist = {}): Promise<Sent> {
    return await this.#special(room, subtype, { text, user: by.id }, twist)
  }

  async homeOpened(team: Workspace, by: Account, tab: 'home' | 'messages', twist: Twist = {}): Promise<Sent> {
    const view = this.#slack.views.home(team.id, by.id)?.view
    const channel = this.#slack.im(team, by).id
    const seen = tab === 'home' && view !== undefined ? { view } : {}
    return await this.send(
      team,
      { type: 'app_home_opened', user: by.id, channel, tab, ...seen, ...this.#at() },
      twist,
    )
  }

  /** Tells what has become of somebody. Change the account first. */
  async userChanged(team: Workspace, who: Account, twist: Twist = {}): Promise<Sent> {
    who.updated = Math.floor(this.#slack.now() / 1000)
    const user = userObject(who, { email: true, locale: true })
    return await this.send(team, { type: 'user_change', user, cache_ts: who.updated, ...this.#at() }, twist)
  }

  /** The app is removed from a workspace: its tokens are dead at once, and two events say so. */
  async uninstall(team: Workspace, install: Install, twist: Twist = {}): Promise<readonly Sent[]> {
    const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [install.botUserId] }, ...this.#at() }
    const removed = { type: 'app_uninstalled', ...this.#at() }
    const envelopes = [revoked, removed].map((e) => this.#envelope(team, e))
    install.gone = true
    const first = await this.#courier.send('events_api', envelopes[0]!, twist)
    return [first, await this.#courier.send('events_api', envelopes[1]!, twist)]
  }

  /** Signed, as it is since apps have signing secrets; an unsigned one is somebody else's. */
  async urlVerification(challenge: string, twist: Twist = {}): Promise<Sent> {
    const body = { token: this.#slack.verificationToken, challenge, type: 'url_verification' }
    return await this.#courier.send('events_api', body, twist)
  }

  /** Never signed. */
  async sslCheck(): Promise<Sent> {
    const body = { ssl_check: '1', token: this.#slack.verificationToken }
    return await this.#courier.send('slash_commands', body, { unsigned: true })
  }

  #at(): { event_ts: string } {
    return { event_ts: this.#slack.ts() }
  }

  async #special(room: Room, subtype: string, more: Json, twist: Twist): Promise<Sent> {
    const ts = this.#slack.ts()
    const event = { type: 'message', subtype, ts, event_ts: ts, ...whereIn(room), ...more }
    return await this.send(room.team, event, twist)
  }

  #typed(room: Room, by: Account, text: string): Message {
    const words = [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }]
    return {
      type: 'message',
      ts: this.#slack.ts(),
      team: by.team.id,
      user: by.id,
      client_msg_id: crypto.randomUUID(),
      text,
      blocks: [{ type: 'rich_text', block_id: this.#slack.id('b'), elements: words }],
    }
  }

  #envelope(team: Workspace, event: Json): Json {
    const install = this.#slack.installIn(team)
    const enterprise_id = team.org?.id ?? null
    const forOrg = install?.org !== undefined
    const team_id = forOrg ? null : team.id
    const user_id = install?.botUserId
    return {
      token: this.#slack.verificationToken,
      team_id: team.id,
      ...(enterprise_id !== null && { enterprise_id }),
      context_team_id: team.id,
      context_enterprise_id: enterprise_id,
      api_app_id: this.#slack.appId,
      event,
      type: 'event_callback',
      event_id: this.#slack.id('Ev'),
      event_time: Math.floor(this.#slack.now() / 1000),
      authorizations: [{ enterprise_id, team_id, user_id, is_bot: true, is_enterprise_install: forOrg }],
      is_ext_shared_channel: false,
      event_context: `4-${this.#slack.id('')}`,
    }
  }
}

const whereIn = (room: Room): Json => ({
  channel: room.id,
  channel_type: room.kind === 'im' ? 'im' : 'channel',
})
