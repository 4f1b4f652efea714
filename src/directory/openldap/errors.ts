import { brokenRule } from '../broken-rule.ts'
import type { CommitResult, RefusalReason, Status } from '../port.ts'
import type { Answer } from '../guarded-client.ts'

/** A definite "no" of the server to a write. */
export type ServerNo = Extract<Answer, { kind: 'refused' }> & { readonly error?: number | undefined }

export type Told = Extract<CommitResult, { kind: 'refused' | 'notCommitted' | 'foreign' }>

const passing = new Set([1, 3, 11, 51, 52])

/** Errors of the policy (draft-behera-ldap-password-policy 6.2) that say it all. */
const byPolicy: Readonly<Record<number, RefusalReason>> = {
  1: 'locked',
  3: 'protected',
  4: 'notSupported',
  6: 'tooShort',
  7: 'tooYoung',
  8: 'inHistory',
}

/**
 * Sorts a refused write: first by what the policy says, then by the result code (RFC 4511 appendix A). 4 is a policy that
 * wants the old password of everybody, 3 one that lets nobody change their own; both are the operator's to mend.
 */
export const sortNo = (no: ServerNo, asked: { readonly status: Status; readonly password: string }): Told => {
  const named = no.error === undefined ? '' : `, policy error ${no.error}`
  const detail = `code ${no.code}${named}: ${no.text === '' ? '(no text)' : no.text}`
  const refused = (reason: RefusalReason): Told => ({ kind: 'refused', reason, detail })
  if (passing.has(no.code)) return { kind: 'notCommitted', detail }
  const told = no.error === undefined ? undefined : byPolicy[no.error]
  if (told !== undefined) return refused(told)
  switch (no.code) {
    case 19:
      return refused(brokenRule(asked.status.policy, asked.status.person, asked.password) ?? 'policy')
    // The old password is not the one any more that opened the session; any other unwillingness is the server's own.
    case 53:
      return no.text.includes('old password') ? { kind: 'foreign', detail } : refused('notSupported')
    case 16:
    case 122:
      return { kind: 'foreign', detail }
    case 50:
      return refused('noRight')
    case 32:
      return refused('gone')
    // A referral of a copy that takes no writes; confidentiality; an unknown control or operation.
    case 8:
    case 10:
    case 12:
    case 13:
      return refused('notSupported')
    default:
      return refused('malformed')
  }
}
