import type { directoryWords } from '../words/en-directory.ts'
import type { RefusalReason } from './port.ts'

/** One "no", for each of the three who have to know. */
export interface Refusal {
  /** What the person reads; slots: `min` (characters), `helpdesk`. */
  readonly person: keyof typeof directoryWords
  /** What the operator does about it. */
  readonly operator: string
  /** What audit records; stable, so that alarms can be written on it. */
  readonly audit: `directory.refused.${RefusalReason}`
  /** Whether another password may help: then the flow stays open for one. */
  readonly another: boolean
}

const words = (reason: RefusalReason, another: boolean, operator: string): Refusal => ({
  person: `refusal.${reason}`,
  operator,
  audit: `directory.refused.${reason}`,
  another,
})

/**
 * Every answer a directory can give to a reset, as a closed set. Passwords that break a rule and rights that
 * are missing are kept apart: an operator's fault never reads as the person's.
 */
export const refusals: Readonly<Record<RefusalReason, Refusal>> = {
  tooShort: words(
    'tooShort',
    true,
    'Nothing: the password was shorter than the policy in force for this person.',
  ),
  tooSimple: words(
    'tooSimple',
    true,
    'Nothing: the password did not meet the complexity rule of the policy in force.',
  ),
  inHistory: words(
    'inHistory',
    true,
    'Nothing: the password is in the history that the policy in force keeps.',
  ),
  tooYoung: words(
    'tooYoung',
    false,
    'Set the minimum password age of this policy to 0, or let the helpdesk reset the password.',
  ),
  containsName: words('containsName', true, 'Nothing: the password contained the name of the person.'),
  policy: words(
    'policy',
    true,
    'Look for a password filter or a rule that we cannot read: grant the service account read access to the policy.',
  ),
  wrongPassword: words(
    'wrongPassword',
    true,
    'Nothing: the current password that the person typed was wrong.',
  ),
  locked: words('locked', false, 'Nothing: a locked account is unlocked or reset, not changed.'),
  disabled: words('disabled', false, 'Enable the account if the person is meant to have it.'),
  accountExpired: words(
    'accountExpired',
    false,
    'Move the end date of the account if the person is meant to have it.',
  ),
  lockedByAdmin: words(
    'lockedByAdmin',
    false,
    'Ask whoever locked the account; self-service never undoes it.',
  ),
  protected: words(
    'protected',
    false,
    'Reset this account by hand: it is privileged, denied by configuration or outside the subtree for self-service.',
  ),
  gone: words('gone', false, 'See whether the account was deleted or moved to another domain.'),
  noRight: words(
    'noRight',
    false,
    'The service account lacks a right on this person: run the check command, it prints the delegation to add.',
  ),
  notSupported: words(
    'notSupported',
    false,
    'The server does not offer what was asked: run the check command and see the history mode.',
  ),
  malformed: words(
    'malformed',
    false,
    'The server rejected the form of the request: run the check command and report the detail as a bug.',
  ),
}
