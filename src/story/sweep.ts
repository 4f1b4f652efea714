import type { Clock } from '../lib/clock.ts'
import { second } from '../lib/clock.ts'
import { Fault } from './errors.ts'
import type { Store } from './record.ts'

/** What works off each kind of due key. A handler that throws a fault leaves its key due. */
export type Handlers = Readonly<Record<string, (key: string) => Promise<void>>>

export interface SweepParts {
  readonly store: Store
  readonly clock: Clock
  readonly handlers: Handlers
  /** Told of each fault; anything else that is thrown is a bug and is told too. */
  readonly failed: (cause: unknown, key: string) => void
  /** Real milliseconds between two rounds. */
  readonly everyMs?: number
}

const batch = 50
/** A key that failed rests, so that one broken service does not keep the others from being served. */
const restMs = 5 * second

/** Finds what is due in the store and has it done, on every replica: the safety net under every "later". */
export class Sweep {
  readonly #parts: SweepParts
  readonly #resting = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false

  constructor(parts: SweepParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => this.kick(), this.#parts.everyMs ?? 500)
    this.kick()
  }

  /** Stops after the round that is on. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#again = false
    await this.#running
  }

  /** Looks now; one that is looking already looks once more. */
  kick(): void {
    if (this.#running !== undefined) {
      this.#again = true
      return
    }
    this.#running = this.round().finally(() => {
      this.#running = undefined
      if (!this.#again) return
      this.#again = false
      this.kick()
    })
  }

  /** One round over every kind. Never rejects. */
  async round(): Promise<void> {
    for (const [kind, handle] of Object.entries(this.#parts.handlers)) {
      for (const key of await this.#due(kind)) await this.#handle(key, handle)
    }
  }

  async #due(kind: string): Promise<readonly string[]> {
    const now = this.#parts.clock.now()
    try {
      for (const [key, until] of this.#resting) if (until <= now) this.#resting.delete(key)
      // Those at rest are the longest due: they must not take the places of the others.
      const keys = await this.#parts.store.due(kind, now, batch + this.#resting.size)
      return keys.filter((key) => !this.#resting.has(key)).slice(0, batch)
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
      this.#parts.failed(cause, key)
    }
  }
}
