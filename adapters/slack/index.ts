import { setTimeout as wait } from 'node:timers/promises'
import type { App } from '@slack/bolt'
import type { SlackConfig } from '../../src/config/port.ts'
import type { Adapter, AlertRoom, Drawn, Form, House, Place, Sent } from '../../src/house/port.ts'
import type { Installations } from '../../src/installations/port.ts'
import { minute, type Clock } from '../../src/lib/clock.ts'
import type { Log } from '../../src/lib/log.ts'
import { say } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Access } from './access.ts'
import { boltApp } from './bolt-app.ts'
import { clientOptions, Clients } from './clients.ts'
import { modal } from './form.ts'
import { Departures, happenedAt } from './gone.ts'
import { whoIs } from './identity.ts'
import { Inbound } from './inbound.ts'
import { OAuthAccess } from './install.ts'
import { KeptInstallations } from './kept-installations.ts'
import { boltLogger } from './logger.ts'
import { Pace } from './pace.ts'
import { placeOf, platform, splitTrigger, spotOf } from './place.ts'
import { Postings } from './posting.ts'
import { Reach } from './reach.ts'
import { receive } from './receiver.ts'
import type { Refusal } from './refusals.ts'
import type { Words } from './show.ts'
import { openSocket } from './socket.ts'
import { TokenAccess } from './token-access.ts'
import type { Admitted } from './verify.ts'

export interface SlackOptions {
  readonly config: SlackConfig
  readonly installations: Installations
  readonly words: Words
  /** Where browsers and Slack reach us; no slash at the end. */
  readonly baseUrl: string
  readonly clock: Clock
  readonly log: Log
}

export { checkSlack } from './check.ts'

/** Slack, by Bolt, with our own door in front of it and our own pace behind it. */
export const slack = (options: SlackOptions): Adapter => new Slack(options)

class Slack implements Adapter {
  readonly name = platform
  readonly routes: NonNullable<Adapter['routes']>
  readonly #options: SlackOptions
  readonly #clients: Clients
  readonly #access: Access
  readonly #departures: Departures
  readonly #reach: Reach
  readonly #postings: Postings
  #inbound: Inbound | undefined

