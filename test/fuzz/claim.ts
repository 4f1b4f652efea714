import * as fc from 'fast-check'

/** How a claim is tried. */
export interface How {
  readonly seed: number
  readonly runs: number
  /** No new value is begun after so many milliseconds; absent = all runs. */
  readonly forMs?: number
  /** Values that broke it once, as JSON; tried before any other. */
  readonly kept: readonly string[]
  /** Told of every value before it is tried, so that a hang can be traced to it. */
  readonly tries: (claim: string, value: unknown) => void
}

export interface Outcome {
  readonly runs: number
  /** The smallest value that broke it, as JSON for `seeds.json`, and how. */
  readonly broken?: { readonly value: string; readonly how: string }
}

/** A sentence that must hold of every value that its generator makes; values are such as JSON can keep. */
export interface Claim {
  readonly says: string
  check(how: How): Promise<Outcome>
}

export interface Scene {
  readonly claims: readonly Claim[]
  close?(): Promise<void>
}

/** One door that hears from outside. */
export interface Target {
  readonly name: string
  open(): Promise<Scene>
}

/** Longer than any value takes on a busy machine; what takes longer hangs (ms). */
const hangsAfter = 30_000

/** `per` says how many of the runs it takes: a claim that tells a whole conversation is tried less often. */
export const claim = <T>(
  says: string,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void> | void,
  per = 1,
): Claim => ({
  says,
  async check({ seed, runs, forMs, kept, tries }) {
    const property = fc.asyncProperty(values, async (value) => {
      tries(says, value)
      await holds(value)
    })
    const result = await fc.check(property, {
      seed,
      numRuns: kept.length + Math.max(1, Math.ceil(runs * per)),
      timeout: hangsAfter,
      examples: kept.map((text): [T] => [JSON.parse(text)]),
      ...(forMs !== undefined && { interruptAfterTimeLimit: forMs, markInterruptAsFailure: false }),
    })
    const { numRuns, failed, counterexample, errorInstance } = result
    // Told to stop before the first value was done: nothing was found.
    if (!failed || (result.interrupted && counterexample === null)) return { runs: numRuns }
    const how = errorInstance instanceof Error ? (errorInstance.stack ?? '') : String(errorInstance)
    return { runs: numRuns, broken: { value: JSON.stringify(counterexample?.[0]), how } }
  },
})
