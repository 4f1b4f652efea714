import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { slack as slackAdapter } from '../../../adapters/slack/index.ts'
import { scopes } from '../../../adapters/slack/scopes.ts'
import type { SlackConfig } from '../../../src/config/port.ts'
import type { Adapter, House, Stop } from '../../../src/house/port.ts'
import { installations } from '../../../src/installations/installations.ts'
import type { Installations } from '../../../src/installations/port.ts'
import { ShiftedClock } from '../../../src/lib/clock.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { logger } from '../../../src/lib/log.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { inWords } from '../../../src/words/render.ts'
import { FakeHouse } from '../../support/fake-house.ts'
import type { Org, Workspace } from '../../support/slack/org.ts'
import type { Room } from '../../support/slack/rooms.ts'
import { SlackPerson } from '../../support/slack/person.ts'
import { SlackStandIn } from '../../support/slack/stand-in.ts'
import type { Install } from '../../support/slack/tokens.ts'

export interface Wishes {
  readonly grid?: boolean
  readonly socket?: boolean
  /** Installed by OAuth: nothing is installed at first. */
  readonly oauth?: boolean
  readonly alerts?: boolean
  /** How long Slack waits for an answer at all (ms). */
  readonly patience?: number
  readonly clock?: ShiftedClock
  /** Another house than the one that plays. */
  readonly house?: House
  readonly scopes?: readonly string[]
}

/** The adapter between a Slack of our own and a house that plays what it is told; over HTTP, by Bolt, as in earnest. */
export class Desk {
  readonly clock: ShiftedClock
  readonly slack: SlackStandIn
  readonly config: SlackConfig
  readonly adapter: Adapter
  readonly house: FakeHouse
  readonly installations: Installations
  readonly corp: Workspace
  readonly org: Org | undefined
  /** The alert channel, where one is wished for. */
  readonly alerts: Room
  readonly onCall: Room
  readonly install: Install | undefined
  readonly lines: string[] = []
  readonly #server = createServer()
  #origin = ''
  #stop: Stop = () => Promise.resolve()

  private constructor(slack: SlackStandIn, clock: ShiftedClock, wishes: Wishes) {
    this.slack = slack
    this.clock = clock
    const { platform } = slack
    this.org = wishes.grid === true ? platform.org('Group') : undefined
    this.corp = platform.workspace('Corp', this.org)
    const admin = platform.account(this.corp, 'admin')
    const at = this.org ?? this.corp
    this.install = wishes.oauth === true ? undefined : platform.install(at, admin, wishes.scopes ?? scopes)
    this.alerts = platform.channel(this.corp, 'alerts', [this.install?.botUserId ?? ''])
    this.onCall = platform.channel(this.corp, 'on-call', [this.install?.botUserId ?? ''])
    this.config = {
      appId: platform.appId,
      arrives:
        wishes.socket === true
          ? { mode: 'socket', appToken: new Secret(platform.tokens.appLevel(['connections:write'])) }
          : { mode: 'http', signingSecret: new Secret(platform.signingSecret) },
      speaks:
        this.install === undefined
          ? {
              by: 'oauth',
              clientId: platform.clientId,
              clientSecret: new Secret(platform.clientSecret),
            }
          : { by: 'token', botToken: new Secret(platform.tokens.grant(this.install).access) },
      workspaces: this.org === undefined ? [this.corp.id] : [],
      enterprises: this.org === undefined ? [] : [this.org.id],
      ...(wishes.alerts === true && { alertChannel: this.alerts.id, onCallChannel: this.onCall.id }),
      apiUrl: slack.apiUrl,
    }
    const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'one') }])
    this.installations = installations(memoryStore(clock), keyring, 'slack')
    this.adapter = this.again()
    this.house = new FakeHouse(this.adapter)
  }

  static async open(wishes: Wishes = {}): Promise<Desk> {
    const clock = wishes.clock ?? new ShiftedClock()
    const patience = wishes.patience === undefined ? {} : { patienceMilliseconds: wishes.patience }
    const slack = await SlackStandIn.start({ now: () => clock.now(), ...patience })
    const desk = new Desk(slack, clock, wishes)
    const [route] = desk.adapter.routes ?? []
    if (route === undefined) throw new Error('no route')
    const listener = getRequestListener(async (request) => await route.handle(request, { ip: '127.0.0.1' }))
    desk.#server.on('request', (request, response) => void listener(request, response))
    await new Promise<void>((listening) => desk.#server.listen(0, '127.0.0.1', listening))
    const address = desk.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no address')
    desk.#origin = `http://127.0.0.1:${address.port}`
    if (wishes.socket !== true) desk.slack.courier.pointAt(`${desk.#origin}/slack/events`)
    desk.#stop = await desk.adapter.start(wishes.house ?? desk.house)
    if (wishes.socket === true) await desk.slack.platform.until(() => desk.slack.sockets.connected.length > 0)
    return desk
  }

  /** Another process of the service, with the same store. */
  again(): Adapter {
    return slackAdapter({
      config: this.config,
      installations: this.installations,
      words: inWords,
      baseUrl: 'https://latchkey.corp.example',
      clock: this.clock,
      log: logger({ write: (line) => this.lines.push(line) }),
    })
  }

  get origin(): string {
    return this.#origin
  }

  person(...who: Parameters<SlackStandIn['platform']['account']> extends [unknown, ...infer R] ? R : never) {
    return new SlackPerson(this.slack, this.slack.platform.account(this.corp, ...who))
  }

  /** Resolves when the house has heard as many. */
  async heard(times: number): Promise<void> {
    await untilTrue(() => this.house.heard.length >= times)
  }

  async close(): Promise<void> {
    await this.#stop()
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
    await this.slack.stop()
    if (this.slack.faults.length > 0) throw new AggregateError(this.slack.faults, 'the stand-in broke')
  }
}

/** Waits as long as the test may: for a condition, never for a time. */
export const untilTrue = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((soon) => setTimeout(soon, 5))
}
