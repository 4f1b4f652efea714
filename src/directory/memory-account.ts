import { sameText } from '../lib/ids.ts'
import { minute } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import { brokenRule } from './broken-rule.ts'
import { lockEnds } from './lock-ends.ts'
import type { Known, MatchBy, PasswordPolicy, Person, RefusalReason, Status } from './port.ts'

/** A person to begin with. */
export interface MemorySeed extends Person {
  readonly password: Secret
  readonly userPrincipalName?: string
  readonly employeeID?: string
  readonly policy?: Partial<PasswordPolicy>
  readonly disabled?: boolean
  readonly accountExpired?: boolean
  readonly passwordExpired?: boolean
  readonly lockedByAdmin?: boolean
  readonly mustChange?: boolean
  readonly protected?: NonNullable<Status['protected']>
  readonly signedInAt?: number
  readonly dn?: string
  /** The groups that hold them, at any depth; in none unless said. */
  readonly groups?: Known<readonly string[]>
}

/** What a sign-in box would learn. */
export type SignIn =
  | 'ok'
  | 'wrong'
  | 'locked'
  | 'disabled'
  | 'accountExpired'
  | 'passwordExpired'
  | 'mustChange'

const usual: PasswordPolicy = {
  minLength: 12,
  history: 5,
  complexity: true,
  minAgeMs: 0,
  lockoutThreshold: 5,
  lockoutMs: 30 * minute,
  source: 'default',
}

const number = (value: number | 'unknown'): number => (value === 'unknown' ? 0 : value)

/** One account of the in-process directory: its rules, its lock, its earlier passwords. */
export class MemoryAccount {
  seed: MemorySeed
  readonly policy: PasswordPolicy
  /** Counts password writes. */
  version = 1
  setAt: number
  #current: Secret
  #past: Secret[] = []
  #wrong = 0
  #signedInAt: number | undefined
  #lockedAt: number | undefined

  constructor(seed: MemorySeed, now: number) {
    this.seed = seed
    this.policy = { ...usual, ...seed.policy }
    this.#current = seed.password
    this.setAt = now
    this.#signedInAt = seed.signedInAt
  }

  /** The attribute that a chat profile is matched with. */
  matched(by: MatchBy): string | undefined {
    return by === 'account' ? this.seed.account : this.seed[by]
  }

  /** Tries a password as a sign-in box does: wrong ones count, and lock at the threshold. */
  attempt(password: string, now: number): SignIn {
    if (this.locked(now)) return 'locked'
    if (!sameText(password, this.#current.reveal())) {
      this.#wrong += 1
      const limit = number(this.policy.lockoutThreshold)
      if (limit > 0 && this.#wrong >= limit) this.lock(now)
      return 'wrong'
    }
    if (this.seed.disabled === true || this.seed.lockedByAdmin === true) return 'disabled'
    if (this.seed.accountExpired === true) return 'accountExpired'
    if (this.seed.mustChange === true) return 'mustChange'
    if (this.seed.passwordExpired === true) return 'passwordExpired'
    this.#wrong = 0
    this.#signedInAt = now
    return 'ok'
  }

  lock(now: number): void {
    this.#lockedAt = now
  }

  unlock(): void {
    this.#lockedAt = undefined
    this.#wrong = 0
  }

  locked(now: number): boolean {
    if (this.#lockedAt === undefined) return false
    const lasts = number(this.policy.lockoutMs)
    if (lasts === 0 || now < this.#lockedAt + lasts) return true
    this.unlock()
    return false
  }

  /** When the present lock began, if there is one. */
  lockedSince(now: number): number | undefined {
    return this.locked(now) ? this.#lockedAt : undefined
  }

  /** Which rule the password breaks; history included, for here it can be seen. */
  refusal(password: string): RefusalReason | undefined {
    const kept = number(this.policy.history)
    const earlier = kept === 0 ? [] : [this.#current, ...this.#past].slice(0, kept)
    return (
      brokenRule(this.policy, this.seed, password) ??
      (earlier.some((p) => sameText(password, p.reveal())) ? 'inHistory' : undefined)
    )
  }

  /** Whether the minimum age forbids a change; a password that must be changed has none. */
  tooYoung(now: number): boolean {
    return this.seed.mustChange !== true && now - this.setAt < number(this.policy.minAgeMs)
  }

  /** Writes the password: one more in the history, one up in the counter. */
  set(password: Secret, mustChange: boolean, now: number): void {
    this.#past = [this.#current, ...this.#past].slice(0, number(this.policy.history))
    this.#current = password
    this.version += 1
    this.setAt = now
    this.seed = { ...this.seed, mustChange, passwordExpired: false }
  }

  #lockTimes(now: number): Pick<Status, 'lockedSince' | 'lockedUntil'> {
    const since = this.lockedSince(now)
    return since === undefined
      ? {}
      : { lockedSince: since, lockedUntil: lockEnds(since, this.policy.lockoutMs) }
  }

  status(now: number): Status {
    const { id, account, displayName, mail, phone } = this.seed
    const reached = { ...(mail === undefined ? {} : { mail }), ...(phone === undefined ? {} : { phone }) }
    return {
      person: { id, account, displayName, ...reached },
      dn: this.seed.dn ?? `uid=${account},ou=people,dc=corp,dc=example`,
      groups: this.seed.groups ?? [],
      locked: this.locked(now),
      ...this.#lockTimes(now),
      lockedByAdmin: this.seed.lockedByAdmin === true,
      disabled: this.seed.disabled === true,
      accountExpired: this.seed.accountExpired === true,
      passwordExpired: this.seed.passwordExpired === true,
      mustChange: this.seed.mustChange === true,
      ...(this.seed.protected === undefined ? {} : { protected: this.seed.protected }),
      policy: this.policy,
      badPasswords: this.#wrong,
      ...(this.seed.mustChange === true ? {} : { passwordSetAt: this.setAt }),
      ...(this.#signedInAt === undefined ? {} : { signedInAt: this.#signedInAt }),
    }
  }
}
