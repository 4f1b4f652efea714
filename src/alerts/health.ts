import type { Clock } from '../lib/clock.ts'

/** What we depend on: `chat:slack`, `activity:graph` and so on, or one of a kind. */
export type Part = 'directory' | 'store' | 'mail' | 'audit' | `chat:${string}` | `activity:${string}`

/** How one of them fares, as this process sees it. */
export interface PartHealth {
  readonly works: boolean
  /** Since when it has failed every time (ms since the epoch), and when last. */
  readonly since: number
  readonly last: number
}

/** What reports how it fares. Nothing is asked for it: whoever uses a part anyway, reports. */
export interface HealthPort {
  failed(part: Part): void
  works(part: Part): void
}

/** What this process has seen of everything it depends on. */
export class Health implements HealthPort {
  readonly #clock: Clock
  readonly #parts = new Map<Part, PartHealth>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  failed(part: Part): void {
    const now = this.#clock.now()
    const before = this.#parts.get(part)
    const since = before === undefined || before.works ? now : before.since
    this.#parts.set(part, { works: false, since, last: now })
  }

  works(part: Part): void {
    const now = this.#clock.now()
    this.#parts.set(part, { works: true, since: now, last: now })
  }

  get parts(): ReadonlyMap<Part, PartHealth> {
    return this.#parts
  }
}
