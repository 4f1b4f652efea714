/** Where time comes from. `now` is in milliseconds since the Unix epoch, UTC. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that can be moved forward: the demonstration's "three days later", and the tests' patience. */
export class ShiftedClock implements Clock {
  #shift = 0
  readonly #base: Clock
  constructor(base: Clock = systemClock) {
    this.#base = base
  }
  now(): number {
    return this.#base.now() + this.#shift
  }
  /** Moves the clock forward by `ms` milliseconds; it never goes back. */
  forward(ms: number): void {
    this.#shift += Math.max(0, ms)
  }
}

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