  constructor(options: SlackOptions) {
    const { config, installations, words, clock } = options
    this.#options = options
    this.#clients = new Clients(clientOptions(config.apiUrl, boltLogger(options.log)))
    this.#access = accessOf(options, this.#clients)
    this.#departures = new Departures(installations)
    this.#reach = new Reach(this.#access, this.#clients, config)
    const pace = new Pace(clock, async (ms) => await wait(ms))
    this.#postings = new Postings({ access: this.#access, clients: this.#clients, pace, words })
    this.routes = [{ prefix: '/slack/', handle: async (request) => await this.#handle(request) }]
  }

  async start(house: House): Promise<() => Promise<void>> {
    const { config, log } = this.#options
    await this.#known()
    const logger = boltLogger(log)
    const options = clientOptions(config.apiUrl, logger)
    let app: App | undefined
    const inbound = new Inbound({
      house,
      app: () =>
        (app ??= boltApp({
          house,
          logger,
          access: this.#access,
          clientOptions: options,
          failed: this.#failed,
        })),
      removed: async (admitted) => await this.#removed(admitted),
      channels: config,
      failed: this.#failed,
    })
    this.#inbound = inbound
    const closeSocket = await this.#openSocket(inbound)
    return async () => {
      this.#inbound = undefined
      await closeSocket()
      await inbound.drain()
    }
  }

  async show(drawn: Drawn, at: Place): Promise<Place> {
    const shown = await this.#postings.draw(drawn, spotOf(at))
    if ('refused' in shown) throw new Fault('ERR_CHAT', `Slack refuses a card: ${shown.refused}`)
    return shown.value
  }

  async ask(form: Form, trigger: string): Promise<void> {
    const { team, trigger: trigger_id } = splitTrigger(trigger)
    const { token } = await this.#access.of(team)
    const view = modal(form, this.#options.words)
    const opened = await this.#clients.ask(token, (client) => client.views.open({ trigger_id, view }))
    if ('refused' in opened) throw new Fault('ERR_CHAT', `Slack opens no form: ${opened.refused}`)
  }

  async whoIs(actor: Actor) {
    return await whoIs({ access: this.#access, clients: this.#clients, departures: this.#departures }, actor)
  }

  async alerts(): Promise<Place | undefined> {
    return await this.#channel('alerts')
  }

  async onCall(): Promise<Place | undefined> {
    return await this.#channel('on-call')
  }

  async #channel(room: AlertRoom): Promise<Place | undefined> {
    const spot = await this.#reach.alerts(room)
    return 'why' in spot ? undefined : placeOf(spot)
  }

  async tell(drawn: Drawn, to: Actor | 'alerts', key: string): Promise<Sent> {
    try {
      const spot = to === 'alerts' ? await this.#reach.alerts() : await this.#reach.person(to)
      if ('why' in spot) return { kind: 'refused', why: spot.why }
      const said = await this.#postings.draw({ posting: { key, doubted: false }, ...drawn }, spot)
      return 'refused' in said ? { kind: 'refused', why: said.refused } : { kind: 'sent' }
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.retry !== 'later') throw cause
      return { kind: 'later', afterMs: cause.afterMs ?? minute }
    }
  }

  readonly #failed = (fault: unknown, what: string): void =>
    this.#options.log('adapter.fault', { adapter: platform, what, fault })

  readonly #refused = (why: Refusal): void => this.#options.log('slack.refused', { why })

  async #handle(request: Request): Promise<Response> {
    const { config, clock, words } = this.#options
    const { pathname } = new URL(request.url)
    if (pathname !== '/slack/events')
      return request.method === 'GET' && this.#access instanceof OAuthAccess
        ? await this.#access.handle(request)
        : new Response(null, { status: 404 })
    if (request.method !== 'POST' || config.arrives.mode !== 'http')
      return new Response(null, { status: 404 })
    const inbound = this.#inbound
    if (inbound === undefined) return new Response(null, { status: 503 })
    const parts = {
      signingSecret: config.arrives.signingSecret,
      gate: config,
      clock,
      take: (admitted: Admitted) => inbound.take(admitted),
      refused: this.#refused,
      failed: this.#failed,
      inPrivate: words(say('slack.in-private')),
    }
    return await receive(parts, request)
  }

  /** A token that Slack does not take, or of a workspace that is not served, ends the start; a Slack that is away does not. */
  async #known(): Promise<void> {
    if (!(this.#access instanceof TokenAccess)) return
    try {
      const { installed, tenant } = await this.#access.known()
      const { workspaces, enterprises } = this.#options.config
      if (!workspaces.includes(installed) && !enterprises.includes(tenant))
        throw new Fault(
          'ERR_CONFIG',
          `slack.workspaces does not name ${installed}, of which the bot token is`,
        )
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'ERR_CHAT') throw cause
      this.#failed(cause, 'start')
    }
  }

  async #openSocket(inbound: Inbound): Promise<() => Promise<void>> {
    const { config, log, words } = this.#options
    if (config.arrives.mode !== 'socket') return () => Promise.resolve()
    const socket = openSocket({
      appToken: config.arrives.appToken,
      apiUrl: config.apiUrl,
      logger: boltLogger(log),
      gate: config,
      take: (admitted) => inbound.take(admitted),
      refused: this.#refused,
      failed: this.#failed,
      inPrivate: words(say('slack.in-private')),
    })
    socket.start()
    return async () => await socket.stop()
  }

  async #removed({ origin, payload }: Admitted): Promise<void> {
    const { installed, enterprise, workspace } = origin
    const at = happenedAt(payload, this.#options.clock.now())
    await this.#departures.note(enterprise ?? workspace ?? installed, at)
    await this.#access.removed(installed, at)
  }
}

const accessOf = (
  { config, installations, words, baseUrl, clock, log }: SlackOptions,
  clients: Clients,
): Access => {
  const { speaks, apiUrl } = config
  if (speaks.by === 'token')
    return new TokenAccess(speaks.botToken, (token) => clients.probe(token, (client) => client.auth.test()))
  const logger = boltLogger(log)
  return new OAuthAccess({
    clientId: speaks.clientId,
    clientSecret: speaks.clientSecret,
    gate: config,
    kept: new KeptInstallations(installations, clock),
    clientOptions: clientOptions(apiUrl, logger),
    apiUrl,
    baseUrl,
    clock,
    logger,
    revoke: async (token) => void (await clients.probe(token, (client) => client.auth.revoke())),
    says: (what) => words(say(`slack.${what}`)),
  })
}
