import { isObject, type Json, objectsOf } from './json.ts'
import type { Courier, Sent, Twist } from './courier.ts'
import type { Account, Workspace } from './org.ts'
import type { Platform } from './platform.ts'
import { latest, type Message, type Post, type Room } from './rooms.ts'
import { type KeptView, viewOf } from './views.ts'

export interface Pressed {
  readonly block: string
  readonly element: Json
}

/** What a person does to what the app has put on their screen: docs.slack.dev/reference/interaction-payloads. */
export class Interactions {
  readonly #slack: Platform
  readonly #courier: Courier

  constructor(slack: Platform, courier: Courier) {
    this.#slack = slack
    this.#courier = courier
  }

  async pressOnMessage(
    by: Account,
    room: Room,
    post: Post,
    message: Message,
    pressed: Pressed,
    twist: Twist = {},
  ): Promise<Sent> {
    const ephemeral = post.ephemeralTo !== undefined
    const container = {
      type: 'message',
      message_ts: message.ts,
      channel_id: room.id,
      is_ephemeral: ephemeral,
    }
    const { origin } = this.#slack
    const response_url =
      origin + this.#slack.replies.issue({ room: room.id, user: by.id, ts: latest(post).ts })
    const where = { container, channel: { id: room.id, name: room.name }, response_url }
    return await this.#press(room.team, by, pressed, { ...where, ...(!ephemeral && { message }) }, twist)
  }

  async pressOnView(
    by: Account,
    team: Workspace,
    { id, view }: KeptView,
    pressed: Pressed,
    twist: Twist = {},
  ) {
    return await this.#press(team, by, pressed, { container: { type: 'view', view_id: id }, view }, twist)
  }

  /** Sends a form; what the app answers happens to the modal: errors, another view, or it closes. */
  async submit(by: Account, team: Workspace, kept: KeptView, values: Json, twist: Twist = {}): Promise<Sent> {
    const view = { ...kept.view, state: { values } }
    const body = {
      type: 'view_submission',
      ...this.#who(by, team),
      trigger_id: this.#trigger(by, team),
      view,
    }
    const sent = await this.#courier.send('interactive', { ...body, response_urls: [] }, twist)
    if (sent.answer?.status === 200 && !sent.answer.late) this.#follow(kept, sent.answer.body)
    this.#slack.changed()
    return sent
  }

