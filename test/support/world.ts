import { beginning, disowningByMail, disowningInChat, readerOf, type Facts } from '../../flows/facts.ts'
import { desk as deskOf } from '../../flows/desk.ts'
import { helpdesk } from '../../flows/helpdesk.ts'
import { who } from '../../flows/who.ts'
import { lookups } from '../../src/assemble-lookups.ts'
import { home } from '../../flows/home.ts'
import { tooOften } from '../../flows/too-often.ts'
import { stories as allStories } from '../../flows/index.ts'
import { withQuestions } from '../../flows/with-questions.ts'
import type { World } from '../../flows/world.ts'
import { Board } from '../../src/alerts/board.ts'
import { usualAlerts } from '../../src/config/alerts.ts'
import { approverDoor } from '../../src/approval/approver-door.ts'
import { approvals } from '../../src/approval/approvals.ts'
import type { ApproverPort } from '../../src/approval/port.ts'
import { approverRights } from '../../src/assemble-approvals.ts'
import type { ActivityPort, OwnSignIns } from '../../src/activity/port.ts'
import { dueWork } from '../../src/assemble-due.ts'
import type { AlertSettings } from '../../src/alerts/port.ts'
import { guardsOf, type Guards } from '../../src/assemble-limits.ts'
import { MemoryDirectory, type MemorySeed } from '../../src/directory/memory.ts'
import type { Directory } from '../../src/directory/port.ts'
import { refusals } from '../../src/directory/refusals.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import { profileMarks } from '../../src/enrolment/profile-marks.ts'
import { activityQuestions } from '../../src/factors/activity-questions/asking.ts'
import { factors } from '../../src/factors/index.ts'
import { freezes } from '../../src/freeze/freezes.ts'
import type { DisownPort } from '../../src/freeze/port.ts'
import { links } from '../../src/freeze/links.ts'
import { pressing } from '../../src/freeze/press.ts'
import { webauthnApproving } from '../../src/factors/webauthn-approving.ts'
import { nonces } from '../../src/factors/nonces.ts'
import { bindingProtocol } from '../../src/handoff/bind.ts'
import { deviceMarks } from '../../src/handoff/device-marks.ts'
import { handoff } from '../../src/handoff/handoff.ts'
import { unbound, type HandoffPort } from '../../src/handoff/port.ts'
import { AlertCards } from '../../src/house/alert-cards.ts'
import { drawApprovers } from '../../src/house/approver-cards.ts'
import { Drawing } from '../../src/house/drawing.ts'
import { unavailableCard } from '../../src/house/front-desk.ts'
import { ChatHouse } from '../../src/house/house.ts'
import { Inbox } from '../../src/house/inbox.ts'
import { Outbox } from '../../src/house/outbox.ts'
import { Patience } from '../../src/house/patience.ts'
import type { Adapter } from '../../src/house/port.ts'
import { ShiftedClock, minute } from '../../src/lib/clock.ts'
import { randomBelow } from '../../src/lib/ids.ts'
import { Timekeeper, type TimeSources } from '../../src/lib/timekeeper.ts'
import { memoryWindows } from '../../src/limits/memory-windows.ts'
import { usualLimits, type LimitsConfig, type Windows } from '../../src/limits/port.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { Secret } from '../../src/lib/secret.ts'
import { compose } from '../../src/notify/compose.ts'
import type { Mail, MailPort } from '../../src/notify/port.ts'
import { passwordRules } from '../../src/policy/password-rules.ts'
import { policy, type PolicyOverrides } from '../../src/policy/policy.ts'
import { evidenceTypes } from '../../src/policy/port.ts'
import { riskEngine } from '../../src/risk/engine.ts'
import type { RiskPort } from '../../src/risk/port.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sealedStore } from '../../src/store/seal.ts'
import { Engine } from '../../src/story/engine.ts'
import { Fault } from '../../src/story/errors.ts'
import type { AuditEvent, Journal } from '../../src/story/event.ts'
import type { Store } from '../../src/story/record.ts'
import type { Notice, Story } from '../../src/story/story.ts'
import { Sweep } from '../../src/story/sweep.ts'
import { inWords } from '../../src/words/render.ts'
import { Fate, Killed } from './kill.ts'
import { TestChat } from './test-chat.ts'

