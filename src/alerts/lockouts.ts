import type { Directory, Lockout } from '../directory/port.ts'
import { hour, minute, second, type Clock } from '../lib/clock.ts'
import { say, type Phrase } from '../story/card.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { AlertSettings, BoardPort, Happening } from './port.ts'

export interface LockoutWatchParts {
  readonly store: Store
  readonly clock: Clock
  readonly directory: Pick<Directory, 'people' | 'watch'>
  readonly board: BoardPort
  readonly settings: Pick<AlertSettings, 'lockoutsMs'>
  /** Names this process. */
  readonly replica: string
  /** Names the directory: a cursor of another one means nothing. */
  readonly of: string
  /** Told of what could not be done; it is tried again, less and less often. */
  readonly failed: (cause: unknown) => void
}

/** How far lockouts were told, and who watches until when (ms since the epoch). */
interface Watching {
  readonly of: string
  readonly cursor?: string
  readonly at: number
  readonly by: string
  readonly until: number
}

const key = 'watch:lockouts'
/** What is older is not caught up with: nobody would act on it. */
const catchUpMs = 12 * hour
const mostNamed = 8
/** After so many answers to one cursor that make no sense it is given up. */
const mostUnread = 3
const mostRestMs = 5 * minute

/**
 * Tells the helpdesk of accounts as the directory locks them. One replica watches at a time; how far it came is written along
 * with what it tells, so that nothing is told twice or never, whoever dies.
 */
export class LockoutWatch {
  readonly #parts: LockoutWatchParts
  readonly #leaseMs: number
  #failures = 0
  #unread = 0
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(parts: LockoutWatchParts) {
    this.#parts = parts
    this.#leaseMs = Math.max(30 * second, 3 * parts.settings.lockoutsMs)
  }

  start(): void {
    if (this.#parts.settings.lockoutsMs > 0) this.#next()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  /** How long until the next look (ms): a directory that is away is asked less and less often. */
  get restMs(): number {
    const { lockoutsMs } = this.#parts.settings
    return Math.max(lockoutsMs, Math.min(lockoutsMs * 2 ** this.#failures, mostRestMs))
  }

  /** One look. Never rejects. */
  async round(): Promise<void> {
    try {
      await this.#look()
      this.#failures = 0
      this.#unread = 0
    } catch (cause) {
      this.#failures += 1
      if (cause instanceof Fault && cause.code === 'ERR_DIRECTORY_ANSWER') this.#unread += 1
      this.#parts.failed(cause)
      if (!(cause instanceof Fault)) throw cause
    }
  }

  #next(): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#looking = this.round().finally(() => this.#next())
    }, this.restMs)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const { store, clock, directory, board, replica, of } = this.#parts
    const now = clock.now()
    const stored = await store.read(key)
    const before = stored && parsed<Watching>(stored.value)
    const isOurs = before?.by === replica
    if (before !== undefined && !isOurs && before.until > now) return
    const known = before?.of === of ? before : undefined
    const isOld = known !== undefined && (now - known.at > catchUpMs || this.#unread >= mostUnread)
    const stale = isOld ? known : undefined
    const from = stale === undefined ? known?.cursor : undefined
    const { events, cursor } = await directory.watch.lockouts(from)
    const news = events.filter(({ at }) => now - at <= catchUpMs)
    // Nothing new: what stands is as good, until the lease has to be renewed.
    if (isOurs && from !== undefined && news.length === 0 && before.until - now > this.#leaseMs / 2) return
    const next: Watching = { of, cursor, at: now, by: replica, until: now + this.#leaseMs }
    const told = [...(stale === undefined ? [] : [missed(stale.at, now)]), ...(await this.#told(news, now))]
    await board.take(told, [{ key, rev: stored?.rev ?? 0, value: JSON.stringify(next) }])
  }

  /** Each as a happening; only the newest are looked up, for no card has room for more. */
  async #told(news: readonly Lockout[], now: number): Promise<readonly Happening[]> {
    const sorted = news.toSorted((a, b) => a.at - b.at)
    const named = sorted.length - mostNamed
    return await Promise.all(
      sorted.map(async (one, n): Promise<Happening> => ({
        kind: 'lockouts',
        about: 'all',
        key: `lockout:${one.person}:${one.at}`,
        at: Math.min(one.at, now),
        says: n < named ? unnamed(one) : await this.#named(one),
        lines: [say('alert.do.lockout')],
        tone: 'bad',
        who: one.person,
      })),
    )
  }

  async #named(one: Lockout): Promise<Phrase> {
    try {
      const status = await this.#parts.directory.people.status(one.person)
      if (status === undefined) return unnamed(one)
      const { displayName: name, account } = status.person
      const slots = { name, account, since: `@${one.at}` }
      const count = status.badPasswords
      return typeof count === 'number' && count > 0
        ? say('alert.lockout', { ...slots, count: `${count}` })
        : say('alert.lockout.uncounted', slots)
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      return unnamed(one)
    }
  }
}

const unnamed = ({ person, at }: Lockout): Phrase =>
  say('alert.lockout.unnamed', { account: person, since: `@${at}` })

const missed = (since: number, now: number): Happening => ({
  kind: 'lockouts',
  about: 'missed',
  key: `lockouts-missed:${since}`,
  at: now,
  says: say('alert.lockouts-missed', { since: `@${since}` }),
  lines: [say('alert.do.missed')],
  tone: 'bad',
})