  /** Told to the app only when its view asked for that. */
  async close(
    by: Account,
    team: Workspace,
    kept: KeptView,
    all = false,
    twist: Twist = {},
  ): Promise<Sent | undefined> {
    this.#slack.views.close(team.id, by.id, all)
    if (kept.view['notify_on_close'] !== true) return undefined
    const body = { type: 'view_closed', ...this.#who(by, team), view: kept.view, is_cleared: all }
    return await this.#courier.send('interactive', body, twist)
  }

  /** Works in any channel, also where the app is not. */
  async slash(by: Account, room: Room, command: string, text: string, twist: Twist = {}): Promise<Sent> {
    const { team } = room
    const response_url = this.#slack.origin + this.#slack.replies.issue({ room: room.id, user: by.id })
    const body = {
      token: this.#slack.verificationToken,
      team_id: team.id,
      team_domain: team.domain,
      ...(team.org !== undefined && { enterprise_id: team.org.id, enterprise_name: team.org.name }),
      channel_id: room.id,
      channel_name: room.name,
      user_id: by.id,
      user_name: by.name,
      command,
      text,
      api_app_id: this.#slack.appId,
      is_enterprise_install: String(this.#slack.installIn(team)?.org !== undefined),
      response_url,
      trigger_id: this.#trigger(by, team),
    }
    const sent = await this.#courier.send('slash_commands', body, twist)
    this.#echo(sent, room, by)
    return sent
  }

  #trigger(by: Account, team: Workspace): string {
    return this.#slack.triggers.issue(team.id, by.id)
  }

  async #press(
    team: Workspace,
    by: Account,
    { block, element }: Pressed,
    where: Json,
    twist: Twist,
  ): Promise<Sent> {
    const { type, action_id, text, value, url, style } = element
    const known = Object.fromEntries(
      Object.entries({ text, value, url, style }).filter(([, v]) => v !== undefined),
    )
    const action = { type, action_id, block_id: block, ...known, action_ts: this.#slack.ts() }
    const body = { type: 'block_actions', ...this.#who(by, team), trigger_id: this.#trigger(by, team) }
    const state = { values: {} }
    return await this.#courier.send('interactive', { ...body, ...where, state, actions: [action] }, twist)
  }

  #who(by: Account, team: Workspace): Json {
    const { org } = team
    return {
      user: { id: by.id, username: by.name, name: by.name, team_id: by.team.id },
      api_app_id: this.#slack.appId,
      token: this.#slack.verificationToken,
      team: {
        id: team.id,
        domain: team.domain,
        ...(org && { enterprise_id: org.id, enterprise_name: org.name }),
      },
      enterprise: org === undefined ? null : { id: org.id, name: org.name },
      is_enterprise_install: this.#slack.installIn(team)?.org !== undefined,
    }
  }

  #follow(kept: KeptView, body: string): void {
    const { views } = this.#slack
    const said: unknown = body.trim() === '' ? {} : JSON.parse(body)
    if (!isObject(said)) throw new Error(`no answer to a form: ${body}`)
    const action = said['response_action']
    if (action === undefined) return views.close(kept.team, kept.user)
    if (action === 'clear') return views.close(kept.team, kept.user, true)
    if (action === 'errors') return this.#showErrors(kept, said['errors'])
    if (action !== 'update' && action !== 'push') throw new Error(`unknown response_action: ${body}`)
    const looked = viewOf(said['view'], ['modal'])
    if ('refused' in looked) throw new Error(`Slack refuses the view: ${looked.refused.join()}`)
    if (action === 'update') views.replace(kept, looked.view)
    else if (views.push(kept.team, kept.user, looked.view) === undefined)
      throw new Error('push_limit_reached')
  }

  /** Errors belong to input blocks of the view that was sent; anything else is refused. */
  #showErrors(kept: KeptView, errors: unknown): void {
    const given = isObject(errors) ? errors : {}
    const blocks = objectsOf(kept.view['blocks'])
    const inputs = blocks.filter((b) => b['type'] === 'input').map((b) => b['block_id'])
    const stray = Object.keys(given).filter((block) => !inputs.includes(block))
    if (stray.length > 0 || Object.keys(given).length === 0)
      throw new Error(`errors for no input: ${stray.join()}`)
    kept.errors = Object.fromEntries(Object.entries(given).map(([k, v]) => [k, String(v)]))
  }

  /** An answer with words in it is shown to whoever gave the command. */
  #echo({ answer }: Sent, room: Room, by: Account): void {
    const body = answer?.body.trim() ?? ''
    if (body === '' || answer?.status !== 200) return
    const said: unknown = body.startsWith('{') ? JSON.parse(body) : { text: body }
    if (isObject(said)) reply(this.#slack, room, by.id, said)
  }
}

/** What was sent to a response_url, or answered to a slash command: seen by one person, unless it says in_channel. */
export const reply = (slack: Platform, room: Room, user: string, said: Json): Post => {
  const install = slack.installIn(room.team)
  const message: Message = {
    type: 'message',
    ts: slack.ts(),
    team: room.team.id,
    ...(install !== undefined && { user: install.botUserId, bot_id: install.botId }),
    app_id: slack.appId,
    text: typeof said['text'] === 'string' ? said['text'] : '',
    ...(Array.isArray(said['blocks']) && { blocks: said['blocks'].filter(isObject) }),
  }
  return slack.put(room, message, said['response_type'] === 'in_channel' ? undefined : user)
}
