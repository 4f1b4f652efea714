import type { Clock } from '../lib/clock.ts'
import { randomToken } from '../lib/ids.ts'
import { Secret } from '../lib/secret.ts'
import { Fault, never } from '../story/errors.ts'
import { MemoryAccount, type MemorySeed, type SignIn } from './memory-account.ts'
import { outOfBounds } from './out-of-bounds.ts'
import type {
  CommitKind,
  CommitOrder,
  CommitPort,
  CommitResult,
  Directory,
  Finding,
  PeoplePort,
  RefusalReason,
  Resolution,
  Verified,
  WatchPort,
  Witness,
} from './port.ts'
import { unfitOrder } from './unfit-order.ts'

export type { MemorySeed, SignIn } from './memory-account.ts'

/** What the next commit runs into: its answer lost before or after the write, or only its first half done. */
export type MemoryMishap = 'lostBefore' | 'lostAfter' | 'halfway'

interface Done {
  readonly version: number
  readonly outcome: 'committed' | 'halfway'
}

const server = 'memory'

/** The directory of the demonstration: in this process, gone with it, with the rules of a mid-size company. */
export class MemoryDirectory implements Directory {
  readonly #clock: Clock
  readonly #accounts = new Map<string, MemoryAccount>()
  readonly #ops = new Map<string, Done>()
  readonly #locks: { person: string; at: number }[] = []
  #down = false
  #mishap: MemoryMishap | undefined

  constructor(seed: readonly MemorySeed[], clock: Clock) {
    this.#clock = clock
    for (const person of seed) this.add(person)
  }

