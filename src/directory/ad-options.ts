import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import type { MatchBy } from './port.ts'

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
  /** `auto`: the policy-hints control where offered, else two writes where the policy keeps a history. */
  readonly history: 'auto' | 'control' | 'twoStep' | 'none'
  readonly clock: Clock
  /** Whether the server honours a delete of the old pwdLastSet as a condition; `auto` = on Samba only, where it was tried. */
  readonly compareAndSwap?: 'auto' | boolean
  readonly limits?: Partial<Limits>
  /** For the operator's log; never carries a secret. */
  readonly log?: (event: string, facts: Readonly<Record<string, string>>) => void
}

/** Deadlines (ms) and counts. Together they keep a commit within 30 seconds, so that no lease runs out under it. */
export interface Limits {
  readonly connectMs: number
  readonly answerMs: number
  /** A commit whose first write is not out by then does not begin. */
  readonly beginMs: number
  /** How long a lost answer may still be worked on by the server. */
  readonly quietMs: number
  /** How long an unclear outcome is looked into before it is called unknown. */
  readonly settleMs: number
  /** Commits at once: a controller writes passwords one after another, more only wait longer. */
  readonly commitsAtOnce: number
  readonly readsAtOnce: number
  /** Age at which a pooled session is given up; a controller cuts idle ones at 15 minutes. */
  readonly sessionMs: number
}

export const usualLimits: Limits = {
  connectMs: 4000,
  answerMs: 6000,
  beginMs: 8000,
  quietMs: 3000,
  settleMs: 8000,
  commitsAtOnce: 2,
  readsAtOnce: 8,
  sessionMs: 600_000,
}
