import type { CommitKind, RefusalReason, Status } from './port.ts'

/** A person whom self-service must not touch, and why. */
export interface OutOfBounds {
  readonly refused: RefusalReason
  readonly detail: string
}

/**
 * Whether this person may be reset or unlocked now. Asked when a flow starts and by every write itself,
 * which stops the attack of being promoted, disabled or moved between the two (threats 22 and 23). A change is no way
 * around a lock either, while a reset lifts it.
 */
export const outOfBounds = (
  status: Status | undefined,
  kind: CommitKind = 'reset',
): OutOfBounds | undefined => {
  if (status === undefined) return { refused: 'gone', detail: 'no such person' }
  if (status.protected !== undefined) {
    return { refused: 'protected', detail: `${status.protected.reason}: ${status.protected.detail}` }
  }
  if (status.disabled) return { refused: 'disabled', detail: 'the account is disabled' }
  if (status.accountExpired) return { refused: 'accountExpired', detail: 'the account has expired' }
  if (status.lockedByAdmin) return { refused: 'lockedByAdmin', detail: 'locked by an administrator' }
  if (kind === 'change' && status.locked) return { refused: 'locked', detail: 'the account is locked' }
  return undefined
}
