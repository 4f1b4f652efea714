import { approvalsMissing, rulesFor, totpAlone } from './evidence.ts'
import type { EvidenceType } from './port.ts'
import type { LiveBand, Loosening } from './rule.ts'

/**
 * How many approvals the shipped policy, as far as it is not loosened, asks for beside this evidence; `Infinity` = no number
 * of them would do. What a rule lists for itself must not be less.
 */
export const shippedApprovals = (
  evidence: readonly EvidenceType[],
  band: LiveBand,
  named: readonly Loosening[],
): number =>
  approvalsMissing(
    named.includes('totp-alone-in-allow') ? [...rulesFor.reset, totpAlone] : rulesFor.reset,
    evidence,
    band,
  )

/** The hours that a change of sign-in methods rests in the shipped policy. */
export const shippedCoolingHours = 72

/** Fewest characters of a new password in the shipped policy (SP 800-63B-4 3.1.1.2). */
export const shippedMinLength = 15
