import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { playground } from '../adapters/playground/index.ts'
import { keepRoster, roster } from './approval/roster.ts'
import { assemble, type App } from './assemble.ts'
import { emulatorChat } from './assemble-emulator.ts'
import { configured, refuse } from './assemble-serve.ts'
import { openDirectory, openMail, openStore } from './assemble-services.ts'
import { groupsAsked } from './assemble-lookups.ts'
import type { RecordingJournal } from './audit/journal.ts'
import { demoConfig } from './config/demo.ts'
import type { Config } from './config/port.ts'
import { inventedSignIns, inventedSinceMs } from './demo/activity.ts'
import { demo } from './demo/demo.ts'
import { live } from './demo/live.ts'
import { demoAccounts, demoApprovers, demoEnrolments, type DemoEnrolment } from './demo/people.ts'
import type { DemoPort } from './demo/port.ts'
import { memoryDirectory } from './directory/memory.ts'
import type { Directory } from './directory/port.ts'
import { codeNow, seededRecoveryCodes, seededTotp } from './factors/seeded.ts'
import type { Adapter } from './house/port.ts'
import { day, machineStopwatch, ShiftedClock, systemClock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { isLoopback } from './lib/loopback.ts'
import { Timekeeper } from './lib/timekeeper.ts'
import { logMail } from './notify/log-mail.ts'
import { memoryStore } from './store/memory.ts'
import { inWordsAt } from './words/render.ts'

export interface Demonstration {
  readonly config: Config
  readonly build: () => Promise<App>
}

/** How a chat is put in front of the demonstration: the playground in a browser, or the terminal. */
export type ChatOf = (demo: DemoPort, config: Config, clock: ShiftedClock) => readonly Adapter[]

export const inPlayground: ChatOf = (demo, { baseUrl, timeZone }, clock) => [
  playground({ demo, words: inWordsAt(timeZone), baseUrl, clock }),
]

/** The demonstration: on embedded defaults, or with `file` the playground in front of real services. */
export const demonstration = (
  file: string | undefined,
  log: Log,
  chats: ChatOf = inPlayground,
): Demonstration => {
  if (file !== undefined) {
    const config = onLoopback(configured(file, true, log))
    return { config, build: () => withServices(config, log, chats) }
  }
  const config = demoConfig(Number(process.env['PORT'] ?? 4810))
  return { config, build: () => embedded(config, log, chats) }
}

/** Anybody may be anybody in the playground, so nothing of it may listen where other machines can reach it. */
const onLoopback = (config: Config): Config =>
  isLoopback(config.listen.host)
    ? config
    : refuse([
        {
          key: 'listen.host',
          says: `the demonstration listens on this machine only, not on ${config.listen.host}`,
          fix: 'set listen.host to 127.0.0.1',
        },
      ])

const auditOf =
  (journal: RecordingJournal): DemoPort['audit'] =>
  (limit) =>
    journal.recent(limit)

const embedded = async (config: Config, log: Log, chats: ChatOf): Promise<App> => {
  const clock = new ShiftedClock(systemClock, machineStopwatch)
  const store = memoryStore(clock)
  const directory = memoryDirectory(demoAccounts, clock)
  const mail = logMail(clock)
  const invented = { since: clock.now() - inventedSinceMs, signIns: inventedSignIns }
  const app = await assemble({
    config: { ...config, activity: { ingest: [], invented } },
    clock: new Timekeeper({ clock, stopwatch: () => clock.elapsed(), shared: () => store.ping() }),
    log,
    directory,
    mail,
    store,
    adapters: (journal, world) => {
      const held = async (person: string) => (await world.enrolments.of(person)).value.factors
      const port = demo({
        clock,
        company: directory,
        held,
        codeNow,
        mail: () => mail.sent(),
        audit: auditOf(journal),
      })
      return chats(port, config, clock)
    },
  })
  for (const one of demoEnrolments) await seed(app, config, clock.now(), one)
  const approvers = await roster(app.store)
  await app.store.write([keepRoster(approvers, { ...approvers.value, appointed: demoApprovers })])
  return {
    ...app,
    async stop() {
      await app.stop()
      // Its audit file is as pretended as the rest, and stands in a directory made for it.
      await rm(dirname(config.audit.file), { recursive: true, force: true })
    },
  }
}

/** Directory and store keep the real time; only our own clock can be moved, so that cooling need not be waited for. */
const withServices = async (config: Config, log: Log, chats: ChatOf): Promise<App> => {
  const clock = new ShiftedClock(systemClock, machineStopwatch)
  const store = await openStore(config.store, systemClock, log)
  const directory: Directory =
    config.directory.kind === 'memory'
      ? memoryDirectory(demoAccounts, clock)
      : openDirectory(config.directory, systemClock, log, groupsAsked(config))
  const shown = logMail(clock)
  const mail = config.mail === undefined ? shown : openMail(config, clock)
  const emulator = await emulatorChat(config, clock, log)
  return await assemble({
    config,
    clock: new Timekeeper({
      clock,
      stopwatch: () => clock.elapsed(),
      shared: async () => (await store.ping()) + clock.shift,
    }),
    log,
    directory,
    mail,
    store,
    adapters: (journal, _world, installations) => [
      ...chats(
        live({ clock, people: directory.people, mail: () => shown.sent(), audit: auditOf(journal) }),
        config,
        clock,
      ),
      ...emulator(installations),
    ],
  })
}

const seed = async (
  { store, world }: App,
  { keys }: Config,
  now: number,
  one: DemoEnrolment,
): Promise<void> => {
  const { person, user, daysAgo, totp, recoveryCodes } = one
  const addedAt = now - daysAgo * day
  const actor = { platform: 'playground', tenant: 'company', user }
  const kept = await world.enrolments.of(person)
  const bound = await world.enrolments.boundTo(actor)
  const factors = [
    seededTotp(keys, { person, id: totp.id, seed: totp.seed, addedAt }),
    await seededRecoveryCodes({ ...recoveryCodes, addedAt }),
  ]
  await store.write([
    world.enrolments.keep(kept, {
      ...kept.value,
      factors,
      factorsChangedAt: addedAt,
      bindings: [{ actor, at: addedAt }],
    }),
    world.enrolments.bind(actor, bound, { person }),
  ])
}
