import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isObject } from './json.ts'
import { messageRefusal } from './block-limits.ts'
import { Courier } from './courier.ts'
import { Events } from './events.ts'
import { Interactions, reply } from './interactions.ts'
import { chatMethods } from './methods-chat.ts'
import { oauthMethods } from './methods-oauth.ts'
import { peopleMethods } from './methods-people.ts'
import { viewMethods } from './methods-views.ts'
import { Consents } from './oauth-page.ts'
import { type Options, Platform } from './platform.ts'
import { latest } from './rooms.ts'
import { SocketMode } from './socket-mode.ts'
import { bodyOf, send, WebApi } from './web-api.ts'
import type { Reply } from './triggers.ts'

/** A Slack of one's own, on a free port of this machine, with its own keys. */
export class SlackStandIn {
  readonly platform: Platform
  readonly sockets: SocketMode
  readonly courier: Courier
  readonly events: Events
  readonly interactions: Interactions
  readonly consents: Consents
  readonly #api: WebApi
  readonly #server = createServer((req, res) => void this.#serve(req, res))
  readonly #wires = new Set<Socket>()
  /** What broke in here while it served: a test that ends with one has found a bug of the stand-in. */
  readonly faults: unknown[] = []

  private constructor(options: Options) {
    this.platform = new Platform(options)
    this.sockets = new SocketMode(this.platform)
    this.courier = new Courier(this.platform, this.sockets)
    this.events = new Events(this.platform, this.courier)
    this.interactions = new Interactions(this.platform, this.courier)
    this.consents = new Consents(this.platform.clientId)
    this.#api = new WebApi(this.platform, {
      ...chatMethods,
      ...peopleMethods,
      ...viewMethods,
      ...oauthMethods(this.consents),
      'apps.connections.open': this.sockets.method,
    })
  }

  static async start(options: Options = {}): Promise<SlackStandIn> {
    const slack = new SlackStandIn(options)
    const server = slack.#server
    server.on('upgrade', (req, wire) => slack.sockets.upgrade(req, wire))
    server.on('connection', (wire) => {
      slack.#wires.add(wire)
      wire.on('close', () => slack.#wires.delete(wire))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no address')
    slack.platform.origin = `http://127.0.0.1:${address.port}`
    return slack
  }

  /** For the SDK's slackApiUrl. */
  get apiUrl(): string {
    return `${this.platform.origin}/api/`
  }

  /** For the SDK's authorizationUrl. */
  get authorizationUrl(): string {
    return `${this.platform.origin}/oauth/v2/authorize`
  }

  /** The calls of one method, the answered and the refused. */
  calls(method: string) {
    return this.platform.calls.filter((c) => c.method === method)
  }

  /** Lets go of what was recorded, where so much passes that keeping it would count as a leak. */
  forget(): void {
    this.platform.calls.length = 0
    this.courier.sent.length = 0
  }

  async stop(): Promise<void> {
    this.sockets.stop()
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const wire of this.#wires) wire.destroy()
    await closed
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const { pathname, searchParams } = new URL(req.url ?? '/', 'http://slack.test')
      if (pathname.startsWith('/api/') && req.method === 'POST')
        return await this.#api.handle(req, res, pathname.slice('/api/'.length))
      if (pathname.startsWith('/actions/')) return await this.#respond(req, res, pathname)
      if (pathname !== '/oauth/v2/authorize') return send(res, 404, 'no such page')
      const page = this.consents.page(searchParams)
      if ('error' in page) return send(res, 400, page.error)
      send(res, 302, '', { location: page.redirect })
    } catch (error) {
      this.faults.push(error)
      send(res, 500, String(error))
    }
  }

  /** A response_url: replaces the message whose button was pressed, takes it away, or says something new. */
  async #respond(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    const said: unknown = JSON.parse((await bodyOf(req)).toString('utf8'))
    const used = this.platform.replies.use(path)
    if (typeof used === 'string') return send(res, 404, { ok: false, error: used })
    if (!isObject(said)) return send(res, 400, 'invalid_payload')
    const remove = said['delete_original'] === true
    const refused = remove ? undefined : messageRefusal(said, { characters: 40_000 })
    if (refused !== undefined) return send(res, 400, { ok: false, error: refused.code })
    this.#say(used, said, remove)
    send(res, 200, { ok: true })
  }

  #say({ room: id, user, ts }: Reply, said: Record<string, unknown>, remove: boolean): void {
    const { platform } = this
    const room = platform.rooms.find(id)!
    const original = room.posts.find((p) => !p.deleted && latest(p).ts === ts)
    const replace = said['replace_original'] === true
    if ((remove || replace) && original !== undefined) original.deleted = true
    if (remove) return platform.changed()
    if (!replace || original === undefined) return void reply(platform, room, user, said)
    original.deleted = false
    const { text = '', blocks = [] } = said
    platform.redraw(original, {
      text: String(text),
      blocks: Array.isArray(blocks) ? blocks.filter(isObject) : [],
    })
  }
}
