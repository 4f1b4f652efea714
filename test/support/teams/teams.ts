import { inChannel, inTeam, personal, type Json } from './activities.ts'
import { Authority } from './authority.ts'
import { appId, bot, mriOf, tenant, type Member } from './company.ts'
import { Connector } from './connector.ts'
import { Deliveries, type Delivery, type Forgery } from './delivery.ts'
import { Entra } from './entra.ts'
import { serve, type Asked, type Reply, type Server } from './http.ts'
import { Rooms } from './rooms.ts'
import { chatOf, Roster, type Team } from './roster.ts'
import { Troubles } from './trouble.ts'

/** Teams, the Bot Connector and Entra behind one address of loopback. `now` is the clock of who is tested, in ms. */
export class Teams {
  readonly roster = new Roster()
  readonly rooms = new Rooms()
  readonly troubles = new Troubles()
  readonly entra: Entra
  readonly connector: Connector
  readonly deliveries: Deliveries
  /** Channels whose messages the Connector's key may sign. */
  endorsements: readonly string[] = ['msteams']
  /** How often the Connector's keys were asked for. */
  /** So many of the next who ask where the Connector's keys are get no answer. */
  keysCut = 0
  keysAsked = 0
  down = false
  readonly connectorKeys: Authority
  readonly entraKeys: Authority
  readonly #now: () => number
  #server: Server | undefined
  #said = 0

  private constructor(connectorKeys: Authority, entraKeys: Authority, now: () => number) {
    this.connectorKeys = connectorKeys
    this.entraKeys = entraKeys
    this.#now = now
    this.entra = new Entra(entraKeys, () => `${this.url}/login`)
    this.connector = new Connector(this.entra, this.roster, this.rooms, this.troubles)
    this.deliveries = new Deliveries(connectorKeys, () => this.serviceUrl, now)
  }

  static async start(now: () => number = Date.now): Promise<Teams> {
    const teams = new Teams(await Authority.make('connector-1'), await Authority.make('entra-1'), now)
    teams.#server = await serve((asked) => teams.#answer(asked))
    return teams
  }

  async stop(): Promise<void> {
    await this.#server?.stop()
  }

  get url(): string {
    if (this.#server === undefined) throw new Error('Teams was not started')
    return this.#server.url
  }

  get serviceUrl(): string {
    return `${this.url}/teams/`
  }

  /** What the adapter is told of this cloud. */
  get cloud() {
    return {
      metadata: `${this.url}/connector/openid`,
      issuer: 'https://api.botframework.com',
      login: `${this.url}/login`,
      scope: 'https://api.botframework.com/.default',
      serviceHosts: ['127.0.0.1'],
    }
  }

  /** Something from a person's own chat with the bot. */
  async from(member: Member, rest: Json, forgery?: Forgery, id = this.#id()): Promise<Delivery> {
    return await this.deliveries.send(personal(member, this.#scene(id, chatOf(member)), rest), forgery)
  }

  /** The same from a thread of a team's channel, named after its first message. */
  async fromChannel(
    member: Member,
    team: Team,
    thread: string,
    rest: Json,
    forgery?: Forgery,
  ): Promise<Delivery> {
    const scene = this.#scene(this.#id(), `${team.channel};messageid=${thread}`)
    return await this.deliveries.send(inChannel(member, scene, team.id, team.channel, rest), forgery)
  }

  /** A team's owner puts the bot into the team. */
  async joins(team: Team, by: Member): Promise<readonly Delivery[]> {
    this.roster.teams.set(team.id, team)
    const events = [
      { type: 'conversationUpdate', membersAdded: [bot] },
      { type: 'installationUpdate', action: 'add' },
    ]
    return await this.#inTeam(team, by, events)
  }

  async leaves(team: Team, by: Member): Promise<readonly Delivery[]> {
    this.roster.teams.delete(team.id)
    const events = [
      { type: 'conversationUpdate', membersRemoved: [bot] },
      { type: 'installationUpdate', action: 'remove' },
    ]
    return await this.#inTeam(team, by, events)
  }

  /** The app comes to a person, or goes. */
  async installs(member: Member, action: 'add' | 'remove' = 'add'): Promise<Delivery> {
    if (action === 'add') this.roster.installed.add(member.oid)
    else this.roster.installed.delete(member.oid)
    const members = [bot, { id: mriOf(member), aadObjectId: member.oid }]
    if (action === 'add') await this.from(member, { type: 'conversationUpdate', membersAdded: members })
    return await this.from(member, { type: 'installationUpdate', action })
  }

  async #inTeam(team: Team, by: Member, events: readonly Json[]): Promise<readonly Delivery[]> {
    const sent: Delivery[] = []
    for (const event of events) {
      const activity = inTeam(by, this.#scene(this.#id(), team.channel), team.id, event)
      sent.push(await this.deliveries.send(activity))
    }
    return sent
  }

  #scene(id: string, conversation: string) {
    return { id, conversation, serviceUrl: this.serviceUrl, at: new Date(this.#now()).toISOString() }
  }

  #id(): string {
    this.#said += 1
    return `f:${appId}-${this.#said}`
  }

  async #answer(asked: Asked): Promise<Reply> {
    const [first, ...parts] = asked.parts
    if (this.down) return 'cut'
    if (first === 'teams') return await this.connector.answer({ ...asked, parts })
    if (first === 'login') return await this.entra.token({ ...asked, parts })
    if (first === 'metadata') return await this.entra.token(asked)
    return this.#keys(asked.parts.join('/'))
  }

  #keys(path: string): Reply {
    const about = (whose: string): Reply => ({
      status: 200,
      body: { jwks_uri: `${this.url}/${whose}/keys`, tenant },
    })
    if (path === 'connector/openid' && this.keysCut > 0) {
      this.keysCut -= 1
      return 'cut'
    }
    if (path === 'connector/openid') return about('connector')
    if (path === 'entra/openid') return about('entra')
    if (path === 'entra/keys') return { status: 200, body: { keys: [this.entraKeys.jwk()] } }
    if (path !== 'connector/keys') return { status: 404 }
    this.keysAsked += 1
    return { status: 200, body: { keys: [this.connectorKeys.jwk(this.endorsements)] } }
  }
}
