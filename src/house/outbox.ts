import type { BoardPort } from '../alerts/port.ts'
import { minute, second, type Clock } from '../lib/clock.ts'
import type { MailPort } from '../notify/port.ts'
import type { Card } from '../story/card.ts'
import { Fault, never } from '../story/errors.ts'
import type { Journal } from '../story/event.ts'
import { parsed, type Change, type PendingTell, type Store, type Stored } from '../story/record.ts'
import type { Actor, Notice, Recipient, Tell } from '../story/story.ts'
import { sha256 } from '../lib/ids.ts'
import { collected } from './collected.ts'
import type { Adapter, Drawn, Sent } from './port.ts'

/** A message on its way: from a flow, an alert only for the platform that it names; or put by a platform. */
type Waiting = (
  | (PendingTell & { readonly platform?: string })
  | {
      readonly put: {
        readonly drawn: Drawn
        readonly platform: string
        readonly to: Actor | 'alerts'
        readonly key: string
      }
    }
) & {
  /** How often it was put off. */
  readonly tries?: number
}

export interface OutboxParts {
  readonly store: Store
  readonly clock: Clock
  readonly journal: Journal
  readonly adapters: readonly Adapter[]
  readonly mail: MailPort
  /** The link by which the reader of a notice says "that wasn't me", made when it is sent: it is nowhere stored. */
  readonly disownUrl: (key: string, notice: Notice) => Promise<string>
  /** Card → mail, in words. */
  readonly compose: (card: Card, disownUrl?: string) => { readonly subject: string; readonly text: string }
  /** Where messages for the alert channel go that belong on a card with others; absent = each is a message of its own. */
  readonly board?: BoardPort
  /** Who the flow's person is in chat. */
  readonly actorOf: (flow: string) => Promise<Actor | undefined>
}

const leaseMs = 30 * second
const patienceMs = 60 * minute
/** A day of minutes: then the address is taken for dead, and the journal says so. */
const mostTries = 1440

/** What one conversation tells one recipient leaves in its order. An alert has a message for every platform, named behind the `@`. */
export const conversationsOrder = (key: string): string =>
  key.replace(/^(outbox:[^:]+):\d+:\d+(@[^:]+)?$/, '$1$2')

/**
 * Messages nobody waits for, each sent at least once under its key. A platform that asks to wait delays its own
 * conversation only: every message has its own next time, and an end to its patience.
 */
export class Outbox {
  readonly #parts: OutboxParts

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  /** Queues a message; a key that is queued or was sent within the hour is not queued again. */
  async put(drawn: Drawn, platform: string, to: Actor | 'alerts', key: string): Promise<void> {
    await this.#parts.store.write(this.waiting(drawn, platform, to, key))
  }

  /** The same as changes, for one write with what it tells of; they do not go through for a key that was queued. */
  waiting(drawn: Drawn, platform: string, to: Actor | 'alerts', key: string): readonly Change[] {
    const value: Waiting = { put: { drawn, platform, to, key } }
    // One write: a crash between the two would lose the message and refuse it when it is put again.
    return [
      { key: `told:${platform}:${key}`, rev: 0, value: '1', ttlMs: patienceMs },
      {
        key: `outbox:${platform}:${key}`,
        rev: 0,
        value: JSON.stringify(value),
        dueAt: this.#parts.clock.now(),
      },
    ]
  }

