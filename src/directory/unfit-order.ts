import type { CommitOrder, CommitResult } from './port.ts'

/**
 * Whether an order contradicts its witness, or itself. Every dialect asks before it looks at anybody: a witness taken for
 * a change must not open a reset, which asks for more evidence and no old password. An empty password is never sent, since
 * some servers take it for no password at all (RFC 4513 5.1.2).
 */
export const unfitOrder = ({
  witness,
  person,
  current,
  mustChange,
}: CommitOrder): Extract<CommitResult, { kind: 'refused' }> | undefined => {
  const malformed = (detail: string) => ({ kind: 'refused', reason: 'malformed', detail }) as const
  if (witness.person !== person) return malformed('the witness is of another person')
  if ((witness.change === true) !== (current !== undefined))
    return malformed('a change needs the current password, and nothing else may have it')
  if (current === undefined) return undefined
  if (mustChange) return malformed('a change cannot ask for another one')
  return current.reveal() === ''
    ? { kind: 'refused', reason: 'wrongPassword', detail: 'the current password is empty' }
    : undefined
}
