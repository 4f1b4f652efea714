import type { Detail, EventName } from '../story/event.ts'

/** One event as it is kept: checked, named and dated; a sink numbers it. */
export interface Entry {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly event: EventName
  readonly flow?: string
  /** The same event told twice carries the same id. */
  readonly id: string
  readonly detail: Readonly<Record<string, Detail>>
}

/** One place that keeps events for good. */
export interface Sink {
  readonly name: string
  /**
   * Resolves once the entries are durable, all of them; rejects with `Fault` ERR_AUDIT otherwise. When `signal`
   * aborts, entries that were not begun are dropped, and of those under way nothing is known.
   */
  append(entries: readonly Entry[], signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
