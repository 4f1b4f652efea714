import type { Phrase } from './card.ts'
import type { AuditEvent } from './event.ts'
import type { Tell, Who } from './story.ts'

/** A stored value with the revision it was read at. */
export interface Stored {
  readonly key: string
  readonly rev: number
  readonly value: string
}

/** One part of an all-or-nothing write. */
export interface Change {
  readonly key: string
  /** The revision that was read; 0 says the key must not exist. The write stores `rev + 1`. */
  readonly rev: number
  /** Text (JSON), or null to delete. */
  readonly value: string | null
  /** Milliseconds until the store may forget it; absent = durable. */
  readonly ttlMs?: number
  /** When the key is next due for the sweep (ms since the epoch); absent = never. */
  readonly dueAt?: number
}

/**
 * What is saved and the one way to save it. Keys are `<kind>:<rest>`; the kind names the queue of due work.
 * Every method rejects with a `Fault` (ERR_STORE) when the store cannot answer in time; then a write may or may
 * not have happened, and the next read tells.
 */
export interface Store {
  read(key: string): Promise<Stored | undefined>
  /** Writes every change, or none: false when any `rev` is not the present one. */
  write(changes: readonly Change[]): Promise<boolean>
  /** True for the first caller within `ttlMs`, false for everyone after: single use. */
  claim(key: string, ttlMs: number): Promise<boolean>
  /** Keys of this kind whose due time has come, earliest first, at most `limit`. */
  due(kind: string, now: number, limit: number): Promise<readonly string[]>
  /** What time the store has (ms since the epoch): the one clock that all replicas share. */
  ping(): Promise<number>
  close(): Promise<void>
}

/** A store that can also be gone through as a whole: for rotating keys and for backups, never for flows. */
export interface WholeStore extends Store {
  /**
   * Keys in batches, all or those of one kind, in no order: every key that was there from beginning to end at least
   * once; one that came or went meanwhile perhaps. Rejects with ERR_STORE where that could not be kept.
   */
  list(kind?: string): AsyncIterable<readonly string[]>
  /**
   * Puts `value` under `rev` in the place of exactly the value in `was`; time to live and due time go on as they were.
   * False when another value stands there by now.
   */
  replace(was: Stored, now: Pick<Stored, 'rev' | 'value'>): Promise<boolean>
}

/**
 * A value of ours as it was stored. Only for what came back out of a sealed store or an envelope that opened: there the
 * seal, not a schema, says that nobody else wrote it.
 */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- the one place that believes the seal
export const parsed = <T>(text: string): T => JSON.parse(text) as T

/** An irreversible act that was begun: what the world looked like, and who may finish it until when. */
export interface Intent {
  /** Names this one attempt everywhere: record, audit, directory. */
  readonly op: string
  readonly step: string
  readonly before: unknown
  /** The replica that holds it. */
  readonly by: string
  readonly begunAt: number
  readonly leaseUntil: number
}

/** What is saved about a flow: facts, never positions. */
export interface FlowRecord<F> {
  readonly id: string
  readonly story: string
  /** The story's version when last written; an older release refuses a newer record. */
  readonly version: number
  /** Rises with every change of facts, tries, intent or outcome; what buttons and proofs are bound to. */
  readonly ver: number
  readonly facts: F
  /** Tries by purpose, counted in the same write as the verdict. */
  readonly tries: Readonly<Record<string, number>>
  /** Ids of the last events decided on, so that a redelivery is dropped. */
  readonly decided: readonly string[]
  readonly intent?: Intent
  /** What the last answer led to, in words, for the one who gave it. */
  readonly note?: { readonly to: Who; readonly says: readonly Phrase[] }
  readonly outcome?: string
  readonly startedAt: number
  /** The end of the person's time (ms since the epoch); moved on by however long they had to wait for others. */
  readonly expiresAt: number
  /** Since when the person waits for somebody else: their clock stands still. */
  readonly waitingSince?: number
}

/** A batch of events on its way to the journal, written with the change it tells of. */
export interface PendingEvents {
  readonly events: readonly AuditEvent[]
}

/** A message on its way to somebody, written with the change it tells of. */
export interface PendingTell {
  readonly tell: Tell
  /** The flow it belongs to. */
  readonly flow: string
}
