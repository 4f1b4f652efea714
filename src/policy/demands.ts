import type { EvidenceRule } from './evidence.ts'
import type { Band, Limits } from './port.ts'
import type { Demands } from './rule.ts'

/**
 * The table with what rules demand on top, in one band: ways that hold a whole set of each rule's, at no fewer approvals. The
 * table itself is never left, so nothing that a rule or a record says can make anything enough that was not.
 */
export const demanding = (
  table: readonly EvidenceRule[],
  { demands = [] }: Limits,
  band: Band,
): readonly EvidenceRule[] => demands.reduce((ways, one) => ways.flatMap((way) => met(way, one, band)), table)

const met = (way: EvidenceRule, { evidence, approvals }: Demands, band: Band): readonly EvidenceRule[] => {
  if (band === 'deny') return [way]
  const least = Math.max(way.approvals[band], approvals[band] ?? 0)
  // Both are 0, 1 or 2, and so is the greater.
  const needed = { ...way.approvals, [band]: least }
  const sets = evidence[band] ?? [[]]
  return sets.map((set) => ({ ...way, needs: [...new Set([...way.needs, ...set])], approvals: needed }))
}