  readonly people: PeoplePort = {
    capabilities: () =>
      this.#asked(() => ({ vendor: 'memory', server, historyOnReset: 'policy', compareAndSwap: true })),
    find: (by, value) =>
      this.#asked(() => {
        const wanted = value.toLowerCase()
        const found = [...this.#accounts.values()].filter(
          (a) => wanted !== '' && a.matched(by)?.toLowerCase() === wanted,
        )
        return found.length === 1 ? found[0]?.status(this.#clock.now()).person : undefined
      }),
    status: (id) => this.#asked(() => this.#accounts.get(id)?.status(this.#clock.now())),
    verify: (id, password) => this.#asked(() => this.#verify(id, password)),
  }

  readonly commit: CommitPort = {
    prepare: (person, kind) =>
      this.#asked(() => this.#bounds(person, kind) ?? { witness: this.#witness(person, kind) }),
    commit: (order) => this.#asked(() => this.#commit(order)),
    resolve: (witness, op) => this.#asked(() => this.#resolve(witness, op)),
    unlock: (person) =>
      this.#asked(() => {
        const out = this.#bounds(person)
        if (out !== undefined) return { kind: 'refused', reason: out.refused, detail: out.detail }
        this.account(person).unlock()
        return { kind: 'unlocked' }
      }),
  }

  readonly watch: WatchPort = {
    lockouts: (cursor) =>
      this.#asked(() => {
        const from = cursor === undefined ? this.#locks.length : Number(cursor)
        return { events: this.#locks.slice(from), cursor: String(this.#locks.length) }
      }),
  }

  check(): Promise<readonly Finding[]> {
    return Promise.resolve([
      {
        name: 'directory',
        ok: true,
        says: 'an in-process directory for demonstration; nothing it holds is kept',
      },
    ])
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  // What a demonstration and its tests may do besides.

  /** Adds a person, or replaces the one with the same id. */
  add(seed: MemorySeed): void {
    this.#accounts.set(seed.id, new MemoryAccount(seed, this.#clock.now()))
  }

  /** Changes what an administrator could change: disabled, protected, must change and so on. */
  change(id: string, change: Partial<MemorySeed>): void {
    const account = this.account(id)
    account.seed = { ...account.seed, ...change }
  }

  remove(id: string): void {
    this.#accounts.delete(id)
  }

  /** Signs in at the demonstration's box by account name; wrong passwords count and lock. */
  signIn(name: string, password: string): SignIn {
    const account = [...this.#accounts.values()].find(
      (a) => a.seed.account.toLowerCase() === name.toLowerCase(),
    )
    if (account === undefined) return 'wrong'
    return this.#attempt(account, password)
  }

  lock(id: string): void {
    this.account(id).lock(this.#clock.now())
    this.#locks.push({ person: id, at: this.#clock.now() })
  }

  /** A reset by somebody else, as a helpdesk does it: no history, no lock lifted. */
  resetByHelpdesk(id: string, password: Secret, mustChange = false): void {
    this.account(id).set(password, mustChange, this.#clock.now())
  }

  /** Makes every question fail, until it is called with false. */
  down(down: boolean): void {
    this.#down = down
  }

  /** Lets the next commit go wrong in this way. */
  mishap(mishap: MemoryMishap): void {
    this.#mishap = mishap
  }

  get accounts(): readonly MemoryAccount[] {
    return [...this.#accounts.values()]
  }

  account(id: string): MemoryAccount {
    const account = this.#accounts.get(id)
    if (account === undefined) throw new TypeError(`no person ${id} in the memory directory`)
    return account
  }

  #asked<T>(answer: () => T): Promise<T> {
    if (this.#down)
      return Promise.reject(new Fault('ERR_DIRECTORY', 'the memory directory was told to be down'))
    return Promise.resolve().then(answer)
  }

  #attempt(account: MemoryAccount, password: string): SignIn {
    const before = account.lockedSince(this.#clock.now())
    const result = account.attempt(password, this.#clock.now())
    const since = account.lockedSince(this.#clock.now())
    if (before === undefined && since !== undefined) this.#locks.push({ person: account.seed.id, at: since })
    return result
  }

  #verify(id: string, password: Secret): Verified {
    const account = this.#accounts.get(id)
    if (account === undefined || password.reveal() === '') return 'no'
    const result = this.#attempt(account, password.reveal())
    switch (result) {
      case 'ok':
        return 'ok'
      case 'wrong':
        return 'no'
      case 'locked':
        return 'locked'
      case 'disabled':
      case 'accountExpired':
      case 'passwordExpired':
      case 'mustChange':
        return 'okButBlocked'
      default:
        return never(result)
    }
  }

  #bounds(person: string, kind?: CommitKind): ReturnType<typeof outOfBounds> {
    return outOfBounds(this.#accounts.get(person)?.status(this.#clock.now()), kind)
  }

  #witness(person: string, kind?: CommitKind): Witness {
    const { version, setAt } = this.account(person)
    const taken = { person, server, version: String(version), setAt: String(setAt), writes: 1 }
    return kind === 'change' ? { ...taken, change: true } : taken
  }

  #commit(order: CommitOrder): CommitResult {
    const unfit = unfitOrder(order)
    if (unfit !== undefined) return unfit
    const out = this.#bounds(order.person, order.current === undefined ? 'reset' : 'change')
    if (out !== undefined) return { kind: 'refused', reason: out.refused, detail: out.detail }
    const account = this.account(order.person)
    if (order.witness.version !== String(account.version)) {
      return { kind: 'foreign', detail: 'the password was changed since the order was prepared' }
    }
    const reason = this.#refusal(account, order)
    if (reason !== undefined)
      return { kind: 'refused', reason, detail: `by the policy ${account.policy.source}` }
    const mishap = this.#mishap
    this.#mishap = undefined
    if (mishap === 'lostBefore') return { kind: 'unknown', detail: 'the answer was lost' }
    const half = mishap === 'halfway' && order.current === undefined
    account.set(
      half ? new Secret(randomToken(32)) : order.password,
      half || order.mustChange,
      this.#clock.now(),
    )
    this.#ops.set(order.op, { version: account.version, outcome: half ? 'halfway' : 'committed' })
    if (half) return { kind: 'halfway', reason: 'unknown', detail: 'the second of two writes was not made' }
    // A reset lifts the lock; a change finds none.
    if (order.current === undefined) account.unlock()
    return mishap === 'lostAfter' ? { kind: 'unknown', detail: 'the answer was lost' } : { kind: 'committed' }
  }

  #refusal(account: MemoryAccount, { current, password }: CommitOrder): RefusalReason | undefined {
    const text = password.reveal()
    if (current === undefined) return account.refusal(text)
    if (this.#attempt(account, current.reveal()) === 'wrong') return 'wrongPassword'
    return account.tooYoung(this.#clock.now()) ? 'tooYoung' : account.refusal(text)
  }

  #resolve(witness: Witness, op: string): Resolution {
    const now = this.#accounts.get(witness.person)?.version
    if (now === undefined) return 'unknown'
    const done = this.#ops.get(op)
    if (done !== undefined) return done.version === now ? done.outcome : 'foreign'
    return String(now) === witness.version ? 'notCommitted' : 'foreign'
  }
}

/** The in-process directory with these people. */
export const memoryDirectory = (seed: readonly MemorySeed[], clock: Clock): MemoryDirectory =>
  new MemoryDirectory(seed, clock)