  /** Sends one due message, or leaves it for later. */
  async deliver(key: string): Promise<void> {
    const { store, clock } = this.#parts
    const stored = await store.read(key)
    if (stored === undefined) return
    const now = clock.now()
    const waiting = parsed<Waiting>(stored.value)
    if ('tell' in waiting && (await collected(this.#parts, stored, waiting))) return
    const turn = await this.#turn(waiting, key)
    if (turn !== 'passed' && this.#isForAll(waiting)) return await this.#split(stored, waiting, turn)
    const lease = { key, rev: stored.rev, value: stored.value, dueAt: now + leaseMs }
    const held = await store.write([lease, ...(turn === 'passed' ? [] : turn)])
    if (!held) return
    // Whoever read it at a later revision is not the first to try.
    const doubted = stored.rev > 1
    const sent: Sent =
      turn === 'passed' ? { kind: 'refused', why: 'hourly' } : await this.#send(waiting, doubted)
    await this.#conclude({ ...stored, rev: stored.rev + 1 }, waiting, sent, now)
  }

  #isForAll(waiting: Waiting): waiting is PendingTell {
    return (
      'tell' in waiting &&
      waiting.tell.to.kind === 'alerts' &&
      waiting.platform === undefined &&
      this.#parts.adapters.length > 1
    )
  }

  /** Every platform has its own alert channel, and a message of its own: none waits for another, none gets it twice. */
  async #split(stored: Stored, { tell, flow }: PendingTell, turn: readonly Change[]): Promise<void> {
    const { store, clock, adapters } = this.#parts
    const { hourly: _had, ...rest } = tell
    const each = adapters.map(({ name: platform }): Change => {
      const value: Waiting = { tell: rest, flow, platform }
      return {
        key: `${stored.key}@${platform}`,
        rev: 0,
        value: JSON.stringify(value),
        dueAt: clock.now(),
      }
    })
    await store.write([{ key: stored.key, rev: stored.rev, value: null }, ...turn, ...each])
  }

  /** Takes this hour's turn for a message that has to wait for one; whoever died holding it still has it. */
  async #turn(waiting: Waiting, key: string): Promise<readonly Change[] | 'passed'> {
    if (!('tell' in waiting)) return []
    const { hourly, unasked } = waiting.tell
    const name = unasked === undefined ? hourly : `unasked:${sha256(unasked)}`
    if (name === undefined) return []
    const turn = `hourly:${name}`
    const taken = await this.#parts.store.read(turn)
    if (taken === undefined) return [{ key: turn, rev: 0, value: key, ttlMs: patienceMs }]
    return taken.value === key ? [] : 'passed'
  }

  async #conclude(stored: Stored, waiting: Waiting, sent: Sent, now: number): Promise<void> {
    const { store, journal } = this.#parts
    const { key, rev } = stored
    if (sent.kind === 'later' && (waiting.tries ?? 0) < mostTries) {
      const again: Waiting = { ...waiting, tries: (waiting.tries ?? 0) + 1 }
      await store.write([{ key, rev, value: JSON.stringify(again), dueAt: now + sent.afterMs }])
      return
    }
    const flow = 'flow' in waiting ? waiting.flow : undefined
    const to = 'tell' in waiting ? waiting.tell.to.kind : waiting.put.to === 'alerts' ? 'alerts' : 'person'
    const why = sent.kind === 'refused' ? sent.why : sent.kind === 'later' ? 'given up' : undefined
    const platform = 'platform' in waiting ? waiting.platform : undefined
    const detail = { to, ...(platform !== undefined && { platform }), ...(why !== undefined && { why }) }
    await journal.append([
      {
        event: why === undefined ? 'notice.sent' : why === 'hourly' ? 'notice.withheld' : 'notice.failed',
        id: `${key}:${sent.kind}`,
        ...(flow !== undefined && { flow }),
        detail,
      },
    ])
    await store.write([{ key, rev, value: null }])
  }

  async #send(waiting: Waiting, doubted: boolean): Promise<Sent> {
    if ('put' in waiting) {
      const { drawn, platform, to, key } = waiting.put
      const adapter = this.#parts.adapters.find((a) => a.name === platform)
      return adapter === undefined
        ? { kind: 'refused', why: 'no such platform' }
        : await adapter.tell({ ...drawn, posting: { key, doubted } }, to, key)
    }
    const { tell, flow } = waiting
    switch (tell.to.kind) {
      case 'person':
        return await this.#tellChat(await this.#parts.actorOf(flow), flow, tell, doubted)
      case 'chat':
        return await this.#tellChat(tell.to.to, flow, tell, doubted)
      case 'alerts':
        return await this.#tellAlerts(tell, waiting.platform, doubted)
      case 'mail':
        return await this.#mail(tell, tell.to)
      default:
        return never(tell.to)
    }
  }

  async #tellChat(
    actor: Actor | undefined,
    flow: string,
    { card, key }: Tell,
    doubted: boolean,
  ): Promise<Sent> {
    const adapter = this.#parts.adapters.find((a) => a.name === actor?.platform)
    if (actor === undefined || adapter === undefined) return { kind: 'refused', why: 'nobody to tell' }
    const posting = { key, doubted }
    return await adapter.tell({ card, posting, ...(card.asks.length > 0 && { flow }) }, actor, key)
  }

  async #tellAlerts({ card, key }: Tell, platform: string | undefined, doubted: boolean): Promise<Sent> {
    const adapter = this.#parts.adapters.find(({ name }) => platform === undefined || name === platform)
    if (adapter === undefined) return { kind: 'refused', why: 'no alert channel' }
    return await adapter.tell({ card, posting: { key, doubted } }, 'alerts', key)
  }

  async #mail({ card, key }: Tell, { to, disowns }: Extract<Recipient, { kind: 'mail' }>): Promise<Sent> {
    const { mail, compose, disownUrl } = this.#parts
    try {
      const url = disowns && (await disownUrl(key, disowns))
      await mail.send({ to, key, ...compose(card, url) })
      return { kind: 'sent' }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      return { kind: 'later', afterMs: minute }
    }
  }
}
