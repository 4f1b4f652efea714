import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import { CloudAdapter } from 'botbuilder'
import { botAuthentication } from '../../adapters/teams/bot-authentication.ts'
import type { Cloud } from '../../adapters/teams/clouds.ts'
import { BotCredentials } from '../../adapters/teams/credentials.ts'
import { assemble } from '../../src/assemble.ts'
import { openPlatforms } from '../../src/assemble-platforms.ts'
import { openStore } from '../../src/assemble-services.ts'
import { demoConfig } from '../../src/config/demo.ts'
import type { Config } from '../../src/config/port.ts'
import { memoryDirectory } from '../../src/directory/memory.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { logger } from '../../src/lib/log.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Timekeeper } from '../../src/lib/timekeeper.ts'
import { parsed } from '../../src/story/record.ts'

/** Which server this process is, and what it has to know of the platform and the store. */
export interface Wanted {
  readonly kind: 'bolt' | 'slack' | 'botbuilder' | 'teams'
  readonly port: number
  readonly redis: string
  readonly slack: {
    readonly appId: string
    readonly signingSecret: string
    readonly token: string
    readonly workspace: string
    readonly apiUrl: string
  }
  readonly teams: {
    readonly appId: string
    readonly tenant: string
    readonly secret: string
    readonly cloud: Cloud
    readonly service: string
  }
}

/** Bolt as its own documentation sets it up, which acknowledges a press and does nothing. */
const bareBolt = async ({ port, slack }: Wanted): Promise<void> => {
  const app = new App({
    receiver: new HTTPReceiver({ signingSecret: slack.signingSecret, endpoints: '/slack/events' }),
    logLevel: LogLevel.ERROR,
    authorize: () => Promise.resolve({ botToken: slack.token, botId: 'B1', botUserId: 'U1' }),
  })
  app.action(/./, async ({ ack }) => await ack())
  await app.start(port)
}

/** botbuilder with its own checks of the token, which hears a message and does nothing. */
const bareBotbuilder = async ({ port, teams }: Wanted): Promise<void> => {
  const { appId, tenant, cloud } = teams
  const credential = { kind: 'secret', secret: new Secret(teams.secret) } as const
  const credentials = new BotCredentials(
    { appId, tenant, credential, login: cloud.login, scope: cloud.scope },
    systemClock,
  )
  const adapter = new CloudAdapter(botAuthentication({ appId, tenant, cloud }, credentials))
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const answer = {
        socket: {},
        status: (code: number) => void (response.statusCode = code),
        header: () => undefined,
        send: () => undefined,
        end: () => void response.end(),
      }
      const headers = { authorization: request.headers.authorization ?? '' }
      await adapter.process({ method: 'POST', headers, body: parsed(body) }, answer, async () => {})
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

/** The whole service over Redis: our gate, the SDK, the durable inbox before the answer, and the house that hears. */
const whole = async ({ kind, port, redis, slack, teams }: Wanted): Promise<void> => {
  const log = logger({ write: () => undefined })
  const slackConfig = {
    appId: slack.appId,
    arrives: { mode: 'http', signingSecret: new Secret(slack.signingSecret) },
    speaks: { by: 'token', botToken: new Secret(slack.token) },
    workspaces: [slack.workspace],
    enterprises: [],
    apiUrl: slack.apiUrl,
  } as const
  const { metadata, login } = teams.cloud
  const teamsConfig = {
    appId: teams.appId,
    tenants: [teams.tenant],
    cloud: 'public',
    credential: { kind: 'secret', secret: new Secret(teams.secret) },
    endpoints: { metadata, login, service: teams.service },
  } as const
  const config: Config = {
    ...demoConfig(port),
    store: { kind: 'redis', url: new Secret(redis), sentinels: [] },
    ...(kind === 'slack' ? { slack: slackConfig } : { teams: teamsConfig }),
  }
  const store = await openStore(config.store, systemClock, log)
  const clock = new Timekeeper({ shared: () => store.ping() })
  const app = await assemble({
    config,
    clock,
    log,
    store,
    directory: memoryDirectory([], clock),
    mail: { send: () => Promise.resolve() },
    adapters: await openPlatforms(config, clock, log),
  })
  await app.start()
}

const servers = { bolt: bareBolt, botbuilder: bareBotbuilder, slack: whole, teams: whole }

process.once('message', (wanted: Wanted) => {
  void servers[wanted.kind](wanted).then(() => {
    process.on('message', () => process.send?.(process.cpuUsage()))
    process.send?.('ready')
  })
})
process.on('disconnect', () => process.exit(0))
