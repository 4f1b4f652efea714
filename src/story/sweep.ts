import type { Clock } from '../lib/clock.ts'
import { second } from '../lib/clock.ts'
import { Fault } from './errors.ts'
import { Lane } from './lane.ts'
import type { Store } from './record.ts'

/** What works off each kind of due key. A handler that throws a fault leaves its key due. */
export type Handlers = Readonly<Record<string, (key: string) => Promise<void>>>

export interface SweepParts {
  readonly store: Store
  readonly clock: Clock
  readonly handlers: Handlers
  /**
   * For kinds whose order matters: keys for which this answers the same are worked off one after another, as they became due.
   * Of every other kind each key stands for itself.
   */
  readonly inOrderOf?: Readonly<Record<string, (key: string) => string>>
  /** Told of each fault; anything else that is thrown is a bug and is told too. */
  readonly failed: (cause: unknown, key: string) => void
  /** Real milliseconds between two rounds. */
  readonly everyMs?: number
}

const batch = 50
/** Of one kind in hand at once, on this replica: so many would have to hang before anybody else waits for them. */
const atOnce = 8
/** A key that failed rests, so that one broken service does not keep the others from being served. */
const restMs = 5 * second

/**
 * Finds what is due in the store and has it done, on every replica: the safety net under every "later". Kinds do not wait for
 * one another, nor one person's conversation for another's that hangs.
 */
export class Sweep {
  readonly #parts: SweepParts
  readonly #lanes: readonly Lane[]
  readonly #resting = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: SweepParts) {
    this.#parts = parts
    this.#lanes = Object.entries(parts.handlers).map(
      ([kind, handle]) =>
        new Lane({
          due: (besides) => this.#due(kind, besides),
          work: (key) => this.#handle(key, handle),
          inOrderOf: parts.inOrderOf?.[kind] ?? ((key) => key),
          atOnce,
        }),
    )
  }

  start(): void {
    this.#timer = setInterval(() => this.kick(), this.#parts.everyMs ?? 500)
    this.kick()
  }

  /** Stops when what was found is done. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#lanes.map((lane) => lane.close()))
  }

  /** Looks now; one that is looking already looks once more. */
  kick(): void {
    for (const lane of this.#lanes) void lane.look()
  }

  /** One round over every kind, one after another, each until it is done. Never rejects. */
  async round(): Promise<void> {
    for (const lane of this.#lanes) await lane.worked()
  }

  async #due(kind: string, besides: number): Promise<readonly string[]> {
    const now = this.#parts.clock.now()
    try {
      for (const [key, until] of this.#resting) if (until <= now) this.#resting.delete(key)
      // Those at rest or in hand are the longest due: they must not take the places of the others.
      const keys = await this.#parts.store.due(kind, now, batch + this.#resting.size + besides)
      return keys.filter((key) => !this.#resting.has(key)).slice(0, batch + besides)
    } catch (cause) {
      this.#parts.failed(cause, kind)
      return []
    }
  }

  async #handle(key: string, handle: (key: string) => Promise<void>): Promise<void> {
    try {
      await handle(key)
      this.#resting.delete(key)
    } catch (cause) {
      const restsMs = (cause instanceof Fault ? cause.afterMs : undefined) ?? restMs
      if (!(cause instanceof Fault) || cause.retry !== 'caller')
        this.#resting.set(key, this.#parts.clock.now() + restsMs)
      // A clock that is off is said once, by who watches it, and not of every key.
      if (!(cause instanceof Fault) || cause.code !== 'ERR_CLOCK') this.#parts.failed(cause, key)
    }
  }
}