/** Whose members may look people up. */
export const helpdeskGroup = 'CN=Helpdesk,DC=corp,DC=example'
export const origin = 'https://reset.corp.example'
/** A Monday morning, at the beginning of a TOTP step. */
export const morning = Date.UTC(2026, 5, 1, 9)

const person = (name: string, displayName: string, more: Partial<MemorySeed> = {}): MemorySeed => ({
  id: `id-${name}`,
  account: name,
  displayName,
  mail: `${name}@corp.example`,
  password: new Secret('Winter-Lake-2026'),
  ...more,
})

export const cast: readonly MemorySeed[] = [
  person('ada', 'Ada Byron'),
  person('grace', 'Grace Murray'),
  person('joan', 'Joan Clarke'),
]

/** What is outside every process, and outlives each of them. */
export class Town {
  readonly clock = new ShiftedClock({ now: () => morning })
  keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
  readonly raw: Store
  readonly directory = new MemoryDirectory(cast, this.clock)
  readonly chat = new TestChat()
  /** The platform of processes made from now on. */
  platform: Adapter = this.chat
  readonly journal: AuditEvent[] = []
  readonly mails: Mail[] = []
  readonly tampered: string[] = []
  readonly faults: unknown[] = []
  journalDown = false
  mailDown = false
  /** Whether the operator lets a code of the app be given in chat; counts for processes made afterwards. */
  totpInChat = false
  /** What conversations teach of people's habits; nothing unless a test keeps it. */
  ownSignIns: OwnSignIns | undefined
  /** What is known of people's sign-ins, and how requests are judged; counts for processes made afterwards. */
  activity: Pick<ActivityPort, 'history' | 'company'> | undefined
  risk: RiskPort | undefined
  /** What the alert channel is set to otherwise; counts for processes made afterwards. */
  alerts: Partial<AlertSettings> = {}
  /** What else the operator's policy says; counts for processes made afterwards. */
  policy: PolicyOverrides = {}
  /** As configured; counts for processes made afterwards. */
  limits: LimitsConfig = usualLimits
  /** Whether it is watched how many people ask, from where; counts for processes made afterwards. */
  watches = false
  /** Where all processes count together. */
  windows: Windows = memoryWindows(this.clock)
  #ids = 0
  /** The process that people talk to. */
  at: Machine

  constructor(raw?: (clock: ShiftedClock) => Store) {
    this.raw = raw === undefined ? memoryStore(this.clock) : raw(this.clock)
    this.at = this.machine()
  }

  /** A process of the service; `fate` says when it dies, `its` what is odd about the time on its machine. */
  machine(fate = new Fate(), stories = allStories, its: Partial<TimeSources> = {}): Machine {
    return machineIn(this, fate, stories, its)
  }

  /** The time as a machine with this clock has it: what all share is the town's. */
  timekeeper(its: Partial<TimeSources> = {}): Timekeeper {
    const { clock } = this
    return new Timekeeper({ clock, stopwatch: () => clock.now(), shared: async () => clock.now(), ...its })
  }

  /** A new id for an event of the platform. */
  id(): string {
    this.#ids += 1
    return `event-${this.#ids}`
  }

  /** Time passes; the sweep looks after what became due. */
  async later(ms: number): Promise<void> {
    this.clock.forward(ms)
    await this.at.rest()
  }

  events(name: AuditEvent['event']): readonly AuditEvent[] {
    return this.journal.filter((e) => e.event === name)
  }
}

export interface Machine {
  readonly clock: Timekeeper
  readonly fate: Fate
  readonly store: Store
  readonly world: World
  readonly engine: Engine<Facts, World>
  readonly house: ChatHouse<Facts>
  readonly handoff: HandoffPort
  readonly disown: DisownPort
  readonly approver: ApproverPort
  readonly sweep: Sweep
  readonly guards: Guards
  /** Waits for every drawing that was begun, and does what is due. */
  rest(): Promise<void>
}

