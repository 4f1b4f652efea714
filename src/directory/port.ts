import type { Secret } from '../lib/secret.ts'

/** The three narrow doors to a directory, in words that no dialect owns. Every method rejects with a `Fault`
 * (ERR_DIRECTORY…) when the directory cannot be asked; a "no" is always a value. */

/** A value the directory did not let us read is not a value that is absent. */
export type Known<T> = T | 'unknown'

export interface Person {
  /** Immutable: AD objectGUID or LDAP entryUUID, lower-case hyphenated. */
  readonly id: string
  /** What the person signs in with. */
  readonly account: string
  readonly displayName: string
  readonly mail?: string
  /** Where to call them; absent = the directory has none, or does not show it. */
  readonly phone?: string
}

/** By which attribute a chat profile proposes a person. */
export type MatchBy = 'mail' | 'userPrincipalName' | 'employeeID' | 'account'

/** The rules in force for this one person (fine-grained policy included). */
export interface PasswordPolicy {
  readonly minLength: Known<number>
  /** How many earlier passwords are refused; 0 = none. */
  readonly history: Known<number>
  readonly complexity: Known<boolean>
  readonly minAgeMs: Known<number>
  /** Wrong passwords until a lock; 0 = never locks. */
  readonly lockoutThreshold: Known<number>
  /** How long a lock lasts (ms); 0 = until someone unlocks. */
  readonly lockoutMs: Known<number>
  /** Where the rules come from, as the operator knows it: "default" or the policy's name. */
  readonly source: string
}

export interface Status {
  readonly person: Person
  /** The name of the entry, for rules by place; absent = not told. */
  readonly dn?: string
  /**
   * Those of the groups that the policy names which hold the person, at any depth, as they are named there; 'unknown' = could
   * not be read, which is never "in none". Absent = none was asked for.
   */
  readonly groups?: Known<readonly string[]>
  /** Locked now, computed: not a stale attribute. */
  readonly locked: boolean
  /** When the present lock began (ms since the epoch); absent = not locked, or not told. */
  readonly lockedSince?: Known<number>
  /** When the present lock ends by itself; 0 = only when someone lifts it; absent = not locked, or not told. */
  readonly lockedUntil?: Known<number>
  /** Locked by an administrator for good; self-service never undoes it. */
  readonly lockedByAdmin: boolean
  readonly disabled: boolean
  readonly accountExpired: boolean
  readonly passwordExpired: boolean
  readonly mustChange: boolean
  /** Why self-service must keep its hands off, or undefined. `detail` is for audit and operator. */
  readonly protected?: {
    readonly reason: 'privileged' | 'deniedGroup' | 'outOfScope' | 'smartcardOnly' | 'service'
    readonly detail: string
  }
  readonly policy: PasswordPolicy
  /** Wrong passwords counted by the server that was asked. */
  readonly badPasswords: Known<number>
  /** When the password was last set (ms since the epoch), undefined = never or must change. */
  readonly passwordSetAt?: number
  /**
   * When somebody last signed in with it, by the directory's own note (ms since the epoch): AD lastLogonTimestamp, up to a
   * fortnight late; OpenLDAP pwdLastSuccess, where `lastbind` is on. Absent = never, or not told.
   */
  readonly signedInAt?: number
}

export interface Capabilities {
  readonly vendor: string
  /** The server that writes are pinned to. */
  readonly server: string
  /** How history is enforced on a reset. */
  readonly historyOnReset: 'control' | 'twoStep' | 'policy' | 'none'
  /** Whether a reset is refused by the server when somebody else changed the password meanwhile. */
  readonly compareAndSwap: boolean
}

export type Verified =
  | 'ok'
  /** The password is right, but the account may not sign in now (disabled, expired, must change). */
  | 'okButBlocked'
  | 'no'
  /** Locked: nothing is learned about the password. */
  | 'locked'
  | 'unknown'

/** A person nobody is: asking for them takes one look at the directory, and a look at what a kept session knows does not. */
export const nobody = '00000000-0000-0000-0000-000000000000'

export interface PeoplePort {
  capabilities(): Promise<Capabilities>
  /** Exactly one match, or undefined: several matches are none. */
  find(by: MatchBy, value: string): Promise<Person | undefined>
  /** Undefined when the person is gone. */
  status(id: string): Promise<Status | undefined>
  /** Whether this is the person's password. A wrong one counts towards the directory's own lock: callers bound their tries. */
  verify(id: string, password: Secret): Promise<Verified>
}

