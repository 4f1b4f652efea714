import { never } from '../story/errors.ts'
import type { Band, EvidenceType, Purpose } from './port.ts'

/** How many people must approve beside this evidence, by band. */
type Approvals = Readonly<Record<Exclude<Band, 'deny'>, 0 | 1 | 2>>

export interface EvidenceRule {
  /** All of these, of one browser but for `totp-in-chat`. */
  readonly needs: readonly EvidenceType[]
  readonly approvals: Approvals
  /** How SP 800-63B-4 reads it. */
  readonly reading: string
}

const free: Approvals = { allow: 0, 'step-up': 0, approval: 1 }

/**
 * What may open an account whose password is lost (SP 800-63B-4 4.1.2.1, 4.2.1, 4.2.2.2). What
 * is not listed is not enough: a chat session and context questions are no evidence at all, and a password that was
 * lost leaves an authenticator app as a single factor. A code given in chat counts only beside a code given on the page:
 * no number of approvers makes up for the browser it was never tied to.
 */
export const evidenceRules: readonly EvidenceRule[] = [
  { needs: ['webauthn'], approvals: free, reading: 'multi-factor cryptographic authenticator (4.1.2.1)' },
  ...(['webauthn-presence', 'totp', 'totp-in-chat'] as const).flatMap((single) =>
    (['recovery-code', 'access-pass'] as const).map((code): EvidenceRule => ({
      needs: [single, code],
      approvals: free,
      reading: 'single-factor authenticator and recovery code (4.2.2.2)',
    })),
  ),
  {
    needs: ['recovery-code', 'access-pass'],
    approvals: { allow: 0, 'step-up': 1, approval: 2 },
    reading: 'two recovery codes by different methods (4.2.2.2)',
  },
  {
    needs: ['totp'],
    approvals: { allow: 1, 'step-up': 1, approval: 2 },
    reading: 'application-specific: single factor vouched for by a person (4.2.1)',
  },
]

/** What an operator may name: an authenticator app alone, for people without a passkey, where nothing is odd (docs/policy.md). */
export const totpAlone: EvidenceRule = {
  needs: ['totp'],
  approvals: { allow: 0, 'step-up': 1, approval: 2 },
  reading: 'single factor: less than SP 800-63B-4 4.2.2.2 asks for; named by the operator',
}

/**
 * What may lift a lock while the password stays: one authenticator of the person's own. Unlike a reset this opens nothing by
 * itself, for whoever signs in still needs the password; all it can give an attacker is a few more guesses, which
 * `unlocksAllowed` counts. Codes that can be copied or handed out are no authenticator and do not count alone.
 */
export const unlockRules: readonly EvidenceRule[] = (['webauthn', 'webauthn-presence', 'totp'] as const).map(
  (single) => ({
    needs: [single],
    approvals: free,
    reading: 'one bound authenticator; the password stays, and signing in still asks for it',
  }),
)

/**
 * What must stand beside the current password for it to be changed here. The directory verifies that password in the
 * commit itself, so one factor more makes two, as at a sign-in with a second factor (SP 800-63B-4 2.2.1). Never none: our
 * page is open to the whole internet, and a stolen or guessed password must not be enough to keep its owner out. What was
 * typed in chat is tied to no browser and does not count.
 */
export const changeRules: readonly EvidenceRule[] = [
  { needs: ['webauthn'], approvals: free, reading: 'the password and a multi-factor authenticator' },
  { needs: ['totp'], approvals: free, reading: 'the password and a single-factor authenticator (2.2.1)' },
  { needs: ['recovery-code'], approvals: free, reading: 'a recovery code and the password (4.2.2.2)' },
]

export const rulesFor: Readonly<Record<Purpose, readonly EvidenceRule[]>> = {
  reset: evidenceRules,
  change: changeRules,
  unlock: unlockRules,
}

/**
 * How many approvals this evidence still lacks: 0 = enough, `Infinity` = no number of them would do. Every entry
 * `approval` of `evidence` stands for one approver.
 */
export const approvalsMissing = (
  rules: readonly EvidenceRule[],
  evidence: readonly EvidenceType[],
  band: Band,
): number => {
  switch (band) {
    case 'deny':
      return Infinity
    case 'allow':
    case 'step-up':
    case 'approval': {
      const met = rules.filter((rule) => rule.needs.every((type) => evidence.includes(type)))
      const given = evidence.filter((type) => type === 'approval').length
      return Math.max(0, Math.min(...met.map((rule) => rule.approvals[band])) - given)
    }
    default:
      return never(band)
  }
}
