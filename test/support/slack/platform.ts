import type { Json } from './json.ts'
import { randomBytes } from 'node:crypto'
import type { Account, Org, Standing, Workspace } from './org.ts'
import { latest, type Message, type Post, type Room, Rooms } from './rooms.ts'
import { covers, type Install, Tokens } from './tokens.ts'
import { ReplyAddresses, Triggers } from './triggers.ts'
import { Troubles } from './trouble.ts'
import { Views } from './views.ts'

export interface Options {
  /** Milliseconds since 1970. Give the clock of the house under test where that one is not the machine's. */
  readonly now?: () => number
  /** Three seconds at Slack. */
  readonly triggerLifeMilliseconds?: number
  /** Of rotating tokens; twelve hours at Slack. With less than two left, the SDK renews at the next use. */
  readonly tokenLifeSeconds?: number
  /** Slack takes an answer for late after three seconds. */
  readonly ackMilliseconds?: number
  /** How long an answer is waited for at all. */
  readonly patienceMilliseconds?: number
}

export interface CallRecord {
  readonly method: string
  readonly args: Json
  readonly token: string | undefined
  /** What was answered, also when that answer was then lost; undefined when the call was not carried out. */
  answer?: Json
}

/** Slack's own memory: who there is, what was said, which app is installed where. */
export class Platform {
  readonly appId: string
  readonly clientId: string
  readonly clientSecret = randomBytes(16).toString('hex')
  readonly signingSecret = randomBytes(16).toString('hex')
  readonly verificationToken = randomBytes(12).toString('hex')
  readonly now: () => number
  readonly options: Options
  readonly tokens: Tokens
  readonly rooms = new Rooms()
  readonly views: Views
  readonly triggers: Triggers
  readonly replies: ReplyAddresses
  readonly trouble = new Troubles()
  readonly workspaces: Workspace[] = []
  readonly accounts: Account[] = []
  readonly installs: Install[] = []
  readonly calls: CallRecord[] = []
  /** Where the Web API listens; known once it does. */
  origin = ''
  #count = 0
  readonly #watchers = new Set<() => void>()

  constructor(options: Options = {}) {
    this.options = options
    this.now = options.now ?? Date.now
    this.appId = this.id('A')
    this.clientId = `1001.${this.id('')}`
    this.tokens = new Tokens(this.now, options.tokenLifeSeconds)
    this.views = new Views(() => this.id('V'), this.appId)
    this.triggers = new Triggers(this.now, options.triggerLifeMilliseconds ?? 3000)
    this.replies = new ReplyAddresses(this.now)
  }

  /** Ids look as Slack's do and count up, so that one run is like the next. */
  id(prefix: string): string {
    this.#count += 1
    return `${prefix}0${this.#count.toString(36).toUpperCase().padStart(9, '0')}`
  }

  /** The time of a message, which is also its name: no two are the same. */
  ts(): string {
    this.#count += 1
    return `${Math.floor(this.now() / 1000)}.${String(this.#count).padStart(6, '0')}`
  }

  org(name: string): Org {
    return { id: this.id('E'), name }
  }

  workspace(name: string, org?: Org): Workspace {
    const made = { id: this.id('T'), name, domain: name.toLowerCase(), ...(org !== undefined && { org }) }
    this.workspaces.push(made)
    return made
  }

  account(
    team: Workspace,
    name: string,
    standing: Standing = 'member',
    email = `${name}@corp.example`,
  ): Account {
    const made: Account = {
      id: this.id(team.org === undefined ? 'U' : 'W'),
      name,
      team,
      standing,
      email,
      realName: name,
      tz: 'Europe/Berlin',
      locale: 'en-US',
      updated: Math.floor(this.now() / 1000),
      isAdmin: false,
    }
    this.accounts.push(made)
    return made
  }

  install(at: Workspace | Org, installer: Account, scopes: readonly string[], rotating = false): Install {
    const workspace = this.workspaces.find((w) => w.id === at.id)
    const made: Install = {
      ...(workspace === undefined ? { org: at } : { workspace }),
      botUserId: this.id('U'),
      botId: this.id('B'),
      installer,
      scopes,
      rotating,
      gone: false,
    }
    this.installs.push(made)
    return made
  }

  /** The install by which the app is in that workspace. */
  installIn(team: Workspace): Install | undefined {
    return this.installs.find((i) => covers(i, team))
  }

  channel(team: Workspace, name: string, members: readonly string[]): Room {
    return this.rooms.add({ id: this.id('C'), team, kind: 'channel', name, members: new Set(members) })
  }

  im(team: Workspace, person: Account): Room {
    const known = this.rooms.im(team, person)
    if (known !== undefined) return known
    const members = new Set([person.id])
    return this.rooms.add({
      id: this.id('D'),
      team,
      kind: 'im',
      name: 'directmessage',
      members,
      with: person,
    })
  }

  put(room: Room, message: Message, ephemeralTo?: string): Post {
    const post: Post = {
      drawings: [message],
      deleted: false,
      ...(ephemeralTo !== undefined && { ephemeralTo }),
    }
    room.posts.push(post)
    this.changed()
    return post
  }

  redraw(post: Post, change: Partial<Message>): Message {
    post.drawings.push({ ...latest(post), ...change })
    this.changed()
    return latest(post)
  }

  changed(): void {
    for (const look of this.#watchers) look()
  }

  /** Waits for something to have happened here, however long the machine takes: the test's own limit is the limit. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const look = (): void => {
      try {
        if (holds()) resolve(undefined)
      } catch (error) {
        reject(error)
      }
    }
    this.#watchers.add(look)
    await promise.finally(() => this.#watchers.delete(look))
  }
}
