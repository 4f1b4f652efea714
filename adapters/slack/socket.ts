import { SocketModeReceiver, type Logger } from '@slack/bolt'
import type { Secret } from '../../src/lib/secret.ts'
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

/**
 * The same over a WebSocket that we open. Nothing is signed there: what comes over the connection that our app token opened is
 * Slack's. Bolt's own receiver would acknowledge before anything is kept, so it is only lent for its connection.
 */
export const openSocket = (parts: SocketParts): { start(): Promise<void>; stop(): Promise<void> } => {
  const { client } = new SocketModeReceiver({
    appToken: parts.appToken.reveal(),
    logger: parts.logger,
    installerOptions: {
      clientOptions: { slackApiUrl: parts.apiUrl, allowAbsoluteUrls: false },
    },
  })
  client.on('slack_event', (envelope: Envelope) => {
    taken(parts, envelope).catch((cause: unknown) => parts.failed(cause, 'socket'))
  })
  return {
    start: async () => void (await client.start()),
    stop: async () => await client.disconnect(),
  }
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