/** What the journal keeps before a write, so that its outcome can be told afterwards. JSON. */
export interface Witness {
  readonly person: string
  /** The one server that is written and asked. */
  readonly server: string
  /** Counts password writes, where the directory has such a counter. */
  readonly version?: string
  /** The password's time stamp as stored. */
  readonly setAt: string
  /** How many writes a whole commit makes: 2 for the two-step. */
  readonly writes: number
  /** The entry's own stamp of its last write of any kind: where there is one, a commit begins only from this very state. */
  readonly state?: string
  /** The person had to choose again already; else a mark for it that an unfinished commit left is taken back. */
  readonly mustChange?: true
  /** The commit may set such a mark; without this it sets none, and takes none back. */
  readonly marks?: true
  /** Taken for a change: only an order that has the current password may be spent on it, and only once. */
  readonly change?: true
  /** When it was taken, by the server's clock (ms since the epoch), where that helps to tell our write from a later one. */
  readonly takenAt?: number
}

/** A reset sets the password of somebody who lost it; a change is one by somebody who still knows it. */
export type CommitKind = 'reset' | 'change'

/** Everything the commit needs; the port re-checks scope by itself and trusts nobody (it can move to its own process). */
export interface CommitOrder {
  /** Names this attempt, in the journal and, where the directory can, in its own log. */
  readonly op: string
  readonly person: string
  readonly password: Secret
  /**
   * The password until now. With it the order is a change: the directory itself verifies the old one and keeps to all of
   * its rules, minimum age included, lifts no lock, and counts a wrong one like any sign-in, so callers bound their tries.
   */
  readonly current?: Secret
  readonly witness: Witness
  /** Whether the person must choose again at the next sign-in; never in a change. */
  readonly mustChange: boolean
}

/** Why the directory, or we on its behalf, said no. Closed: see `refusals.ts` for the words. */
export type RefusalReason =
  | 'tooShort'
  | 'tooSimple'
  | 'inHistory'
  | 'tooYoung'
  | 'containsName'
  | 'policy'
  /** A change: the current password was wrong. */
  | 'wrongPassword'
  /** A change: the account is locked, so nothing is learned about its password. */
  | 'locked'
  | 'disabled'
  | 'accountExpired'
  | 'lockedByAdmin'
  | 'protected'
  | 'gone'
  | 'noRight'
  | 'notSupported'
  | 'malformed'

export type CommitResult =
  | { readonly kind: 'committed' }
  /** A definite no; nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail: string }
  /**
   * A definite no for a passing cause (busy, not reachable, session lost before sending). Nothing was changed. `untried` says
   * for certain that the directory was not asked about a current password, or accepted it: nobody typed a wrong one.
   */
  | { readonly kind: 'notCommitted'; readonly detail: string; readonly untried?: true }
  /** The old password is gone and the new one is not set; a new try is needed. */
  | { readonly kind: 'halfway'; readonly reason: RefusalReason | 'unknown'; readonly detail: string }
  /** Somebody else changed the password meanwhile; ours was not set, or cannot be told apart. */
  | { readonly kind: 'foreign'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string }

export type Resolution = 'committed' | 'notCommitted' | 'halfway' | 'foreign' | 'unknown'

export interface CommitPort {
  /** The witness to keep for what is to be done (a reset unless said), or a refusal when this person is out of bounds now. */
  prepare(
    person: string,
    kind?: CommitKind,
  ): Promise<{ readonly witness: Witness } | { readonly refused: RefusalReason; readonly detail: string }>
  commit(order: CommitOrder): Promise<CommitResult>
  /** After a crash: what became of the order that had this witness. Asks the same server. */
  resolve(witness: Witness, op: string): Promise<Resolution>
  unlock(
    person: string,
  ): Promise<
    | { readonly kind: 'unlocked' }
    | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail: string }
  >
}

export interface Lockout {
  readonly person: string
  readonly at: number
}

export interface WatchPort {
  /** Lockouts since `cursor` (absent = from now on), with the cursor to ask with next. */
  lockouts(cursor?: string): Promise<{ readonly events: readonly Lockout[]; readonly cursor: string }>
}

export interface Directory {
  readonly people: PeoplePort
  readonly commit: CommitPort
  readonly watch: WatchPort
  /** Findings of the doctor: every line names the cause and the fix. */
  check(): Promise<readonly Finding[]>
  close(): Promise<void>
}

export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly says: string
  /** What to do, with the exact command where there is one. */
  readonly fix?: string
  /** The group it is about, as it was given. */
  readonly about?: string
}
