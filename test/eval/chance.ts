/** Chance that comes out the same for the same seed, on any machine. */
export class Chance {
  #state: number
  /** `seed`: a whole number; only its last 32 bits count. */
  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to but not including 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  is(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number from 0 up to but not including `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }

  /** One of these by weight; the weights need not add up to anything. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let left = this.next() * from.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [value, weight] of from) if ((left -= weight) < 0) return value
    return from.at(-1)![0]
  }

  /** How often something comes before it stops, when it comes `mean` times on average. */
  geometric(mean: number): number {
    return Math.floor(Math.log(1 - this.next()) / Math.log(mean / (1 + mean)))
  }

  /** About the middle, rarely far from it: the mean of four (Irwin-Hall), scaled to a standard deviation of 1. */
  bell(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * Math.sqrt(3)
  }
}

/** Weights of a list of which the n-th is a 1/n as common as the first. */
export const zipf = <T>(values: readonly T[]): readonly (readonly [T, number])[] =>
  values.map((value, n) => [value, 1 / (n + 1)] as const)
