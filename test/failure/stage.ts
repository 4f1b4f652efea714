import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Keyring } from '../../src/lib/keys.ts'
import { day, second, systemClock } from '../../src/lib/clock.ts'
import { redisStore } from '../../src/store/redis.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { FactorType } from '../../src/factors/port.ts'
import type { Store } from '../../src/story/record.ts'
import type { PersonState } from '../contracts/directory.ts'
import { freePort } from '../services/free-port.ts'
import type { Address } from './address.ts'
import { platform } from './desk.ts'
import { enrol } from './enrol.ts'
import { LockedOut, type Time } from './locked-out.ts'
import { Outside } from './outside.ts'
import type { Replica, StandBy } from './replicas.ts'
import { standBy } from './replicas.ts'
import type { DirectorySpec, ReplicaSpec } from './service.ts'
import type { DirectoryHands } from './directory-hands.ts'

/** Longer than any lease. */
export const leaseMs = 31 * second

/** Somebody of the directory who is locked out, with what the directory says of them. */
export interface Victim {
  readonly id: string
  readonly person: LockedOut
  /** Password writes in the directory since they were made. */
  writes(): Promise<number>
  signsIn(password: string): Promise<boolean>
}

export interface StageParts {
  readonly dir: string
  readonly redis: string
  readonly sentinels?: readonly string[]
  readonly directory: DirectorySpec
  readonly hands: DirectoryHands
  /** Where people reach the service; absent = the replica that was begun last. */
  readonly address?: Address
}

/** What is there whatever becomes of replicas: Redis, directory, chat and mail, the people, the keys, the time. */
export class Stage implements Time {
  readonly outside: Outside
  readonly replicas: Replica[] = []
  readonly audits: string[] = []
  readonly address: Address
  /** How the last replica is replaced when it has died; undefined = it is not. */
  successor: (() => Promise<unknown>) | undefined = () => this.begin()
  shiftMs = 0
  readonly #parts: StageParts
  readonly #dir: string
  readonly #key = randomBytes(32)
  #store: Store | undefined

  private constructor(parts: StageParts, dir: string, outside: Outside, address: Address) {
    this.#parts = parts
    this.#dir = dir
    this.outside = outside
    this.address = address
  }

  static async open(parts: StageParts): Promise<Stage> {
    const dir = await mkdtemp(join(parts.dir, 'failure-'))
    const baseUrl = `http://localhost:${await freePort()}`
    const latest = (): number => stage.latest.spec.port
    const stage: Stage = new Stage(
      parts,
      dir,
      await Outside.open(),
      parts.address ?? { baseUrl, port: latest },
    )
    return stage
  }

  get latest(): Replica {
    const last = this.replicas.at(-1)
    if (last === undefined) throw new Error('no replica was begun')
    return last
  }

  now(): number {
    return systemClock.now() + this.shiftMs
  }

  async forward(ms: number): Promise<void> {
    this.shiftMs += ms
    await Promise.allSettled(this.replicas.map(async (r) => r.dead || (await r.order('forward', `${ms}`))))
  }

  /** Where the last replica has died, another takes its place once leases are over. */
  async tended(): Promise<void> {
    if (!this.latest.dead || this.successor === undefined) return
    await this.forward(leaseMs)
    await this.successor()
  }

  /** Whether nothing is owed to anybody any more: no message, drawing, event of the audit, event from chat. */
  async quiet(): Promise<boolean> {
    const store = await this.store()
    const ever = this.now() + 365 * day
    const owed = await Promise.all(['inbox', 'draw', 'audit', 'outbox'].map((k) => store.due(k, ever, 1)))
    return owed.flat().length === 0
  }

  /** Begins a replica in a process of its own. */
  async begin(waiting: StandBy = standBy(), change: Partial<ReplicaSpec> = {}): Promise<Replica> {
    const audit = join(this.#dir, `audit-${this.audits.length}.jsonl`)
    this.audits.push(change.audit ?? audit)
    const replica = await waiting.begin({
      port: await freePort(),
      baseUrl: this.address.baseUrl,
      outside: this.outside.url,
      redis: this.#parts.redis,
      ...(this.#parts.sentinels !== undefined && { sentinels: this.#parts.sentinels }),
      key: this.#key.toString('base64'),
      directory: this.#parts.directory,
      shiftMs: this.shiftMs,
      audit,
      ...change,
    })
    this.replicas.push(replica)
    return replica
  }

  /** Somebody new, enrolled a month ago. */
  async victim(
    types: readonly FactorType[] = ['totp', 'recovery-codes'],
    state: PersonState = 'plain',
  ): Promise<Victim> {
    const { hands } = this.#parts
    const added = await hands.add(state)
    const actor = { platform, tenant: 'T1', user: added.account }
    const whose = { id: added.id, account: added.account, actor }
    const store = await this.store()
    const keyring = this.#keyring()
    const held = await enrol({ store, keyring, baseUrl: this.address.baseUrl, now: this.now() }, whose, types)
    const { outside, address } = this
    const person = new LockedOut(added.account, { outside, address, held, time: this })
    const before = await hands.writes(added.id)
    return {
      id: added.id,
      person,
      writes: async () => (await hands.writes(added.id)) - before,
      signsIn: (password) => hands.signsIn(added.id, password),
    }
  }

  /** The store as the service sees it. */
  async store(): Promise<Store> {
    this.#store ??= sealedStore(
      await redisStore({
        url: this.#parts.redis,
        sentinels: this.#parts.sentinels ?? [],
        log: () => {},
      }),
      this.#keyring(),
      () => Promise.resolve(),
    )
    return this.#store
  }

  async close(): Promise<void> {
    for (const replica of this.replicas) await replica.kill()
    await this.#store?.close()
    await this.outside.close()
    await rm(this.#dir, { recursive: true, force: true })
  }

  #keyring(): Keyring {
    return new Keyring([{ id: 'k1', bytes: this.#key }])
  }
}
