import { expect } from 'vitest'
import { stillProved } from '../../../flows/steps/prove-identity.ts'
import type { Facts } from '../../../flows/facts.ts'
import type { World } from '../../../flows/world.ts'
import type {
  CommitKind,
  CommitOrder,
  CommitResult,
  Resolution,
  Status,
  Verified,
  Witness,
} from '../../../src/directory/port.ts'
import { refusals } from '../../../src/directory/refusals.ts'
import { enrolments } from '../../../src/enrolment/enrolments.ts'
import type { Enrolled, EnrolledFactor, Factor, FactorType, Proved } from '../../../src/factors/port.ts'
import { freezes } from '../../../src/freeze/freezes.ts'
import { bindingProtocol } from '../../../src/handoff/bind.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { passwordRules } from '../../../src/policy/password-rules.ts'
import { policy } from '../../../src/policy/policy.ts'
import { evidenceTypes, type Purpose } from '../../../src/policy/port.ts'
import { riskEngine } from '../../../src/risk/engine.ts'
import type { WebAsk } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import type { AuditEvent } from '../../../src/story/event.ts'
import type { FlowRecord } from '../../../src/story/record.ts'
import type { AnswerValue } from '../../../src/story/story.ts'
import { canary } from './canary.ts'
import { walkApprovals } from './walk-approvers.ts'
import { walkQuestions, walkRisk } from './walk-questions.ts'
import type { WalkStore } from './walk-store.ts'

/** What the directory does next; an answer of the walk like any other. */
export interface Luck {
  readonly verify?: Verified
  readonly prepare?: 'protected'
  readonly commit?: CommitResult | 'throws'
  readonly landed?: Resolution | 'down'
  readonly unlock?: 'unlocked' | 'noRight' | 'disabled' | 'throws'
  /** How the lock stands: before an unlock, or, where one is made, once it was. */
  readonly lock?: 'open' | 'anew' | 'down'
}

const intents = { reset: 'commit.intent', change: 'commit.intent', unlock: 'unlock.intent' } as const

export { canary }

/** An authenticator that believes whoever says "right". */
const believer = (type: FactorType, evidence: Factor['evidence'], proves: WebAsk): Factor => {
  const told = (answer: AnswerValue): string =>
    answer instanceof Secret ? answer.reveal() : JSON.stringify(answer)
  const make = (): EnrolledFactor => ({ id: `f-${type}`, type, label: type, addedAt: 0, data: {} })
  return {
    type,
    evidence,
    name: { id: `factor.${type}` },
    proves,
    enrols: [proves],
    concludes: type === 'recovery-codes' ? ['recovery-codes'] : [type],
    ...(type !== 'webauthn' && { tries: { perFlow: 2, perHour: 3 } }),
    challenge: async () => ({ challenge: canary }),
    async prove(held, answer): Promise<Proved> {
      const [factor] = held
      if (told(answer) === `${canary}-malformed`) return { kind: 'refused', reason: 'malformed' }
      if (told(answer) !== `${canary}-right` || factor === undefined)
        return { kind: 'refused', reason: 'wrong' }
      return { kind: 'accepted', evidence, factor, reveal: { replacement: canary } }
    },
    begin: async () => ({ sealed: 'x' }),
    reveal: async () => ({ secret: canary }),
    async finish(_pending, held, answer): Promise<Enrolled> {
      if (held.length > 0 && type !== 'recovery-codes') return { kind: 'refused', reason: 'already-enrolled' }
      if (told(answer) !== `${canary}-right`) return { kind: 'refused', reason: 'wrong' }
      return { kind: 'enrolled', factor: make(), reveal: { codes: [canary] } }
    },
  }
}

const label = { id: 'factor.totp.prove' } as const
export const believers: readonly Factor[] = [
  believer('webauthn', 'webauthn', { kind: 'webauthn', name: 'webauthn', label, ceremony: 'get' }),
  believer('totp', 'totp', { kind: 'code', name: 'totp', label, digits: 6 }),
  believer('recovery-codes', 'recovery-code', { kind: 'text', name: 'recovery-codes', label }),
]

