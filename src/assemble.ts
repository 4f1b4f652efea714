import { hostname } from 'node:os'
import { webHost } from '../adapters/web/index.ts'
import { beginning, disowningByMail, disowningInChat, readerOf } from '../flows/facts.ts'
import { desk } from '../flows/desk.ts'
import { tooOften } from '../flows/too-often.ts'
import { helpdesk } from '../flows/helpdesk.ts'
import { home } from '../flows/home.ts'
import { who } from '../flows/who.ts'
import { storiesIn } from '../flows/index.ts'
import type { World } from '../flows/world.ts'
import type { Facts } from '../flows/facts.ts'
import { Board } from './alerts/board.ts'
import { Health } from './alerts/health.ts'
import { reportingSink } from './alerts/reporting.ts'
import { openFileSink } from './audit/file-sink.ts'
import { unresolvedIn } from './audit/unresolved.ts'
import { journal as openJournal, type RecordingJournal } from './audit/journal.ts'
import { approverDoor } from './approval/approver-door.ts'
import type { Config } from './config/port.ts'
import type { Directory } from './directory/port.ts'
import { links } from './freeze/links.ts'
import { pressing } from './freeze/press.ts'
import { nonces } from './factors/nonces.ts'
import { deviceMarks } from './handoff/device-marks.ts'
import { handoff } from './handoff/handoff.ts'
import { unbound } from './handoff/port.ts'
import { AlertCards } from './house/alert-cards.ts'
import { drawApprovers } from './house/approver-cards.ts'
import { Drawing } from './house/drawing.ts'
import { unavailableCard } from './house/front-desk.ts'
import { ChatHouse } from './house/house.ts'
import { Inbox } from './house/inbox.ts'
import { Outbox } from './house/outbox.ts'
import { Patience } from './house/patience.ts'
import type { Adapter, Stop } from './house/port.ts'
import { installations } from './installations/installations.ts'
import type { Installations } from './installations/port.ts'
import type { Windows } from './limits/port.ts'
import type { Timekeeper } from './lib/timekeeper.ts'
import { randomToken } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { compose } from './notify/compose.ts'
import type { MailPort } from './notify/port.ts'
import { announcePolicy, presenceOf, tamperAlarm } from './assemble-start-up.ts'
import { lookups } from './assemble-lookups.ts'
import { alertWatches, reporting } from './assemble-alerts.ts'
import { tellUnresolved } from './assemble-unresolved.ts'
import { dueWork } from './assemble-due.ts'
import { activityOf } from './assemble-activity.ts'
import { guardsOf } from './assemble-limits.ts'
import { clockWatch } from './assemble-clock-watch.ts'
import { knownOf } from './assemble-questions.ts'
import { claimedBy, networksOf, riskOf } from './assemble-risk.ts'
import { worldOf } from './assemble-world.ts'
import { readinessOf } from './assemble-readiness.ts'
import { sealedStore } from './store/seal.ts'
import { Engine } from './story/engine.ts'
import type { Store } from './story/record.ts'
import { Sweep } from './story/sweep.ts'
import { inWordsAt } from './words/render.ts'

/** The parts that differ between a real service, the demonstration and a test. */
export interface Parts {
  readonly config: Config
  readonly clock: Timekeeper
  readonly log: Log
  readonly store: Store
  /** Where all replicas count limits together; absent = each in its own process. */
  readonly windows?: Windows
  readonly directory: Directory
  readonly mail: MailPort
  /** The chat platforms, made once the journal is there; what each of them has to remember. */
  readonly adapters: (
    journal: RecordingJournal,
    world: World,
    installations: (platform: string) => Installations,
  ) => readonly Adapter[]
}

export interface App {
  readonly world: World
  readonly store: Store
  /** Listens, and begins to work off what is due. */
  start(): Promise<{ readonly port: number }>
  /** Takes nothing new, finishes what is on, closes everything. */
  stop(): Promise<void>
}

