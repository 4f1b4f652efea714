import { brokenRule } from './broken-rule.ts'
import type { CommitResult, RefusalReason, Status } from './port.ts'

/** A definite "no" of the server to a write. */
export interface ServerNo {
  readonly code: number
  readonly text: string
}

/** What the write was and for whom, so that a bare answer can be explained. */
export interface Asked {
  readonly status: Status
  readonly password: string
  /** Whether the server held the password against the history. */
  readonly historyKept: boolean
  /** Whether the person's own current password went along. */
  readonly change?: boolean
  readonly now: number
}

/** A "no", told apart: by the rules, for a passing cause, or because somebody else was faster. */
export type Told = Extract<CommitResult, { kind: 'refused' | 'notCommitted' | 'foreign' }>

const passing = new Set([1, 3, 11, 51, 52])

/**
 * Sorts a refused write. The Win32 code in front of the text decides (MS-ERREF 2.2); Samba's sentence is only a
 * hint, Windows gives none, so the broken rule is worked out from the policy. A missing right is code 50 or text
 * from the access module and is never taken for a rule about passwords.
 */
export const sortNo = (no: ServerNo, asked: Asked): Told => {
  const win32 = /^([0-9A-F]{8}):/i.exec(no.text)?.[1]?.toUpperCase()
  const detail = `code ${no.code}: ${no.text === '' ? '(no text)' : no.text}`
  const refused = (reason: RefusalReason): Told => ({ kind: 'refused', reason, detail })
  if (passing.has(no.code)) return { kind: 'notCommitted', detail }
  if (no.code === 16) return { kind: 'foreign', detail }
  if (no.code === 50 || no.text.startsWith('error in module acl')) return refused('noRight')
  if (win32 === '0000052D') return refused(ruleOf(no.text, asked))
  // ERROR_INVALID_PASSWORD: the person's own was wrong; or, in the second of two writes, ours is no longer there.
  if (win32 === '00000056')
    return asked.change === true ? refused('wrongPassword') : { kind: 'foreign', detail }
  // ERROR_ACCOUNT_LOCKED_OUT: it was locked after we looked.
  if (win32 === '00000775') return refused('locked')
  if (no.code === 32) return refused('gone')
  if (no.code === 12 || no.code === 10 || (no.code === 53 && win32 !== '00002035'))
    return refused('notSupported')
  return refused('malformed')
}

const hints: readonly (readonly [RegExp, RefusalReason])[] = [
  [/too short/, 'tooShort'],
  [/complexity/, 'tooSimple'],
  [/history|previous password/, 'inHistory'],
  [/too young/, 'tooYoung'],
]

const ruleOf = (text: string, { status, password, historyKept, now }: Asked): RefusalReason => {
  const hinted = hints.find(([pattern]) => pattern.test(text))?.[1]
  const computed = brokenRule(status.policy, status.person, password)
  if (hinted !== undefined && hinted !== 'tooYoung') return hinted
  if (computed !== undefined) return computed
  if (hinted !== undefined) return hinted
  if (!historyKept) return 'policy'
  const { minAgeMs, history } = status.policy
  const young =
    minAgeMs !== 'unknown' && status.passwordSetAt !== undefined && now - status.passwordSetAt < minAgeMs
  if (young) return 'tooYoung'
  return history === 'unknown' || history > 0 ? 'inHistory' : 'policy'
}
