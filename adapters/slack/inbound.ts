import type { App } from '@slack/bolt'
import type { ChatEvent, House } from '../../src/house/port.ts'
import { hear, type Channels } from './hear.ts'
import type { Admitted } from './verify.ts'

export interface InboundParts {
  readonly house: House
  readonly app: () => App
  /** The app was taken out of a workspace, or its token is dead. */
  readonly removed: (admitted: Admitted) => Promise<void>
  /** Presses there are told as such. */
  readonly channels: Channels
  readonly failed: (cause: unknown, what: string) => void
}

/** Under this name Bolt hands the event on to its listeners. */
export const property = 'latchkey'

export class Carried {
  readonly event: ChatEvent
  constructor(event: ChatEvent) {
    this.event = event
  }
}

/** What Slack sent, from either door: kept durably first, acknowledged then, worked off through Bolt afterwards. */
export class Inbound {
  readonly #parts: InboundParts
  readonly #working = new Set<Promise<void>>()

  constructor(parts: InboundParts) {
    this.#parts = parts
  }

  /**
   * Resolves when it may be acknowledged: it is in the inbox, was there before, or is none of our business. Rejects when that is
   * not certain; then Slack sends it again.
   */
  async take(admitted: Admitted): Promise<void> {
    if (isRemoval(admitted)) return await this.#parts.removed(admitted)
    const event = hear(admitted.payload, admitted.origin, this.#parts.channels)
    if (event === undefined || !(await this.#parts.house.inbox.accept(event))) return
    const working = this.#work(admitted, event).finally(() => this.#working.delete(working))
    this.#working.add(working)
  }

  /** Resolves when everything taken has been worked off. */
  async drain(): Promise<void> {
    await Promise.all(this.#working)
  }

  /** Whatever fails here stays in the inbox, and the sweep hears it again. */
  async #work({ payload }: Admitted, event: ChatEvent): Promise<void> {
    const ack = (): Promise<void> => Promise.resolve()
    try {
      await this.#parts
        .app()
        .processEvent({ body: payload, ack, customProperties: { [property]: new Carried(event) } })
    } catch (cause) {
      this.#parts.failed(cause, 'bolt')
    }
  }
}

/** `tokens_revoked` also tells of people's own tokens, of which we have none. */
const isRemoval = ({ payload }: Admitted): boolean => {
  const event: unknown = payload.type === 'event_callback' ? payload['event'] : undefined
  if (typeof event !== 'object' || event === null || !('type' in event)) return false
  if (event.type === 'app_uninstalled') return true
  const tokens: unknown = event.type === 'tokens_revoked' && 'tokens' in event ? event.tokens : undefined
  if (typeof tokens !== 'object' || tokens === null || !('bot' in tokens)) return false
  return Array.isArray(tokens.bot) && tokens.bot.length > 0
}
