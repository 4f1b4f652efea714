/**
 * The closed vocabulary of what is recorded. Every change of a record and every directory effect is one of
 * these; a sink may rename them (OCSF, ECS), nobody may add one in passing.
 */
export const eventNames = [
  'flow.started',
  'flow.refused',
  'flow.cancelled',
  'flow.expired',
  'flow.replaced',
  'flow.ended',
  'link.issued',
  'browser.attached',
  'browser.second',
  'browser.resumed',
  'browser.refused',
  'browser.known',
  'browser.forgotten',
  'pairing.accepted',
  'pairing.refused',
  'pairing.disowned',
  'risk.assessed',
  'questions.asked',
  'questions.answered',
  'questions.skipped',
  'factor.accepted',
  'factor.refused',
  'factor.enrolled',
  'factor.removed',
  'factor.replaced',
  'binding.made',
  'binding.suspended',
  'binding.removed',
  'self-service.disowned',
  'self-service.frozen',
  'self-service.unfrozen',
  'approval.requested',
  'approval.claimed',
  'approval.released',
  'approval.granted',
  'approval.denied',
  'approval.refused',
  'approval.voided',
  'approval.escalated',
  'approval.unanswered',
  'approval.collusion',
  'approver.appointed',
  'directory.password.checked',
  'commit.intent',
  'commit.committed',
  'commit.refused',
  'commit.notCommitted',
  'commit.halfway',
  'commit.foreign',
  'commit.unknown',
  'commit.unresolved',
  'unlock.intent',
  'unlock.unlocked',
  'unlock.refused',
  'unlock.notDone',
  'unlock.lockedAgain',
  'unlock.unknown',
  'unlock.unresolved',
  'account.explained',
  'secret.refused',
  'notice.sent',
  'notice.failed',
  'notice.withheld',
  'notice.collected',
  'helpdesk.asked',
  'helpdesk.lookup',
  'helpdesk.limited',
  'helpdesk.refused',
  'limit.reached',
  'breaker.raised',
  'record.tampered',
  'service.started',
  'service.stopped',
  'policy.loaded',
  'keys.rotating',
  'keys.rotated',
  'activity.forgotten',
  'enrolments.exported',
  'enrolments.restoring',
  'enrolments.restored',
] as const
export type EventName = (typeof eventNames)[number]

export type Detail = string | number | boolean | null | readonly string[]

/** One thing that happened. Never holds a password, code, seed, link secret, cookie or assertion. */
export interface AuditEvent {
  readonly event: EventName
  /** The same event told twice (after a crash) carries the same id. */
  readonly id?: string
  readonly flow?: string
  readonly detail?: Readonly<Record<string, Detail>>
}

/** Where events go. Resolves only when at least one sink has them durably; rejects otherwise. */
export interface Journal {
  append(events: readonly AuditEvent[]): Promise<void>
}
