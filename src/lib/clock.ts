/** Where time comes from. `now` is in milliseconds since the Unix epoch, UTC. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds from some beginning of its own; runs on evenly when somebody sets the clock. */
export type Stopwatch = () => number

/** The machine's (CLOCK_MONOTONIC): stands still only while the whole machine sleeps. */
export const machineStopwatch: Stopwatch = () => performance.now()

/** A clock that can be moved forward: the demonstration's "three days later", and the tests' patience. */
export class ShiftedClock implements Clock {
  #shift = 0
  readonly #base: Clock
  readonly #stopwatch: Stopwatch
  constructor(base: Clock = systemClock, stopwatch: Stopwatch = () => base.now()) {
    this.#base = base
    this.#stopwatch = stopwatch
  }
  now(): number {
    return this.#base.now() + this.#shift
  }
  /** A stopwatch that is moved along. */
  elapsed(): number {
    return this.#stopwatch() + this.#shift
  }
  /** How far it was moved (ms). */
  get shift(): number {
    return this.#shift
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
