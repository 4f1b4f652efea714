import { admitsBy } from '../../flows/admits.ts'
import { beginning, type Facts } from '../../flows/facts.ts'
import { resetPassword } from '../../flows/reset-password.ts'
import type { World } from '../../flows/world.ts'
import type { CommitOrder } from '../../src/directory/port.ts'
import { approverDoor } from '../../src/approval/approver-door.ts'
import { approvals } from '../../src/approval/approvals.ts'
import type { ApprovalsPort, ApproverPort } from '../../src/approval/port.ts'
import { approverRights } from '../../src/assemble-approvals.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import { freezes } from '../../src/freeze/freezes.ts'
import { bindingProtocol } from '../../src/handoff/bind.ts'
import { defences, handoff } from '../../src/handoff/handoff.ts'
import { unbound, type HandoffPort } from '../../src/handoff/port.ts'
import { policy } from '../../src/policy/policy.ts'
import { evidenceTypes } from '../../src/policy/port.ts'
import { nonces } from '../../src/factors/nonces.ts'
import { totp } from '../../src/factors/totp.ts'
import { webauthnApproving } from '../../src/factors/webauthn-approving.ts'
import type { Factor } from '../../src/factors/port.ts'
import { Engine } from '../../src/story/engine.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import { WalkStore } from '../flows/walking/walk-store.ts'
import { totpCode } from '../support/browser.ts'
import { oneClock } from '../support/one-clock.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { morning, origin, Town } from '../support/world.ts'
import { approversOf, seated, type Approvers } from './approvers.ts'
import type { Keys } from './keys.ts'
import { RememberingKeyring } from './remembering-keyring.ts'
import type { BrowserName, Side, State } from './state.ts'
import type { Parts, Variant } from './variant.ts'

export const passwords: Readonly<Record<Side, string>> = {
  victim: 'violet-otter-bridge-41',
  attacker: 'crimson-magpie-anvil-87',
}

/** A write of the directory, and what was true at that moment. */
export interface Commit {
  readonly order: CommitOrder
  readonly intentJournalled: boolean
  /** The directory was asked in this very act whether the person is in bounds. */
  readonly prepared: boolean
}

const open = { kind: 'open' } as const

const everyKind = ['flow', 'person', 'actor', 'freeze']
const ofApprovals = ['approver', 'approvers']

/**
 * The service as it is built: its engine, its story of a reset, its binding, its policy, its factors, its door for browsers.
 * Underneath a store that can be put back, and a directory that takes every password of a person who is in bounds.
 */
export class Server {
  readonly store: WalkStore
  readonly people: Readonly<Record<Side, Person>>
  readonly parts: Parts
  readonly engine: Engine<Facts, World>
  readonly door: HandoffPort
  readonly approver: ApproverPort
  /** Absent = nobody may approve. */
  readonly approvers: Approvers | undefined
  readonly world: World
  now = morning
  /** Of the move being made. */
  readonly commits: Commit[] = []
  readonly journal: AuditEvent[] = []
  /** Whose key signed the call. */
  caller: BrowserName | undefined
  readonly #appCodes = new Map<string, string>()
  #calls = 0
  #promoted = false
  #prepared: string | undefined

  static async make(variant: Variant, keys: Keys): Promise<Server> {
    const town = new Town()
    const victim = await enrolled(town, 'ada', variant.bothHold)
    // An approver needs a passkey, whatever else they have.
    const his = new Set([...variant.bothHold, ...(variant.approvers ? (['webauthn'] as const) : [])])
    const attacker = await enrolled(town, 'joan', [...his])
    const approvers = variant.approvers && (await approversOf(town))
    const server = new Server(variant, keys, town, { victim, attacker }, approvers)
    await server.#moveIn(town)
    if (approvers !== undefined) await seated(server.kept, variant.flagged === true)
    return server
  }

