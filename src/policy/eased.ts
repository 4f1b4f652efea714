import type { Band, EvidenceType, Limits } from './port.ts'

/**
 * The band that counts for somebody with this evidence: strong evidence in the paired browser takes the place of a human's
 * look where the judgement says so (F2), and nowhere else.
 */
export const bandWith = ({ band, eased }: Limits, evidence: readonly EvidenceType[]): Band =>
  eased !== undefined && eased.by.some((set) => set.every((type) => evidence.includes(type)))
    ? eased.band
    : band
