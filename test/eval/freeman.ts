import { parsed } from './features.ts'
import type { Line } from './line.ts'

/**
 * The published model that ours is measured against: Freeman et al. (NDSS 2016) as Wiefling et al. weight it, for features
 * ip (address, network, country) and ua (string, browser, system, kind of device). The first value of a feature is its finest.
 */
export const features = [
  { weights: [0.6, 0.3, 0.1], of: ({ ip, asn, country }: Line) => [ip, `${asn}`, country] },
  {
    weights: [0.53867, 0.26805, 0.18818, 0.00511],
    of: ({ ua = '' }: Line) => [ua, parsed(ua).browser, parsed(ua).system, parsed(ua).agent?.device],
  },
] as const satisfies readonly {
  readonly weights: readonly number[]
  readonly of: (line: Line) => readonly (string | undefined)[]
}[]

export const valuesOf = (line: Line): readonly (readonly string[])[] =>
  features.map(({ of }) => of(line).map((value) => value ?? '?'))

/** What one feature has shown: each level's values with how often, and which coarser values came with a finest one. */
interface Counts {
  readonly levels: readonly Map<string, number>[]
  readonly beside: Map<string, Set<string>>
}

const empty = (levels: number): Counts => ({
  levels: Array.from({ length: levels }, () => new Map()),
  beside: new Map(),
})

/** Counts are kept per person and for all; to judge looks up a few of them, however long the history is. */
export class Freeman {
  readonly #all = features.map(({ weights }) => empty(weights.length))
  readonly #people = new Map<string, { n: number; readonly counts: readonly Counts[] }>()
  #n = 0

  learn(line: Line): void {
    const person = this.#people.get(line.user) ?? {
      n: 0,
      counts: features.map(({ weights }) => empty(weights.length)),
    }
    this.#people.set(line.user, person)
    person.n += 1
    this.#n += 1
    for (const [f, values] of valuesOf(line).entries())
      for (const counts of [this.#all[f]!, person.counts[f]!]) add(counts, values)
  }

  /** The higher, the less likely this is the person; `Infinity` for whom nothing is known of. */
  score(line: Line): number {
    const person = this.#people.get(line.user)
    if (person === undefined) return Infinity
    const ratio = valuesOf(line).reduce((product, values, f) => {
      const { weights } = features[f]!
      const likely = values.reduce(
        (sum, value, s) => sum + (weights[s]! * (person.counts[f]!.levels[s]!.get(value) ?? 0)) / person.n,
        0,
      )
      const common = this.#common(f, values)
      return product * (common / (likely === 0 ? common / 4 : likely))
    }, 1)
    return (ratio * (1 / this.#people.size)) / (person.n / this.#n)
  }

  #common(f: number, [finest = '', ...coarser]: readonly string[]): number {
    const { levels, beside } = this.#all[f]!
    const [fine, ...rest] = features[f]!.weights
    const c = levels[0]!.get(finest) ?? 0
    const unseen = 1 + levels.slice(1).reduce((sum, level) => sum + level.size, 0)
    const alternatives = 1 + (beside.get(finest)?.size ?? 0)
    const p = Math.max(1, c) / (this.#n + unseen)
    const q = c === 0 ? 1 / alternatives : c / (c + alternatives)
    return coarser.reduce(
      (sum, value, s) => sum + (rest[s]! * (levels[s + 1]!.get(value) ?? 0)) / this.#n,
      fine * q * p,
    )
  }
}

const add = ({ levels, beside }: Counts, values: readonly string[]): void => {
  for (const [s, value] of values.entries()) levels[s]!.set(value, (levels[s]!.get(value) ?? 0) + 1)
  const [finest = '', ...coarser] = values
  const with_ = beside.get(finest) ?? new Set()
  beside.set(finest, with_)
  for (const [s, value] of coarser.entries()) with_.add(`${s} ${value}`)
}