/** As the operator may have it: a code of the app is taken in a chat form, too. */
const believersInChat = believers.map((factor): Factor => {
  const inChat = { id: 'factor.totp.in-chat' } as const
  const ask = { kind: 'code', name: 'totp-in-chat', label: inChat, digits: 6 } as const
  return factor.type === 'totp' ? { ...factor, inChat: { ask, evidence: 'totp-in-chat' } } : factor
})

/** What is true of a walk before it begins. */
export interface Surroundings {
  readonly mail: boolean
  readonly inChat?: boolean
  /** Whether there is anybody who may approve. */
  readonly approvers?: boolean
  /** Whether sign-ins are known, and a request looks unlike its person. */
  readonly asks?: boolean
  readonly story: { readonly name: string }
}

/** The world of a walk: small, without chance, and watching every commit. */
export class WalkWorld {
  luck: Luck = {}
  commits = 0
  unlocks = 0
  readonly journal: AuditEvent[] = []
  readonly world: World
  readonly #store: WalkStore
  readonly #flow: string
  readonly #now: () => number

  constructor(
    store: WalkStore,
    flow: string,
    now: () => number,
    { mail, inChat = false, approvers = false, asks = false, story }: Surroundings,
  ) {
    this.#store = store
    this.#flow = flow
    this.#now = now
    const status: Status = {
      person: {
        id: 'id-ada',
        account: 'ada',
        displayName: 'Ada Byron',
        ...(mail && { mail: 'ada@corp.example' }),
      },
      // Whoever changes a password has one that still opens something; all others are locked out.
      ...(story.name === 'change-expired'
        ? { locked: false }
        : { locked: true, lockedSince: 1, lockedUntil: 0 }),
      lockedByAdmin: false,
      disabled: false,
      accountExpired: false,
      passwordExpired: false,
      mustChange: false,
      badPasswords: 0,
      policy: {
        minLength: 8,
        history: 5,
        complexity: false,
        minAgeMs: 0,
        lockoutThreshold: 10,
        lockoutMs: 60_000,
        source: 'default',
      },
    }
    this.world = {
      people: {
        capabilities: () => Promise.reject(new Error('not asked')),
        find: () => Promise.resolve(status.person),
        status: (id) => this.#status(id === 'id-ada' ? status : colleague(id, status)),
        verify: () => Promise.resolve(this.luck.verify ?? 'ok'),
      },
      commit: this.#commitPort(),
      refusal: (reason) => refusals[reason],
      matchBy: 'mail',
      sendsMail: true,
      factors: inChat ? believersInChat : believers,
      policy: policy(inChat ? { accepted: evidenceTypes } : {}),
      risk: asks ? walkRisk : riskEngine({ failed: (cause) => expect.fail(String(cause)) }),
      ...(asks && { questions: walkQuestions(store) }),
      approvals: walkApprovals(store, approvers),
      rules: passwordRules(),
      enrolments: enrolments(store),
      // Without chance, so that the same record is the same.
      marks: {
        make: (_actor, { email, kind }) => `${email}/${kind}`,
        holds: (mark, _actor, { email, kind }) => mark === `${email}/${kind}`,
      },
      freezes: freezes(store),
      binding: bindingProtocol(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'walk') }])),
      helpdesk: { phone: '123' },
    }
  }

  async record(): Promise<FlowRecord<Facts>> {
    const stored = await this.#store.read(`flow:${this.#flow}`)
    if (stored === undefined) throw new Error('the record is gone')
    const record: FlowRecord<Facts> = JSON.parse(stored.value)
    return record
  }

  #commitPort(): World['commit'] {
    return {
      prepare: (_person, kind) =>
        Promise.resolve(
          this.luck.prepare === undefined
            ? { witness: witnessFor(kind) }
            : { refused: this.luck.prepare, detail: 'said the walk' },
        ),
      commit: async (order) => {
        this.commits += 1
        const { story } = await this.record()
        const purpose = story === 'change-expired' ? 'change' : 'reset'
        await this.#watch(order.op, purpose)
        await this.#watchOrder(order, purpose)
        const { commit = { kind: 'committed' } } = this.luck
        if (commit === 'throws') throw new Error('the socket broke')
        return commit
      },
      resolve: () => {
        const { landed = 'down' } = this.luck
        return landed === 'down'
          ? Promise.reject(new Fault('ERR_DIRECTORY', 'down, said the walk'))
          : Promise.resolve(landed)
      },
      unlock: async () => {
        this.unlocks += 1
        await this.#watch((await this.record()).intent?.op, 'unlock')
        const { unlock = 'unlocked' } = this.luck
        if (unlock === 'throws') throw new Error('the socket broke')
        return unlock === 'unlocked'
          ? { kind: 'unlocked' }
          : { kind: 'refused', reason: unlock, detail: 'said the walk' }
      },
    }
  }

  /** What is found of the person; what an unlock leads to shows once it was made. */
  async #status(status: Status): Promise<Status> {
    const { lock, unlock, prepare } = this.luck
    const out = prepare === undefined ? {} : { protected: { reason: 'privileged', detail: 'x' } as const }
    if (lock === undefined || (unlock !== undefined && this.unlocks === 0)) return { ...status, ...out }
    if (lock === 'down') throw new Fault('ERR_DIRECTORY', 'down, said the walk')
    return lock === 'open' ? { ...status, locked: false } : { ...status, lockedSince: 2 }
  }

  /** What must hold at the very moment the directory is written (P1, P2, P3, P6). */
  async #watch(op: string | undefined, purpose: Purpose): Promise<void> {
    const { facts, intent, outcome } = await this.record()
    expect(intent?.op, 'the intent is saved first').toBe(op)
    const told = this.journal.some((e) => e.event === intents[purpose] && e.detail?.['op'] === op)
    expect(told, 'the intent is journalled first').toBe(true)
    expect(outcome).toBeUndefined()
    const { frozenAt, talks } = (await this.world.freezes.of('id-ada')).value
    expect(frozenAt, 'nobody froze it before the act').toBeUndefined()
    expect(talks.find((t) => t.flow === this.#flow)?.acting, 'whoever freezes now is told of the act').toBe(
      intent?.op,
    )
    expect(facts.committed ?? facts.unlocked, 'one act').toBeUndefined()
    const jkt = facts.binding.paired?.jkt
    expect(jkt, 'a browser is paired').toBeDefined()
    const inBrowser = facts.proofs.filter((p) => p.evidence !== 'totp-in-chat')
    expect(inBrowser.length, 'never by chat alone').toBeGreaterThan(0)
    expect(inBrowser.every((p) => p.jkt === jkt)).toBe(true)
    const yes = new Set((facts.approval?.given ?? []).map(({ by }) => by.id).filter((id) => id !== 'id-ada'))
    expect(
      stillProved(facts, this.world, this.#now(), purpose, yes.size),
      'evidence is enough and fresh, with the approvals of others',
    ).toBe(true)
    const oldest = Math.min(...facts.proofs.map((p) => p.at))
    expect(this.#now() - oldest).toBeLessThanOrEqual(10 * 60_000)
  }

  async #watchOrder({ current, witness }: CommitOrder, purpose: Purpose): Promise<void> {
    expect(witness.change === true, 'what was prepared is what is done').toBe(purpose === 'change')
    expect(current?.reveal(), 'a change brings the old password, a reset none').toBe(
      purpose === 'change' ? `${canary}-right` : undefined,
    )
    const { failures } = (await this.world.enrolments.of('id-ada')).value
    const checks = failures['directory-password']?.length ?? 0
    if (purpose === 'change') expect([1, 2], 'the check is counted first, and two are all').toContain(checks)
  }
}

const colleague = (id: string, { person, ...status }: Status): Status => ({
  ...status,
  person: { ...person, id, account: id.slice(3), displayName: id.slice(3) },
})

const witnessFor = (kind?: CommitKind): Witness => ({
  person: 'id-ada',
  server: 's',
  setAt: '1',
  writes: 1,
  ...(kind === 'change' && { change: true }),
})
