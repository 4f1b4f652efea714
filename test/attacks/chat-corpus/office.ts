import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { scopes } from '../../../adapters/slack/scopes.ts'
import { assemble, type App } from '../../../src/assemble.ts'
import { openPlatforms } from '../../../src/assemble-platforms.ts'
import { demoConfig } from '../../../src/config/demo.ts'
import type { Config } from '../../../src/config/port.ts'
import { MemoryDirectory } from '../../../src/directory/memory.ts'
import { day, hour, machineStopwatch, ShiftedClock, systemClock } from '../../../src/lib/clock.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { logger } from '../../../src/lib/log.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { Timekeeper } from '../../../src/lib/timekeeper.ts'
import type { Mail } from '../../../src/notify/port.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import type { WholeStore } from '../../../src/story/record.ts'
import { codeNow, seededRecoveryCodes, seededTotp } from '../../../src/factors/seeded.ts'
import type { Actor } from '../../../src/story/story.ts'
import { HttpBrowser } from '../../failure/http-browser.ts'
import { freePort } from '../../services/free-port.ts'
import { SlackPerson } from '../../support/slack/person.ts'
import { SlackStandIn } from '../../support/slack/stand-in.ts'
import type { Workspace } from '../../support/slack/org.ts'
import type { Room } from '../../support/slack/rooms.ts'
import { ada, ben, tenant } from '../../support/teams/company.ts'
import { configFor } from '../../support/teams/adapter-host.ts'
import { Teams } from '../../support/teams/teams.ts'
import { TeamsPerson } from '../../support/teams/teams-person.ts'

export const oldPassword = 'Winter-Lake-2026'
export const newPassword = 'Quiet-Meadow-Lantern-41'
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const recoveryCode = 'ABCD-EFGH-JKMN-PQRS'
export const alertChannel = '19:alerts@thread.tacv2'
export const onCallChannel = '19:oncall@thread.tacv2'
const names = ['alice', 'ada', 'ben', 'grace', 'joan'] as const

/** What runs: the service with both platforms on one port, over HTTP, and everything outside of it. */
export interface Office {
  readonly clock: ShiftedClock
  readonly slack: SlackStandIn
  readonly corp: Workspace
  readonly alerts: Room
  readonly onCall: Room
  readonly teams: Teams
  readonly store: WholeStore
  readonly directory: MemoryDirectory
  readonly keys: Keyring
  readonly app: App
  readonly port: number
  readonly baseUrl: string
  readonly alice: SlackPerson
  readonly ada: TeamsPerson
  readonly ben: TeamsPerson
  /** Lines of the log, everything that was ever written to the store, every mail. */
  readonly said: string[]
  readonly written: string[]
  readonly mails: Mail[]
  /** What the directory was asked to do. */
  readonly acts: string[]
  audit(): Promise<string>
  browser(): Promise<HttpBrowser>
  /** What the app on everybody's phone shows. */
  code(): Promise<string>
  readonly recoveryCode: string
  close(): Promise<void>
}

type Raw = (
  clock: ShiftedClock,
) => Promise<{ readonly store: WholeStore; readonly now: () => Promise<number> }>

const inMemory: Raw = (clock) => {
  const store = memoryStore(clock)
  return Promise.resolve({ store, now: () => store.ping() })
}

