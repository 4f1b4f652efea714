import type { OutOfBounds } from '../out-of-bounds.ts'
import type { CommitKind } from '../port.ts'
import type { LdapPerson } from './person.ts'
import { oids, type Session } from './root.ts'

/** What this server, or the person's policy, does not let us do; undefined when all is there. */
export const unsupported = (
  { root }: Session,
  seen: LdapPerson | undefined,
  kind: CommitKind = 'reset',
): OutOfBounds | undefined => {
  const missing = [oids.passwordPolicy, oids.assertion].find((oid) => !root.controls.has(oid))
  if (missing !== undefined || !root.extensions.has(oids.passwordModify))
    return { refused: 'notSupported', detail: `the server does not offer ${missing ?? oids.passwordModify}` }
  return kind === 'reset' && seen?.rules.safeModify === true
    ? { refused: 'notSupported', detail: `pwdSafeModify of the policy ${seen.rules.shown.source} is TRUE` }
    : undefined
}
