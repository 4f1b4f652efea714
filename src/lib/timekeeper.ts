import { Fault } from '../story/errors.ts'
import { machineStopwatch, second, systemClock, type Clock, type Stopwatch } from './clock.ts'

/** How far (ms) a machine's clock may be from the store's before it does not start, says so, and asks to be sent nobody. */
export const apartMs = 5 * second
/** From here on (ms) it decides nothing: one of the two clocks is wrong, and nobody can tell which. */
export const mostApartMs = 10 * second

export interface TimeSources {
  /** Asks for the time that all replicas share: the store's (ms since the epoch). */
  readonly shared: () => Promise<number>
  readonly clock?: Clock
  readonly stopwatch?: Stopwatch
}

/** The store's time when it was last asked, and where the stopwatch stood (ms). */
interface Anchor {
  readonly there: number
  readonly elapsed: number
}

/**
 * The time as all replicas have it: the store's, carried on by the stopwatch. The machine's own clock is only a witness.
 * So nobody who sets it, no broken NTP and no jump makes proofs fresh, leases over or codes good on one replica alone;
 * and a replica whose witness disagrees decides nothing until it agrees again.
 */
export class Timekeeper implements Clock {
  readonly #clock: Clock
  readonly #stopwatch: Stopwatch
  readonly #shared: () => Promise<number>
  #anchor: Anchor | undefined
  /** The store's last word was against all we know, and was not taken. */
  #doubted = false

  /** Told after each time the store was asked, by how much (ms) our clock is ahead of it, or behind where negative. */
  looked: (aheadMs: number) => void = () => {}

  constructor({ shared, clock = systemClock, stopwatch = machineStopwatch }: TimeSources) {
    this.#clock = clock
    this.#stopwatch = stopwatch
    this.#shared = shared
  }

  /** The shared time, as far as is known without asking; before the first look the machine's own. */
  now(): number {
    if (this.#anchor === undefined) return this.#clock.now()
    const { there, elapsed } = this.#anchor
    return Math.round(there + this.#stopwatch() - elapsed)
  }

  /** The stopwatch: for how long something took, whatever becomes of any clock. */
  elapsed(): number {
    return this.#stopwatch()
  }

  /** Asks the store, and answers by how much (ms) our clock is ahead; what the way there and back may have taken is not counted. */
  async look(): Promise<number> {
    const { ahead } = await this.#ask()
    return ahead
  }

  /** The shared time, asked afresh; rejects with ERR_CLOCK where ours is too far from it. For what cannot be taken back. */
  async asked(): Promise<number> {
    const { there, ahead } = await this.#ask()
    if (Math.abs(ahead) > mostApartMs) throw tooFar(ahead)
    return Math.floor(there)
  }

  /** Resolves while our clock agrees with the shared time. One that jumps is noticed at once, by the stopwatch; then the store has the word. */
  async agreed(): Promise<void> {
    if (this.#anchor === undefined || this.#doubted || Math.abs(this.#clock.now() - this.now()) > mostApartMs)
      await this.asked()
  }

  async #ask(): Promise<{ readonly there: number; readonly ahead: number }> {
    const began = this.#stopwatch()
    const there = await this.#shared()
    const elapsed = this.#stopwatch()
    const [latest, ours] = [there + elapsed - began, this.#clock.now()]
    const ahead = Math.round(ours > latest ? ours - latest : Math.min(0, ours - there))
    const told = (there + latest) / 2
    // Against both our clock and what we took for the time: then the store's jumped, and whoever agreed a moment ago decides by it.
    const carried = this.#anchor && this.#anchor.there + elapsed - this.#anchor.elapsed
    this.#doubted =
      Math.abs(ahead) > mostApartMs && carried !== undefined && Math.abs(carried - told) > mostApartMs
    if (!this.#doubted) this.#anchor = { there: told, elapsed }
    this.looked(ahead)
    return { there, ahead }
  }
}

const tooFar = (ahead: number): Fault =>
  new Fault('ERR_CLOCK', `this machine’s clock is ${apartInWords(ahead)} the store’s: set it by NTP`)

/** "12 s ahead of", "600 s behind". */
export const apartInWords = (aheadMs: number): string =>
  `${Math.round(Math.abs(aheadMs) / second)} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`
