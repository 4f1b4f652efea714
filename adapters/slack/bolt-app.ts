import { App, LogLevel, type Logger, type Receiver, type webApi } from '@slack/bolt'
import type { House } from '../../src/house/port.ts'
import type { Access } from './access.ts'
import { Carried, property } from './inbound.ts'
import { originOf, payloadOf } from './payload.ts'
import { Fault } from '../../src/story/errors.ts'

/** Requests come in by our own routes and sockets: Bolt listens nowhere. */
const silent: Receiver = {
  init: () => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

export interface BoltParts {
  readonly house: House
  readonly access: Access
  readonly clientOptions: webApi.WebClientOptions
  readonly logger: Logger
  readonly failed: (cause: unknown, what: string) => void
}

/** Bolt, with one thing to do: hand each event that is in the inbox to the house. */
export const boltApp = ({ house, access, clientOptions, logger, failed }: BoltParts): App => {
  const app = new App({
    receiver: silent,
    logger,
    logLevel: LogLevel.WARN,
    clientOptions,
    // Its own store would keep every conversation in memory.
    convoStore: false,
    attachFunctionToken: false,
    // Without this Bolt would ask auth.test for every event.
    authorize: async (_source, body) => {
      const payload = payloadOf(body)
      const origin = payload && originOf(payload)
      if (origin === undefined) throw new Fault('ERR_CHAT', 'no installation in what Slack sent')
      const { token, botId, botUserId } = await access.of(origin.installed)
      return { botToken: token, botId, botUserId }
    },
  })
  const listen = async ({
    context,
  }: {
    readonly context: Readonly<Record<string, unknown>>
  }): Promise<void> => {
    const carried = context[property]
    if (carried instanceof Carried) await house.hear(carried.event)
  }
  app.event(/./, listen)
  app.action(/./, listen)
  app.view(/./, listen)
  app.command(/./, listen)
  app.error(async (cause) => failed(cause, 'bolt'))
  return app
}