/** The roof: every part under its name, wired once. */
export const assemble = async (parts: Parts): Promise<App> => {
  const health = new Health(parts.clock)
  const { config, clock, log, store: raw, windows, directory, mail, adapters } = reporting(parts, health)
  const keyring = config.keys
  const words = inWordsAt(config.timeZone)
  const file = await openFileSink(config.audit.file)
  if (file.repaired > 0) log('audit.repaired', { sink: file.name, times: file.repaired })
  const journal = openJournal([reportingSink(file, health)], clock, {
    onSinkFailure: (sink, fault) => log('audit.failed', { sink, fault }),
  })
  const alarm = tamperAlarm(journal)
  const store = sealedStore(raw, keyring, alarm.sound)
  const { people } = directory
  const places = networksOf(config, clock)
  const learns = { locate: (address: string) => places.of(address), agentOf: claimedBy }
  const activity = await activityOf({ config, store, people, clock, log, ...learns, onTampered: alarm.sound })
  const failed = (where: string) => (fault: unknown) => log('service.fault', { where, fault })
  const limited = { config, store, journal, clock, failed: failed('limits') }
  const guards = guardsOf({ ...limited, ...(windows && { windows }) })
  const risk = riskOf(config, places, log, { activity: activity?.keeper, crowds: guards.crowds })
  const known = knownOf(config, store, activity, failed('questions'))
  const world = worldOf(config, store, directory, risk, clock, known)
  const platforms = adapters(journal, world, (platform) => installations(store, keyring, platform))

  const replica = `${hostname()}-${randomToken(16)}`
  const presence = presenceOf(raw, keyring, clock, replica)
  const engine: Engine<Facts, World> = new Engine({
    store,
    journal,
    clock,
    stories: storiesIn(world),
    world,
    replica,
    changed: (flow, ver) => {
      drawing.owed(`draw:${flow}:${ver}`).catch(failed('draw'))
      sweep.kick()
    },
  })
  const chatFailed = (fault: unknown, what: string): void =>
    log('adapter.fault', { adapter: 'chat', what: what.replaceAll(' ', '-'), fault })
  const alertCards = new AlertCards({ store, clock, journal, adapters: platforms, failed: chatFailed })
  const drawing = new Drawing<Facts>({
    store,
    engine,
    adapters: platforms,
    baseUrl: config.baseUrl,
    others: drawApprovers({ engine, cards: alertCards }),
    readerOf,
  })
  const disownLinks = links(store, keyring)
  const inbox = new Inbox(store, keyring, clock)
  const board = new Board({ store, clock, settings: config.alerts, cards: alertCards })
  guards.board = board
  const outbox = new Outbox({
    store,
    board,
    clock,
    journal,
    adapters: platforms,
    mail,
    compose: (card, url) => compose(card, words, url),
    disownUrl: async (key, notice) => `${config.baseUrl}/notme#${await disownLinks.mint(key, notice)}`,
    actorOf: async (flow) => (await engine.view(flow))?.facts.actor,
  })
  const house = new ChatHouse<Facts>({
    store,
    journal,
    engine,
    adapters: platforms,
    inbox,
    outbox,
    drawing,
    alertCards,
    baseUrl: config.baseUrl,
    enrolments: world.enrolments,
    marks: world.marks,
    home: home(world),
    who: who(world, lookups({ config, store, clock, board, people, engine: () => engine })),
    patience: new Patience({ ...guards, journal, adapters: platforms, tooOften: tooOften(world) }),
    clock,
    desk: { ...desk(world), unavailable: unavailableCard(helpdesk(world)) },
    began: guards.began,
    beginning: (actor, profile) => beginning(actor, profile, unbound),
    besides: (actor, profile, seen) =>
      disowningInChat(actor, profile, unbound, seen && { ...seen, title: seen.person.title }),
    failed: chatFailed,
  })
  alarm.raise = (card, key) => house.alerts.raise(card, key)
  const shared = { config, health, board, store, clock, directory, replica, failed }
  const watches = alertWatches(shared, platforms, activity?.keeper)
  const watch = clockWatch({ clock, log, replica, alerts: house.alerts, failed: failed('clock') })
  const sweep: Sweep = new Sweep({
    store,
    clock,
    ...dueWork({ engine, house, inbox, outbox, drawing, alertCards, store, clock, board }),
    failed: (fault, key) => log('sweep.fault', { kind: key.split(':')[0] ?? key, fault }),
  })
  const web = webHost({
    listen: config.listen,
    trustedProxies: config.trustedProxies,
    networkOf: (address) => places.of(address),
    baseUrl: config.baseUrl,
    clock,
    log: ({ path, error }) => log('web.fault', { path, fault: error }),
    routes: [...platforms.flatMap((p) => p.routes ?? []), ...(activity?.routes ?? [])],
    handoff: handoff({
      flows: engine,
      nonces: nonces(keyring, store),
      limits: guards.limits,
      clock,
      baseUrl: config.baseUrl,
      deviceMark: deviceMarks(keyring),
      failed: failed('handoff'),
    }),
    approver: approverDoor({ flows: engine, clock, failed: failed('approval') }),
    disown: pressing({
      links: disownLinks,
      freezes: world.freezes,
      clock,
      begin: (notice, effects) => engine.start('not-me', disowningByMail(notice, unbound), effects),
      failed: failed('disown'),
    }),
    words,
    readiness: readinessOf(directory, clock),
    helpdesk: config.helpdesk,
  })
  const stops: Stop[] = []

  return {
    world,
    store,
    async start() {
      await watch.start()
      await presence.start(failed('keys'))
      await journal.append([{ event: 'service.started', detail: { policy: world.policy.hash } }])
      const lost = await unresolvedIn(config.audit.file, clock.now())
      await tellUnresolved(lost, { store, journal, alerts: house.alerts, people })
      await announcePolicy(store, journal, house.alerts, world.policy, clock.now())
      for (const platform of platforms) stops.push(await platform.start(house))
      sweep.start()
      activity?.start()
      watches.start()
      return await web.start()
    },
    async stop() {
      watch.stop()
      await watches.stop()
      // Chats first: their open streams would hold the server until its grace is over.
      for (const stop of stops) await stop()
      await web.stop()
      await sweep.stop()
      await activity?.stop()
      await presence.stop()
      await journal.append([{ event: 'service.stopped' }])
      await journal.close()
      await directory.close()
      await store.close()
    },
  }
}