/** `loud` keeps what is logged and written; without it nothing of a request is remembered by the office itself. */
export const openOffice = async (raw: Raw = inMemory, loud = true): Promise<Office> => {
  const clock = new ShiftedClock(systemClock, machineStopwatch)
  const now = (): number => clock.now()
  const slack = await SlackStandIn.start({ now, triggerLifeMilliseconds: hour, patienceMilliseconds: 60_000 })
  const teams = await Teams.start(now)
  const { platform } = slack
  const corp = platform.workspace('Corp')
  const install = platform.install(corp, platform.account(corp, 'admin'), scopes)
  const [alerts, onCall] = [
    platform.channel(corp, 'alerts', [install.botUserId]),
    platform.channel(corp, 'on-call', [install.botUserId]),
  ]
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-corpus-'))
  const keys = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
  const usual = demoConfig(port)
  const config: Config = {
    ...usual,
    keys,
    baseUrl: `http://localhost:${port}`,
    audit: { file: join(dir, 'audit.jsonl') },
    // Nobody looks for lockouts: what is told of them answers nothing that a chat sends.
    alerts: { ...usual.alerts, lockoutsMs: 0 },
    slack: {
      appId: platform.appId,
      arrives: { mode: 'http', signingSecret: new Secret(platform.signingSecret) },
      speaks: { by: 'token', botToken: new Secret(platform.tokens.grant(install).access) },
      workspaces: [corp.id],
      enterprises: [],
      alertChannel: alerts.id,
      onCallChannel: onCall.id,
      apiUrl: slack.apiUrl,
    },
    teams: configFor(teams, { alertChannel, onCallChannel }),
  }
  const said: string[] = []
  const written: string[] = []
  const mails: Mail[] = []
  const log = logger({ write: (line) => loud && said.push(line) }, loud ? 'trace' : 'silent')
  const { store, now: storeNow } = await raw(clock)
  if (loud) overhear(store, written)
  const directory = new MemoryDirectory(
    names.map((account) => ({
      id: `id-${account}`,
      account,
      displayName: account,
      mail: `${account}@corp.example`,
      password: new Secret(oldPassword),
    })),
    clock,
  )
  const acts = watched(directory)
  const app = await assemble({
    config,
    log,
    store,
    directory,
    clock: new Timekeeper({ clock, stopwatch: () => clock.elapsed(), shared: storeNow }),
    mail: { send: (mail) => Promise.resolve(void mails.push(mail)) },
    adapters: await openPlatforms(config, clock, log),
  })
  const alice = new SlackPerson(slack, platform.account(corp, 'alice'))
  await enrol(app, keys, 'id-alice', { platform: 'slack', tenant: corp.id, user: alice.account.id })
  await enrol(app, keys, 'id-ada', { platform: 'teams', tenant, user: ada.oid })
  await enrol(app, keys, 'id-ben', { platform: 'teams', tenant, user: ben.oid })
  await app.start()
  const { baseUrl } = config
  slack.courier.pointAt(`${baseUrl}/slack/events`)
  teams.deliveries.target = `${baseUrl}/api/messages`
  return {
    clock,
    slack,
    corp,
    alerts,
    onCall,
    teams,
    store,
    directory,
    keys,
    app,
    port,
    baseUrl,
    alice,
    said,
    written,
    mails,
    acts,
    ada: new TeamsPerson(teams, ada),
    ben: new TeamsPerson(teams, ben),
    recoveryCode,
    audit: () => readFile(config.audit.file, 'utf8'),
    browser: () => HttpBrowser.make({ baseUrl, port: () => port }),
    code: () => codeNow(seed, clock.now()),
    close: async () => {
      await app.stop()
      await slack.stop()
      await teams.stop()
      await rm(dir, { recursive: true, force: true })
      await rm(dirname(usual.audit.file), { recursive: true, force: true })
      const faults = [...slack.faults, ...teams.rooms.faults]
      if (faults.length > 0) throw new AggregateError(faults, 'the stand-ins broke')
    },
  }
}

/** With an app and a recovery code, since a month. */
export const enrol = async (
  { store, world }: Pick<App, 'store' | 'world'>,
  keys: Keyring,
  person: string,
  actor: Actor,
): Promise<void> => {
  const addedAt = systemClock.now() - 30 * day
  const kept = await world.enrolments.of(person)
  const bound = await world.enrolments.boundTo(actor)
  const factors = [
    seededTotp(keys, { person, id: 'app', seed, addedAt }),
    await seededRecoveryCodes({ id: 'codes', codes: [recoveryCode], addedAt }, { memory: 8, passes: 1 }),
  ]
  const bindings = [{ actor, at: addedAt }]
  const next = { ...kept.value, factors, bindings, factorsChangedAt: addedAt }
  const done = await store.write([
    world.enrolments.keep(kept, next),
    world.enrolments.bind(actor, bound, { person }),
  ])
  if (!done) throw new Error('not enrolled')
}

const overhear = (store: WholeStore, written: string[]): void => {
  const [write, claim] = [store.write.bind(store), store.claim.bind(store)]
  store.write = (changes) => {
    for (const { key, value } of changes) written.push(`${key}\n${value ?? ''}`)
    return write(changes)
  }
  store.claim = (key, ttl) => {
    written.push(key)
    return claim(key, ttl)
  }
}

const watched = ({ people, commit }: MemoryDirectory): string[] => {
  const acts: string[] = []
  const verify = people.verify.bind(people)
  const write = commit.commit.bind(commit)
  const unlock = commit.unlock.bind(commit)
  people.verify = (id, password) => (acts.push(`verify ${id}`), verify(id, password))
  commit.commit = (order) => (acts.push(`commit ${order.person}`), write(order))
  commit.unlock = (id) => (acts.push(`unlock ${id}`), unlock(id))
  return acts
}