const killable = (
  town: Town,
  fate: Fate,
): { store: Store; journal: Journal; adapter: Adapter; mail: MailPort } => {
  const { raw, platform } = town
  const named = (changes: readonly { key: string }[]) => changes.map((c) => c.key.split(':')[0]).join('+')
  return {
    store: {
      read: (key) => fate.look('read', () => raw.read(key)),
      write: (changes) => fate.deed(`write ${named(changes)}`, () => raw.write(changes)),
      claim: (key, ttl) => fate.deed(`claim ${key.split(':')[0]}`, () => raw.claim(key, ttl)),
      due: (kind, now, limit) => fate.look('due', () => raw.due(kind, now, limit)),
      ping: () => raw.ping(),
      close: () => Promise.resolve(),
    },
    journal: {
      append: (events) =>
        fate.deed(`append ${events.map((e) => e.event).join('+')}`, async () => {
          if (town.journalDown) throw new Fault('ERR_AUDIT', 'the journal was told to be down')
          town.journal.push(...events)
        }),
    },
    adapter: {
      name: platform.name,
      start: (house) => platform.start(house),
      show: (drawn, at) => fate.deed('show', () => platform.show(drawn, at)),
      ask: (form, trigger) => fate.deed('ask', () => platform.ask(form, trigger)),
      whoIs: (actor, from) => fate.look('who is', () => platform.whoIs(actor, from)),
      alerts: () => platform.alerts(),
      onCall: async () => await platform.onCall?.(),
      tell: (drawn, to, key) => fate.deed('tell', () => platform.tell(drawn, to, key)),
    },
    mail: {
      send: (mail) =>
        fate.deed('mail', async () => {
          if (town.mailDown) throw new Fault('ERR_MAIL', 'the mail was told to be down')
          town.mails.push(mail)
        }),
    },
  }
}

const killableDirectory = ({ directory }: Town, fate: Fate): Pick<Directory, 'people' | 'commit'> => ({
  people: {
    capabilities: () => directory.people.capabilities(),
    find: (by, value) => fate.look('find', () => directory.people.find(by, value)),
    status: (id) => fate.look('status', () => directory.people.status(id)),
    verify: (id, password) => fate.deed('verify', () => directory.people.verify(id, password)),
  },
  commit: {
    prepare: (id, kind) => fate.look('prepare', () => directory.commit.prepare(id, kind)),
    commit: (order) => fate.deed('commit', () => directory.commit.commit(order)),
    resolve: (witness, op) => fate.look('resolve', () => directory.commit.resolve(witness, op)),
    unlock: (id) => fate.deed('unlock', () => directory.commit.unlock(id)),
  },
})

const site = { origin, rpId: 'reset.corp.example' }

const worldIn = (town: Town, fate: Fate, store: Store, { crowds }: Guards): World => {
  const directory = killableDirectory(town, fate)
  const failed = (cause: unknown): void => void town.faults.push(cause)
  const asks = { people: directory.people, policy: policy({ ...town.policy, ...accepting(town) }) }
  return {
    ...directory,
    refusal: (reason) => refusals[reason],
    matchBy: 'mail',
    enrolments: enrolments(store),
    marks: profileMarks(town.keyring),
    freezes: freezes(store),
    factors: factors({
      keyring: town.keyring,
      nonces: nonces(town.keyring, store),
      ...site,
      issuer: 'Contoso',
      recoveryCost: { memory: 8, passes: 1 },
      totpInChat: town.totpInChat,
    }),
    policy: asks.policy,
    risk: town.risk ?? riskEngine({ ...(town.watches && { crowds }), failed }),
    ...(town.ownSignIns && { ownSignIns: town.ownSignIns }),
    ...(town.activity && {
      questions: activityQuestions({
        activity: town.activity,
        store,
        keyring: town.keyring,
        chance: randomBelow,
        failed,
      }),
    }),
    approvals: approvals(
      store,
      approverRights(store, asks, town.clock),
      webauthnApproving({ ...site, rpName: 'Contoso', nonces: nonces(town.keyring, store) }),
    ),
    rules: passwordRules(),
    binding: bindingProtocol(town.keyring),
    sendsMail: true,
    helpdesk: { phone: '+44 20 7946 0000', url: 'https://help.corp.example' },
  }
}

