import type { Clock } from '../../lib/clock.ts'
import type { Secret } from '../../lib/secret.ts'
import type { Limits } from '../limits.ts'
import type { MatchBy } from '../port.ts'

/** How the dialect talks to one OpenLDAP directory. */
export interface OpenLdapOptions {
  /** `ldaps://`, or `ldap://` for guarded StartTLS; tried in this order. */
  readonly urls: readonly string[]
  readonly caPem: string
  readonly bindDn: string
  readonly bindPassword: Secret
  readonly baseDn: string
  /** The one subtree whose people may be reset. */
  readonly peopleDn: string
  /** What chat profiles are matched with. */
  readonly matchBy: MatchBy
  /** Groups whose members, at any depth, are never reset. Nothing else marks an administrator here. */
  readonly denyGroups: readonly string[]
  /** Groups that the policy names: looked at for each person, and no others. Absent = nobody's are known. */
  readonly groups?: readonly string[]
  /** The overlay's ppolicy_default, which the server tells nobody. */
  readonly defaultPolicyDn: string
  /** Suffix of the accesslog database; without one a lost answer can be told only while the password is in memory. */
  readonly accesslogDn?: string
  readonly clock: Clock
  readonly limits?: Partial<Limits>
  /** For the operator's log; never carries a secret. */
  readonly log?: (event: string, facts: Readonly<Record<string, string>>) => void
}
