/** A value that may be a decoy, and how likely it is drawn beside others. */
export type Weighted = readonly (readonly [string, number])[]

/** A whole number from 0 up to but not including `below`, by a source nobody can foretell. */
export type Chance = (below: number) => number

/**
 * `count` different values, a set of them as likely as the product of its weights (conditional Poisson sampling); undefined when
 * there are too few.
 */
export const drawn = (from: Weighted, count: number, chance: Chance): readonly string[] | undefined => {
  if (from.length < count) return undefined
  const left = symmetric(from, count)
  const some: string[] = []
  for (const [n, [value, weight]] of from.entries()) {
    const missing = count - some.length
    if (missing === 0) break
    const withIt = weight * at(left, n + 1, missing - 1)
    if (uniform(chance) * at(left, n, missing) < withIt) some.push(value)
  }
  return some.length === count ? some : undefined
}

/** The weight of all sets of `count` together. */
export const waysOf = (from: Weighted, count: number): number => at(symmetric(from, count), 0, count)

/** Row n, column k: the sum over all sets of k of what is left from the n-th on, of the product of each (elementary symmetric). */
const symmetric = (from: Weighted, most: number): readonly (readonly number[])[] => {
  let after: readonly number[] = [1, ...Array.from({ length: most }, () => 0)]
  const rows = [after]
  for (const [, weight] of from.toReversed()) {
    const before = after
    after = before.map((sum, k) => (k === 0 ? 1 : sum + weight * (before[k - 1] ?? 0)))
    rows.unshift(after)
  }
  return rows
}

const at = (rows: readonly (readonly number[])[], n: number, k: number): number => rows[n]?.[k] ?? 0

const uniform = (chance: Chance): number => chance(2 ** 32) / 2 ** 32

/** All of them, in any order as likely as any other (as Fisher and Yates drew). */
export const shuffled = <T>(values: readonly T[], chance: Chance): readonly T[] => {
  const left = [...values]
  return values.flatMap(() => left.splice(chance(left.length), 1))
}
