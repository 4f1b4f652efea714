import type { Enrolment } from './enrolment/port.ts'
import type { Factor } from './factors/port.ts'
import type { EvidenceType } from './policy/port.ts'

export type HeldFactors = readonly Pick<Factor, 'type' | 'evidence'>[]

/** What somebody's sign-in methods can prove. */
export const heldEvidence = ({ factors: held }: Enrolment, factors: HeldFactors): readonly EvidenceType[] =>
  factors.filter(({ type }) => held.some((one) => one.type === type)).map(({ evidence }) => evidence)