  private constructor(
    variant: Variant,
    keys: Keys,
    town: Town,
    people: Record<Side, Person>,
    approvers: Approvers | undefined,
  ) {
    this.people = people
    this.approvers = approvers
    const claims = approvers === undefined || variant.claimsForgotten ? [] : ['nonce']
    this.store = new WalkStore([...everyKind, ...(approvers === undefined ? [] : ofApprovals), ...claims])
    const built: Parts = {
      binding: bindingProtocol(new RememberingKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 'search key') }])),
      defences: { ...defences, verify: keys.verify },
      policy: policy(variant.appCodeInChat && { accepted: evidenceTypes }),
      approvals: approvers === undefined ? town.at.world.approvals : this.#approvals(town),
      enrolments: enrolments(this.store),
      people: town.at.world.people,
    }
    this.parts = variant.weaknesses.reduce<Parts>((parts, weaken) => ({ ...parts, ...weaken(parts) }), built)
    const { binding, approvals: asked, enrolments: theirs, people: known } = this.parts
    this.world = {
      ...town.at.world,
      enrolments: theirs,
      people: known,
      approvals: asked,
      freezes: freezes(this.store),
      binding,
      factors: variant.appCodeInChat ? town.at.world.factors.map(askedInChat(town)) : town.at.world.factors,
      policy: this.parts.policy,
      commit: this.#directory(town),
    }
    const clock = oneClock({ now: () => this.now })
    this.engine = new Engine<Facts, World>({
      store: this.store,
      clock,
      stories: [{ ...resetPassword, admits: admitsBy(this.parts.defences) }],
      world: this.world,
      replica: 'searched',
      journal: { append: async (events) => void this.journal.push(...events) },
    })
    const always = { make: () => '', spend: () => Promise.resolve(true) }
    const failed = (fault: Error): never => {
      throw fault
    }
    // Whoever guesses is not searched here, so nobody is refused for guessing.
    const limits = { take: async () => open, look: async () => open }
    const parts = {
      flows: this.engine,
      nonces: always,
      limits,
      clock,
      baseUrl: origin,
      deviceMark: String,
      failed,
    }
    this.door = handoff(parts, this.parts.defences)
    this.approver = approverDoor({ flows: this.engine, clock, failed })
  }

  /** What is kept of people, by the real thing, whatever a variant weakens. */
  get kept() {
    return { store: this.store, enrolments: enrolments(this.store) }
  }

  /** Nobody has done anything yet. */
  initial(): State {
    const nothing = { seen: [], given: [], typed: [], yeses: [], flows: [] }
    const snapshot = this.store.save()
    return {
      ...nothing,
      snapshot,
      now: morning,
      jar: undefined,
      owned: undefined,
      waited: 0,
      promoted: false,
    }
  }

  /** Puts the world back to where it was. */
  load(state: State): void {
    this.store.load(state.snapshot)
    this.now = state.now
    this.#promoted = state.promoted
    this.commits.length = 0
    this.journal.length = 0
    this.caller = undefined
    this.#prepared = undefined
  }

  address(): string {
    this.#calls += 1
    return `caller ${this.#calls}`
  }

  /** What opens something by itself, besides what is shown on the way. */
  get secrets(): readonly string[] {
    const { victim, attacker } = this.people
    const codes = [...victim.codes, ...attacker.codes].map((code) => code.replaceAll('-', ''))
    return [victim.seed, attacker.seed, ...codes, ...Object.values(passwords)].filter((text) => text !== '')
  }

  /** What an authenticator app shows now. */
  async appCode(seed: string): Promise<string> {
    const about = `${seed} ${this.now}`
    const code = seed === '' ? '' : (this.#appCodes.get(about) ?? (await totpCode(seed, this.now)))
    this.#appCodes.set(about, code)
    return code
  }

  async begin(flow: string, side: Side): Promise<void> {
    const { actor, id } = this.people[side]
    const profile = {
      actor,
      displayName: id,
      kind: 'member',
      email: `${id.slice(3)}@corp.example`,
      emailConfirmed: true,
    } as const
    await this.engine.start(resetPassword.name, beginning(actor, profile, unbound), {}, flow)
  }

  #directory(town: Town): World['commit'] {
    const { directory } = town
    return {
      ...directory.commit,
      prepare: async (person) => {
        this.#prepared = person
        if (this.#promoted && person === this.people.victim.id)
          return { refused: 'protected', detail: 'a Domain Admin now' }
        return await directory.commit.prepare(person)
      },
      commit: (order) => {
        const intentJournalled = this.journal.some(
          (e) => e.event === 'commit.intent' && e.detail?.['op'] === order.op,
        )
        this.commits.push({ order, intentJournalled, prepared: this.#prepared === order.person })
        this.#prepared = undefined
        return Promise.resolve({ kind: 'committed' })
      },
    }
  }

  /** Approvals as they are built, with nonces that are good once, over the store that is put back. */
  #approvals(town: Town): ApprovalsPort {
    const asks = { people: town.at.world.people, policy: policy() }
    const site = { origin, rpId: new URL(origin).hostname, rpName: 'Contoso' }
    return approvals(
      this.store,
      approverRights(this.store, asks, { now: () => this.now }),
      webauthnApproving({ ...site, nonces: nonces(town.keyring, this.store) }),
    )
  }

  /** Takes over what everybody enrolled. */
  async #moveIn(town: Town): Promise<void> {
    const { grace, hedy } = this.approvers ?? {}
    const all = [...Object.values(this.people), grace, hedy].filter((one) => one !== undefined)
    for (const { id, actor } of all) {
      const { value } = await town.at.world.enrolments.of(id)
      await this.store.write([
        this.world.enrolments.keep(await this.world.enrolments.of(id), value),
        this.world.enrolments.bind(actor, await this.world.enrolments.boundTo(actor), { person: id }),
      ])
    }
  }
}

const askedInChat =
  ({ keyring }: Town) =>
  (factor: Factor): Factor =>
    factor.type === 'totp' ? totp({ issuer: 'Contoso', keyring, inChat: true }) : factor
