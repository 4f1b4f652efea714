import { setTimeout as wait } from 'node:timers/promises'
import { SocketModeReceiver, type Logger } from '@slack/bolt'
import { second } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import { clientOptions } from './clients.ts'
import { commandAnswer, isCommand } from './receiver.ts'
import type { Refusal } from './refusals.ts'
import { admit, type Admitted, type GateSettings } from './verify.ts'

export interface SocketParts {
  readonly appToken: Secret
  readonly apiUrl: string
  readonly logger: Logger
  readonly gate: GateSettings
  readonly take: (admitted: Admitted) => Promise<void>
  readonly refused: (why: Refusal) => void
  readonly failed: (cause: unknown, what: string) => void
  readonly inPrivate: string
}

interface Envelope {
  readonly body: unknown
  readonly ack: (answer?: Record<string, unknown>) => Promise<void>
}

const mostRestMs = 30 * second

/**
 * The same over a WebSocket that we open. Nothing is signed there: what comes over the connection that our app token opened is
 * Slack's. Bolt's own receiver would acknowledge before anything is kept, so it is only lent for its connection; and connected
 * again by ourselves: by itself it leaves a rejection unhandled when Slack takes the token no more, which ends the process, and
 * with it what other platforms and pages had in hand.
 */
export const openSocket = (parts: SocketParts): { start(): void; stop(): Promise<void> } => {
  const { client } = new SocketModeReceiver({
    appToken: parts.appToken.reveal(),
    logger: parts.logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(parts.apiUrl, parts.logger) },
  })
  client.on('slack_event', (envelope: Envelope) => {
    taken(parts, envelope).catch((cause: unknown) => parts.failed(cause, 'socket'))
  })
  const stopped = new AbortController()
  /** One connection from its beginning to its end; false when there never was one. */
  const held = async (): Promise<boolean> => {
    const ended = new Promise<void>((resolve) => client.once('disconnected', resolve))
    try {
      await client.start()
    } catch (cause) {
      if (!stopped.signal.aborted) parts.failed(cause ?? closed(), 'socket')
      return false
    }
    if (stopped.signal.aborted) await client.disconnect()
    await ended
    return true
  }
  const keep = async (): Promise<void> => {
    for (let restMs = second; !stopped.signal.aborted;) {
      restMs = (await held()) ? second : Math.min(restMs * 2, mostRestMs)
      if (!stopped.signal.aborted) await rest(restMs, stopped.signal)
    }
  }
  return {
    start: () => void keep().catch((cause: unknown) => parts.failed(cause, 'socket')),
    stop: async () => {
      stopped.abort()
      await client.disconnect()
    },
  }
}

const closed = (): Fault => new Fault('ERR_CHAT', 'Slack closed the connection before it was open')

/** Shorter where somebody stops it. */
const rest = async (ms: number, signal: AbortSignal): Promise<void> => {
  await Promise.allSettled([wait(ms, undefined, { signal, ref: false })])
}

/** What is not acknowledged is sent again, to whichever replica is connected. */
const taken = async (parts: SocketParts, { body, ack }: Envelope): Promise<void> => {
  const verdict = admit(body, parts.gate)
  if (verdict.kind !== 'admitted') {
    if (verdict.kind === 'refused') parts.refused(verdict.why)
    return await ack()
  }
  await parts.take(verdict)
  await ack(isCommand(verdict.payload) ? commandAnswer(parts.inPrivate) : undefined)
}
