import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import type { Limits } from './limits.ts'
import type { MatchBy } from './port.ts'

export { usualLimits, type Limits } from './limits.ts'

/** How the dialect talks to one Active Directory domain. */
export interface ActiveDirectoryOptions {
  /** `ldaps://` addresses, tried in this order. */
  readonly urls: readonly string[]
  readonly caPem: string
  readonly bindDn: string
  readonly bindPassword: Secret
  readonly baseDn: string
  /** The one subtree whose people may be reset. */
  readonly peopleDn: string
  /** What chat profiles are matched with; `check` looks whether people have it. */
  readonly matchBy: MatchBy
  /** SIDs or DNs of further groups whose members are never reset. */
  readonly denyGroups: readonly string[]
  /** Groups that the policy names: looked at for each person, and no others. Absent = nobody's are known. */
  readonly groups?: readonly string[]
  /** `auto`: the policy-hints control where offered, else two writes where the policy keeps a history. */
  readonly history: 'auto' | 'control' | 'twoStep' | 'none'
  readonly clock: Clock
  /** Whether the server honours a delete of the old pwdLastSet as a condition; `auto` = on Samba only, where it was tried. */
  readonly compareAndSwap?: 'auto' | boolean
  readonly limits?: Partial<Limits>
  /** For the operator's log; never carries a secret. */
  readonly log?: (event: string, facts: Readonly<Record<string, string>>) => void
}
