import type { EvidenceRule } from './evidence.ts'
import { evidenceTypes, type Band, type EvidenceType, type Limits } from './port.ts'
import { liveBands, type Demands } from './rule.ts'

/**
 * The table with what rules demand on top, in one band: ways that hold a whole set of each rule's, at no fewer approvals. The
 * table itself is never left, so nothing that a rule or a record says can make anything enough that was not. What is
 * demanded in a band is demanded in every higher one: being judged stranger never makes it easier.
 */
export const demanding = (
  table: readonly EvidenceRule[],
  { demands = [] }: Limits,
  band: Band,
): readonly EvidenceRule[] =>
  demands.reduce((ways, one) => unlike(ways.flatMap((way) => met(way, one, band))), table)

const met = (way: EvidenceRule, { evidence, approvals }: Demands, band: Band): readonly EvidenceRule[] => {
  if (band === 'deny') return [way]
  const upTo = liveBands.slice(0, liveBands.indexOf(band) + 1)
  // All are 0, 1 or 2, and so is the greatest.
  const least = Math.max(way.approvals[band], ...upTo.map((lower) => approvals[lower] ?? 0))
  const sets = upTo.reduce<readonly (readonly EvidenceType[])[]>(
    (before, lower) => (evidence[lower] ?? [[]]).flatMap((set) => before.map((one) => merged(one, set))),
    [way.needs],
  )
  return sets.map((needs) => ({ ...way, needs, approvals: { ...way.approvals, [band]: least } }))
}

/** In one order, so that the same is seen to be the same: there are no more ways than sets of evidence, whatever rules list. */
const merged = (one: readonly EvidenceType[], other: readonly EvidenceType[]): readonly EvidenceType[] =>
  evidenceTypes.filter((type) => one.includes(type) || other.includes(type))

const unlike = (ways: readonly EvidenceRule[]): readonly EvidenceRule[] => [
  ...new Map(ways.map((way) => [JSON.stringify([way.needs, way.approvals]), way])).values(),
]
