import type { Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import type { AuditEvent, Journal } from '../story/event.ts'
import { entryOf } from './entry.ts'
import type { Entry, Sink } from './port.ts'

export interface JournalOptions {
  /** Milliseconds that a sink may take. */
  readonly patienceMs?: number
  /** Hears of a sink that failed, also when another one took the events. */
  readonly onSinkFailure?: (sink: string, cause: unknown) => void
}

export interface RecordingJournal extends Journal {
  /** The newest acknowledged events, newest first, of this process. */
  recent(limit: number): readonly Entry[]
  close(): Promise<void>
}

/**
 * The one door to the audit sinks. `append` resolves when at least one sink has the events durably, and rejects
 * with `Fault` ERR_AUDIT when none has within two seconds: what was to follow must then not happen. An event with
 * an id that this process has had acknowledged lately is not written again; after a crash it may be (at least once).
 */
export const journal = (
  sinks: readonly Sink[],
  clock: Clock,
  options: JournalOptions = {},
): RecordingJournal => {
  if (sinks.length === 0) throw new Fault('ERR_CONFIG', 'no audit sink: nothing may happen unrecorded')
  const { patienceMs = 2000, onSinkFailure = () => undefined } = options
  const told = new Map<string, Promise<void>>()
  const ring: Entry[] = []

  const keep = async (entries: readonly Entry[]): Promise<void> => {
    await acknowledged(sinks, entries, patienceMs, onSinkFailure)
    ring.push(...entries)
    ring.splice(0, ring.length - remembered)
  }

  return {
    async append(events) {
      const fresh: Entry[] = []
      const earlier: Promise<void>[] = []
      for (const event of events) {
        const entry = entryOf(event, clock.now())
        const before = event.id === undefined ? undefined : told.get(entry.id)
        if (before !== undefined) earlier.push(before)
        else if (!fresh.some(({ id }) => id === entry.id)) fresh.push(entry)
      }
      const now = fresh.length === 0 ? Promise.resolve() : keep(fresh)
      remember(told, namedIn(events, fresh), now)
      await Promise.all([now, ...earlier])
    },
    recent: (limit) => ring.slice(-Math.max(1, limit)).toReversed(),
    close: async () => {
      await Promise.all(sinks.map((sink) => sink.close()))
    },
  }
}

const remembered = 500
const rememberedIds = 10_000

const namedIn = (events: readonly AuditEvent[], fresh: readonly Entry[]): string[] => {
  const named = new Set(events.map((event) => event.id))
  return fresh.map(({ id }) => id).filter((id) => named.has(id))
}

/** A failed append is forgotten, so that the same event may be told again. */
const remember = (told: Map<string, Promise<void>>, ids: readonly string[], now: Promise<void>): void => {
  for (const id of ids) told.set(id, now)
  now.catch(() => {
    for (const id of ids) told.delete(id)
  })
  for (const id of told.keys()) {
    if (told.size <= rememberedIds) break
    told.delete(id)
  }
}

/** Resolves with the first sink that has the entries; every sink is asked. */
const acknowledged = async (
  sinks: readonly Sink[],
  entries: readonly Entry[],
  patienceMs: number,
  onSinkFailure: (sink: string, cause: unknown) => void,
): Promise<void> => {
  const deadline = new AbortController()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const fault = new Fault('ERR_AUDIT', `no answer within ${patienceMs} ms`)
    late.reject(fault)
    deadline.abort(fault)
  }, patienceMs)
  const asked = sinks.map(async (sink) => {
    try {
      await Promise.race([sink.append(entries, deadline.signal), late.promise])
    } catch (cause) {
      onSinkFailure(sink.name, cause)
      throw cause
    }
  })
  void Promise.allSettled(asked).then(() => clearTimeout(timer))
  try {
    await Promise.any(asked)
  } catch (cause) {
    throw new Fault('ERR_AUDIT', 'no audit sink took the events', { cause })
  }
}
