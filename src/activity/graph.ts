import { day, hour, minute, second, type Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import { Throttled, type GraphClient } from './graph-client.ts'
import { readGraph } from './graph-sign-in.ts'
import type { Intake } from './intake.ts'
import type { Matching } from './people.ts'
import type { KeeperPort } from './port.ts'

export const graphSource = 'graph'

export interface GraphParts {
  readonly client: Pick<GraphClient, 'page'>
  readonly intake: Pick<Intake, 'teach'>
  readonly keeper: KeeperPort
  readonly matching: Matching
  readonly store: Store
  readonly clock: Clock
  readonly failed: (fault: unknown) => void
  /** We are going; what is on fails, and that is nobody's failure. */
  readonly stop?: AbortSignal
}

interface Cursor {
  /** Everything before this was read (ms since the epoch). */
  readonly until: number
  /** Microsoft asked not to be asked before this. */
  readonly notBefore?: number
}

export const askEveryMs = 5 * minute
/** Sign-ins appear in the log late: so much before the cursor is read again, and what is known repeats itself (ms). */
const overlapMs = hour
/** How far back the very first reading goes, and how much is read in one window (ms). */
const [firstMs, windowMs] = [14 * day, 6 * hour]
/** While one replica reads, no other begins; a reading that takes longer stops between two windows (ms). */
const [claimMs, roundMs] = [askEveryMs - 10 * second, 3 * minute]
/** Microsoft Graph may be away for so long before the source counts as failing (ms). */
const patienceMs = 30 * minute
const mostPages = 400
const cursorPlace = 'activity:graph'

/**
 * Reads the sign-in log of Entra (`GET /auditLogs/signIns`), window after window: a window's pages come in any order, so the
 * cursor moves only when all of them are kept. One replica at a time; two at once would repeat each other and harm nothing.
 */
export class GraphReader {
  readonly #parts: GraphParts

  constructor(parts: GraphParts) {
    this.#parts = parts
  }

  /** Reads what is new, unless another replica does. Never rejects: how it went is in the source's health. */
  async round(): Promise<void> {
    const { store, keeper, clock, failed, stop } = this.#parts
    try {
      if (!(await store.claim(cursorPlace, claimMs))) return
      // One that is made to wait has delivered nothing: if that goes on, it falls silent.
      if (!(await this.#readOn(clock.now() + roundMs))) return
    } catch (fault) {
      if (stop?.aborted === true) return
      failed(fault)
      await this.#failing(fault).catch(failed)
      return
    }
    await keeper.heard(graphSource).catch(failed)
  }

  /** False when Microsoft asked to wait. */
  async #readOn(until: number): Promise<boolean> {
    const { clock } = this.#parts
    for (;;) {
      const { cursor, rev } = await this.#cursor()
      const now = clock.now()
      if ((cursor.notBefore ?? 0) > now) return false
      if (cursor.until >= now || now >= until) return true
      const to = Math.min(cursor.until + windowMs, now)
      try {
        await this.#window(cursor.until - overlapMs, to)
      } catch (cause) {
        if (!(cause instanceof Throttled)) throw cause
        await this.#keep({ ...cursor, notBefore: now + cause.afterMs }, rev)
        return false
      }
      if (!(await this.#keep({ until: to }, rev))) return true
    }
  }

  async #window(from: number, to: number): Promise<void> {
    const { client, intake, matching } = this.#parts
    const filter = `createdDateTime ge ${iso(from)} and createdDateTime lt ${iso(to)}`
    let next: string | undefined = `/auditLogs/signIns?$top=250&$filter=${encodeURIComponent(filter)}`
    for (let pages = 0; next !== undefined; pages++) {
      if (pages === mostPages) throw new Fault('ERR_ACTIVITY', 'Microsoft Graph sends pages without end')
      const page = await client.page(next)
      const told = page.value.flatMap(readGraph)
      await intake.teach(graphSource, matching, told)
      if (told.length > 0 && told.every(({ kind }) => kind === 'refused'))
        throw new Fault('ERR_ACTIVITY', 'Microsoft Graph sends what cannot be read')
      next = page.next
    }
  }

  async #cursor(): Promise<{ readonly cursor: Cursor; readonly rev: number }> {
    const stored = await this.#parts.store.read(cursorPlace)
    if (stored !== undefined) return { cursor: parsed<Cursor>(stored.value), rev: stored.rev }
    return { cursor: { until: this.#parts.clock.now() - firstMs }, rev: 0 }
  }

  async #keep(cursor: Cursor, rev: number): Promise<boolean> {
    return await this.#parts.store.write([{ key: cursorPlace, rev, value: JSON.stringify(cursor) }])
  }

  /** A bad minute is no failure: what is known is as good as half an hour ago. */
  async #failing(fault: unknown): Promise<void> {
    const { keeper, clock } = this.#parts
    const known = (await keeper.sources()).find(({ source }) => source === graphSource)
    if (known?.lastAt !== undefined && clock.now() < known.lastAt + patienceMs) return
    await keeper.heard(graphSource, fault instanceof Fault ? fault.message : 'it does not answer')
  }
}

/** Without milliseconds, as the log's filter takes it. */
const iso = (ms: number): string =>
  `${new Date(Math.floor(ms / second) * second).toISOString().slice(0, 19)}Z`
