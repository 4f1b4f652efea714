import { minute, second, type Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import type { Health, Part, PartHealth } from './health.ts'
import { awayCard, backCard } from './outage-cards.ts'
import type { AlertSettings, BoardPort, Happening } from './port.ts'
import type { Card } from '../story/card.ts'

export interface OutagesParts {
  readonly health: Health
  readonly board: BoardPort
  readonly store: Store
  readonly clock: Clock
  readonly settings: Pick<AlertSettings, 'outageMs'>
  /** Names this process. */
  readonly replica: string
  /** Asked of a part that fails and that nobody may be using; what it finds is reported like any use. */
  readonly probes: Partial<Record<Part, () => Promise<unknown>>>
  /** Asks after what nobody uses from moment to moment, and reports it. */
  readonly asks?: () => Promise<void>
  /** Tells the alert channels without the store, for when that is what is away. */
  readonly tell: (card: Card, key: string) => Promise<void>
  /** Told of what could not be done; it is done at the next look. */
  readonly failed: (cause: unknown) => void
}

/** One that is on a card: since when, and which processes saw it fail lately. */
interface Away {
  readonly since: number
  readonly seen: Readonly<Record<string, number>>
}

const everyMs = 5 * second
/** How often a process says that it still fails, and when one that no longer does is taken for dead. */
const heartbeatMs = 30 * second
const deadMs = 2 * minute

/**
 * Says what we depend on and cannot use: once, after it has failed for as long as `outageMs`, whichever replicas saw it; and that
 * it works again when it does for all of them. A process that dies meanwhile leaves no outage standing for ever.
 */
export class Outages {
  readonly #parts: OutagesParts
  /** When the store was said to be away, by this process. */
  #storeAway: number | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(parts: OutagesParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.round(), everyMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** One look at every part. Never rejects. */
  async round(): Promise<void> {
    await this.#tried(async () => await this.#parts.asks?.())
    for (const [part, state] of this.#parts.health.parts) await this.#tried(() => this.#look(part, state))
  }

  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      this.#parts.failed(cause)
      if (!(cause instanceof Fault)) throw cause
    }
  }

  async #look(part: Part, state: PartHealth): Promise<void> {
    const { settings, probes } = this.#parts
    const isAway = !state.works && state.last - state.since >= settings.outageMs
    if (part === 'store') await this.#lookAtStore(state, isAway)
    else if (isAway) await this.#away(part, state)
    else if (state.works) await this.#back(part)
    if (!state.works) await probes[part]?.().catch(() => undefined)
  }

  async #away(part: Part, { since }: PartHealth): Promise<void> {
    const { clock, board, replica } = this.#parts
    const now = clock.now()
    const { rev, away } = await this.#read(part)
    const begun = away?.since ?? since
    if (now - (away?.seen[replica] ?? 0) < heartbeatMs) return
    const next: Away = { since: begun, seen: { ...away?.seen, [replica]: now } }
    const happening = happeningOf(part, awayCard(part, begun), `${part}:${begun}`, now)
    await board.take(away === undefined ? [happening] : [], [this.#change(part, rev, next)])
  }

  async #back(part: Part): Promise<void> {
    const { clock, board, replica } = this.#parts
    const now = clock.now()
    const { rev, away } = await this.#read(part)
    if (away === undefined) return
    const others = Object.entries(away.seen).filter(([by, at]) => by !== replica && now - at < deadMs)
    if (others.length > 0) {
      if (away.seen[replica] === undefined) return
      await board.take([], [this.#change(part, rev, { ...away, seen: Object.fromEntries(others) })])
      return
    }
    const over = happeningOf(part, backCard(part, now - away.since), `${part}:${away.since}:over`, now)
    await board.take([{ ...over, over: true }], [this.#change(part, rev, undefined)])
  }

  /** Nothing can be kept while the store is away, so each process speaks for itself, and says which one it is. */
  async #lookAtStore({ works, since }: PartHealth, isAway: boolean): Promise<void> {
    const { clock, replica, tell } = this.#parts
    if (isAway && this.#storeAway === undefined) {
      this.#storeAway = since
      await tell(awayCard('store', since, replica), `outage:store:${replica}:${since}`)
    }
    if (!works || this.#storeAway === undefined) return
    const began = this.#storeAway
    this.#storeAway = undefined
    await tell(backCard('store', clock.now() - began, replica), `outage:store:${replica}:${began}:over`)
  }

  async #read(part: Part): Promise<{ readonly rev: number; readonly away?: Away }> {
    const stored = await this.#parts.store.read(keyOf(part))
    return stored === undefined ? { rev: 0 } : { rev: stored.rev, away: parsed<Away>(stored.value) }
  }

  #change(part: Part, rev: number, away: Away | undefined): Change {
    return { key: keyOf(part), rev, value: away === undefined ? null : JSON.stringify(away) }
  }
}

const keyOf = (part: Part): string => `outage:${part}`

const happeningOf = (part: Part, { title, lines, tone }: Card, key: string, at: number): Happening => ({
  kind: 'outage',
  about: part,
  key,
  at,
  says: title,
  lines,
  tone: tone === 'good' ? 'good' : 'bad',
  loud: true,
})