const accepting = ({ totpInChat }: Town): PolicyOverrides => (totpInChat ? { accepted: evidenceTypes } : {})
const machineIn = (
  town: Town,
  fate: Fate,
  stories: readonly Story<Facts, World>[],
  its: Partial<TimeSources>,
): Machine => {
  const { keyring } = town
  const clock = town.timekeeper(its)
  const ports = killable(town, fate)
  const { journal, mail } = ports
  const adapters = [ports.adapter]
  const store = sealedStore(ports.store, keyring, async (key) => {
    town.tampered.push(key)
  })
  const failed = (cause: unknown): void => {
    if (!(cause instanceof Killed)) town.faults.push(cause)
  }
  const guards = guardsOf({
    config: { keys: keyring, limits: town.limits },
    store,
    journal,
    clock,
    windows: town.windows,
    failed,
  })
  const world = worldIn(town, fate, store, guards)
  const pending = new Set<Promise<void>>()
  const engine: Engine<Facts, World> = new Engine({
    store,
    journal,
    clock,
    stories: town.activity ? withQuestions(stories) : stories,
    world,
    replica: town.id(),
    changed: (flow, ver) => {
      const drawn = drawing.owed(`draw:${flow}:${ver}`).catch(failed)
      pending.add(drawn)
      void drawn.then(() => pending.delete(drawn))
    },
  })
  const alertCards = new AlertCards({ store, clock, journal, adapters, failed })
  const others = drawApprovers({ engine, cards: alertCards })
  const drawing = new Drawing<Facts>({ store, engine, adapters, baseUrl: origin, others, readerOf })
  const inbox = new Inbox(store, keyring, clock)
  const actorOf = async (flow: string) => (await engine.view(flow))?.facts.actor
  const composed = (card: Parameters<typeof compose>[0], url?: string) => compose(card, inWords, url)
  const disownLinks = links(store, keyring)
  const disownUrl = async (key: string, notice: Notice) =>
    `${origin}/notme#${await disownLinks.mint(key, notice)}`
  const settings = { ...usualAlerts, everyMs: 0, ...town.alerts }
  const asked = { alerts: settings, helpdesk: { groups: [helpdeskGroup] }, policy: { approvers: [] } }
  const board = new Board({ store, clock, settings, cards: alertCards })
  const sends = { store, clock, journal, adapters, mail, board }
  const outbox = new Outbox({ ...sends, compose: composed, actorOf, disownUrl })
  guards.board = board
  const desk = { ...deskOf(world), unavailable: unavailableCard(helpdesk(world)) }
  const house = new ChatHouse<Facts>({
    store,
    journal,
    engine,
    adapters,
    inbox,
    outbox,
    drawing,
    alertCards,
    baseUrl: origin,
    desk,
    failed,
    enrolments: world.enrolments,
    marks: world.marks,
    home: home(world),
    ...(town.watches && { began: guards.began }),
    who: who(
      world,
      lookups({ config: asked, store, clock, board, people: world.people, engine: () => engine }),
    ),
    patience: new Patience({ ...guards, journal, adapters, tooOften: tooOften(world) }),
    clock,
    beginning: (actor, profile) => beginning(actor, profile, unbound),
    besides: (actor, profile, seen) =>
      disowningInChat(actor, profile, unbound, seen && { ...seen, title: seen.person.title }),
  })
  const sweep = new Sweep({
    store,
    clock,
    ...dueWork({ engine, house, inbox, outbox, drawing, alertCards, store, clock, board }),
    failed,
  })
  const door = handoff({
    flows: engine,
    nonces: nonces(keyring, store),
    limits: guards.limits,
    clock,
    baseUrl: origin,
    deviceMark: deviceMarks(keyring),
    failed,
  })
  const disown = pressing({
    links: disownLinks,
    freezes: world.freezes,
    clock,
    begin: (notice, effects) => engine.start('not-me', disowningByMail(notice, unbound), effects),
    failed,
  })
  const approver = approverDoor({ flows: engine, clock, failed })
  const rest = async (): Promise<void> => {
    while (pending.size > 0) await Promise.all(pending)
    await sweep.round()
    while (pending.size > 0) await Promise.all(pending)
  }
  return { fate, clock, store, world, engine, house, handoff: door, disown, approver, sweep, guards, rest }
}

/** Long enough for any lease, resting key or grace to have passed. */
export const aWhile = minute
