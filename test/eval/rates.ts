/** Something of which more is worse, compared number by number, the first that differs deciding. */
export type Rank = readonly number[]

const compare = (a: Rank, b: Rank): number => {
  for (const [n, value] of a.entries()) {
    const other = b[n] ?? 0
    if (value !== other) return value - other
  }
  return 0
}

/** The highest mark that at least this share of the attackers reach. */
export const markOf = (attackers: readonly Rank[], share: number): Rank => {
  const sorted = attackers.toSorted(compare)
  return sorted[Math.floor((1 - share) * sorted.length + 1e-9)] ?? []
}

/** The share of these that reach the mark. */
export const reaching = (ranks: readonly Rank[], mark: Rank): number =>
  ranks.filter((rank) => compare(rank, mark) >= 0).length / Math.max(1, ranks.length)

/** False alarms (0 to 1) where so many of the attackers are caught. */
export const falseAlarms = (legitimate: readonly Rank[], attackers: readonly Rank[], share = 0.98): number =>
  reaching(legitimate, markOf(attackers, share))
