import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { scopes } from '../../adapters/slack/scopes.ts'
import { assemble, type App } from '../../src/assemble.ts'
import { openPlatforms } from '../../src/assemble-platforms.ts'
import { demoConfig } from '../../src/config/demo.ts'
import type { Config } from '../../src/config/port.ts'
import { MemoryDirectory } from '../../src/directory/memory.ts'
import { seededTotp } from '../../src/factors/seeded.ts'
import { day, machineStopwatch, systemClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { logger } from '../../src/lib/log.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Timekeeper } from '../../src/lib/timekeeper.ts'
import type { Mail } from '../../src/notify/port.ts'
import { redisStore } from '../../src/store/redis.ts'
import type { WholeStore } from '../../src/story/record.ts'
import type { Actor } from '../../src/story/story.ts'
import { HttpBrowser } from '../failure/http-browser.ts'
import { freePort } from '../services/free-port.ts'
import { SlackPerson } from '../support/slack/person.ts'
import { latest, standing } from '../support/slack/rooms.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { textsIn } from '../support/teams/rooms.ts'
import { configFor } from '../support/teams/adapter-host.ts'
import { ada, tenant, type Member } from '../support/teams/company.ts'
import { Teams } from '../support/teams/teams.ts'
import { TeamsPerson } from '../support/teams/teams-person.ts'
import { InTurn } from './in-turn.ts'

const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const security = { id: '19:security@thread.tacv2', name: 'Security', channel: '19:alerts@thread.tacv2' }
const helpdeskName = 'helen'

/** Somebody's chat, on whichever platform, in the hands of whoever has stolen it. */
export interface StolenChat {
  readonly account: string
  says(text: string): Promise<void>
  /** Where this button of the newest card leads. */
  link(label: string): string | undefined
  /** Everything that stands there now. */
  said(): readonly string[]
}

/** Two replicas of the whole service on one Redis, in Slack and in Teams, reached in turn under one address. */
export class Besieged {
  readonly chats: readonly StolenChat[]
  readonly mails: Mail[] = []
  readonly logged: string[] = []
  readonly #slack: SlackStandIn
  readonly #teams: Teams
  readonly #stores: WholeStore[] = []
  readonly #apps: App[] = []
  readonly #ports: readonly number[]
  readonly #config: Config
  readonly #helpdesk: SlackPerson
  readonly #directory: MemoryDirectory
  readonly directoryWrites: string[] = []
  #address: InTurn | undefined

  private constructor(
    outside: { readonly slack: SlackStandIn; readonly teams: Teams },
    config: Config,
    ports: readonly number[],
    size: number,
  ) {
    this.#slack = outside.slack
    this.#teams = outside.teams
    this.#config = config
    this.#ports = ports
    const { platform } = outside.slack
    const [corp] = platform.workspaces
    const helen = platform.accounts.find(({ name }) => name === helpdeskName)
    if (corp === undefined || helen === undefined) throw new Error('no workspace')
    this.#helpdesk = new SlackPerson(outside.slack, helen)
    const names = Array.from({ length: size }, (_, n) => `person-${n}`)
    this.chats = names.map((name, n) =>
      n % 2 === 0
        ? inSlack(new SlackPerson(outside.slack, platform.account(corp, name)))
        : inTeams(outside.teams, name, n),
    )
    this.#directory = new MemoryDirectory(
      names.map((account) => ({
        id: `id-${account}`,
        account,
        displayName: account,
        mail: `${account}@corp.example`,
        password: new Secret('Winter-Lake-2026'),
      })),
      systemClock,
    )
    const { commit } = this.#directory
    const write = commit.commit.bind(commit)
    commit.commit = (order) => (this.directoryWrites.push(order.person), write(order))
  }

  /** So many people with an authenticator app, half of them in Slack, half in Teams. */
  static async open(redis: string, size: number): Promise<Besieged> {
    const slack = await SlackStandIn.start({ patienceMilliseconds: 60_000 })
    const teams = await Teams.start()
    const [port, one, other] = [await freePort(), await freePort(), await freePort()]
    const config = await configOf(slack, teams, port)
    const it = new Besieged({ slack, teams }, config, [one, other], size)
    for (const own of [one, other]) await it.#replica(redis, own)
    it.#address = await InTurn.open(port, [one, other])
    for (const [n, chat] of it.chats.entries()) await it.#enrol(chat, n)
    slack.courier.pointAt(`${config.baseUrl}/slack/events`)
    teams.deliveries.target = `${config.baseUrl}/api/messages`
    await teams.joins(security, ada)
    return it
  }

  async #replica(url: string, port: number): Promise<void> {
    const config = { ...this.#config, listen: { host: '127.0.0.1', port } }
    const log = logger({ write: (line) => this.logged.push(line) }, 'error')
    const store = await redisStore({ url, log: () => {} })
    this.#stores.push(store)
    const clock = new Timekeeper({
      clock: systemClock,
      stopwatch: machineStopwatch,
      shared: () => store.ping(),
    })
    const audit = { file: `${config.audit.file}-${port}` }
    const app = await assemble({
      config: { ...config, audit },
      log,
      store,
      windows: store.windows,
      directory: this.#directory,
      clock,
      mail: { send: async (mail) => void this.mails.push(mail) },
      adapters: await openPlatforms(config, clock, log),
    })
    this.#apps.push(app)
    await app.start()
  }

  async #enrol({ account }: StolenChat, n: number): Promise<void> {
    const [app] = this.#apps
    if (app === undefined) throw new Error('nothing runs')
    const { store, world } = app
    const person = `id-${account}`
    const addedAt = systemClock.now() - 30 * day
    const actor = this.#actor(n)
    const kept = await world.enrolments.of(person)
    const bound = await world.enrolments.boundTo(actor)
    const factors = [seededTotp(this.#config.keys, { person, id: 'app', seed, addedAt })]
    const next = { ...kept.value, factors, bindings: [{ actor, at: addedAt }], factorsChangedAt: addedAt }
    const done = await store.write([
      world.enrolments.keep(kept, next),
      world.enrolments.bind(actor, bound, { person }),
    ])
    if (!done) throw new Error('not enrolled')
  }

  #actor(n: number): Actor {
    const { workspaces, accounts } = this.#slack.platform
    const [corp] = workspaces
    if (n % 2 === 1 || corp === undefined) return { platform: 'teams', tenant, user: oidOf(n) }
    const id = accounts.find(({ name }) => name === `person-${n}`)?.id ?? ''
    return { platform: 'slack', tenant: corp.id, user: id }
  }

  /** A browser whose calls go to the one and to the other replica. */
  async browser(): Promise<HttpBrowser> {
    let turn = 0
    const port = (): number => this.#ports[turn++ % this.#ports.length] ?? 0
    return await HttpBrowser.make({ baseUrl: this.#config.baseUrl, port })
  }

  /** What stands in the alert channel of each platform. */
  get cards(): { readonly slack: readonly string[]; readonly teams: readonly string[] } {
    const room = this.#alertRoom
    const inTeamsChannel = this.#teams.rooms.of(security.channel).filter(({ deleted }) => !deleted)
    return {
      slack: this.#helpdesk.reads(room).map(({ lines }) => lines.join('\n')),
      teams: inTeamsChannel.map((one) => textsIn(one).join('\n')),
    }
  }

  get #alertRoom() {
    const room = this.#slack.platform.rooms.find(this.#config.slack?.alertChannel ?? '')
    if (room === undefined) throw new Error('no alert channel')
    return room
  }

  /** Requests that each replica was given. */
  get shares(): readonly number[] {
    return [...(this.#address?.given.values() ?? [])]
  }

  /** Once all that was heard is worked off, and all that is owed to anybody is said. */
  async rests(): Promise<void> {
    while (await this.#isBusy()) await wait(100)
  }

  async #isBusy(): Promise<boolean> {
    const [store] = this.#stores
    if (store === undefined) return false
    for await (const keys of store.list())
      if (keys.some((key) => /^(inbox|draw|outbox|stop):/.test(key))) return true
    const due = await Promise.all(
      ['flow', 'topic', 'alertcard'].map((kind) => store.due(kind, Number.MAX_SAFE_INTEGER, 1)),
    )
    // A conversation is due when it expires, and a card when it may be drawn again: only the latter is waited for.
    return due.slice(1).some((keys) => keys.length > 0)
  }

  async close(): Promise<void> {
    await this.#address?.close()
    for (const app of this.#apps) await app.stop()
    await this.#slack.stop()
    await this.#teams.stop()
    await rm(dirname(this.#config.audit.file), { recursive: true, force: true })
    const faults = [...this.#slack.faults, ...this.#teams.rooms.faults]
    if (faults.length > 0) throw new AggregateError(faults, 'the stand-ins broke')
  }
}

const oidOf = (n: number): string => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`

const inSlack = (person: SlackPerson): StolenChat => ({
  account: person.account.name,
  says: async (text) => void (await person.says(text)),
  link: (label) => (person.sees().newest?.buttons.includes(label) ? person.link(label) : undefined),
  said: () => standing(person.dm, person.account.id).map((post) => JSON.stringify(latest(post))),
})

const inTeams = (teams: Teams, name: string, n: number): StolenChat => {
  const member: Member = { ...ada, name, oid: oidOf(n), upn: `${name}@corp.example` }
  teams.roster.members.push(member)
  teams.roster.installed.add(member.oid)
  const person = new TeamsPerson(teams, member)
  const has = (label: string): boolean =>
    person.messages.length > 0 && JSON.stringify(person.newest.states.at(-1)).includes(`"${label}"`)
  return {
    account: name,
    says: async (text) => void (await person.says(text)),
    link: (label) => (has(label) ? person.link(label) : undefined),
    said: () => person.messages.map((one) => textsIn(one).join('\n')),
  }
}

const configOf = async (slack: SlackStandIn, teams: Teams, port: number): Promise<Config> => {
  const { platform } = slack
  const corp = platform.workspace('Corp')
  const helen = platform.account(corp, helpdeskName)
  const install = platform.install(corp, helen, scopes)
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-besieged-'))
  const usual = demoConfig(port)
  await rm(dirname(usual.audit.file), { recursive: true, force: true })
  return {
    ...usual,
    keys: new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }]),
    audit: { file: join(dir, 'audit.jsonl') },
    // Nobody looks for lockouts; cards are drawn anew as often as it is by default.
    alerts: { ...usual.alerts, lockoutsMs: 0, everyMs: 1000 },
    slack: {
      appId: platform.appId,
      arrives: { mode: 'http', signingSecret: new Secret(platform.signingSecret) },
      speaks: { by: 'token', botToken: new Secret(platform.tokens.grant(install).access) },
      workspaces: [corp.id],
      enterprises: [],
      alertChannel: platform.channel(corp, 'alerts', [install.botUserId, helen.id]).id,
      apiUrl: slack.apiUrl,
    },
    teams: configFor(teams, { alertChannel: security.channel }),
  }
}
