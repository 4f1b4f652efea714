import type { CommitResult, Witness } from '../port.ts'
import { tooNewToTell } from './marks.ts'
import type { LdapPerson } from './person.ts'

/** The entry is not as it was: another password, or any other write, of which a sign-in is the likeliest. */
export const moved = (witness: Witness, now: LdapPerson): CommitResult =>
  now.setAt !== witness.setAt || tooNewToTell(witness)
    ? { kind: 'foreign', detail: 'the password was changed since the order was prepared' }
    : {
        kind: 'notCommitted',
        detail: 'the entry was written, by a sign-in or otherwise, in this very moment',
        untried: true,
      }
