import type { SlackConfig } from '../../src/config/port.ts'
import type { AlertRoom } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Access } from './access.ts'
import type { Clients } from './clients.ts'
import type { Spot } from './place.ts'

/** A spot to write to, or why there is none. */
export type Reached = Spot | { readonly why: string }

type Config = Pick<SlackConfig, 'alertChannel' | 'onCallChannel' | 'workspaces' | 'enterprises'>

/** Through which installation people and the channels of the configuration are written to unasked. */
export class Reach {
  readonly #access: Access
  readonly #clients: Clients
  readonly #config: Config

  constructor(access: Access, clients: Clients, config: Config) {
    this.#access = access
    this.#clients = clients
    this.#config = config
  }

  async person(actor: Actor): Promise<Reached> {
    const teams = await this.#access.reaching(actor.tenant)
    for (const team of teams) {
      const spot = { team, channel: actor.user, home: false }
      if (teams.length === 1) return spot
      const { token } = await this.#access.of(team)
      const known = await this.#clients.ask(token, (client) => client.users.info({ user: actor.user }))
      if ('value' in known) return spot
    }
    return { why: 'the app is not installed where this person is' }
  }

  /** Rejects with `Fault` ERR_CHAT where one is configured and the app is installed nowhere. */
  async alerts(room: AlertRoom = 'alerts'): Promise<Reached> {
    const { alertChannel, onCallChannel, workspaces, enterprises } = this.#config
    const channel = room === 'alerts' ? alertChannel : onCallChannel
    if (channel === undefined) return { why: `no ${room} channel` }
    const within = await Promise.all(enterprises.map(async (one) => await this.#access.reaching(one)))
    let missing: unknown
    // An organisation on the list may have the app in some of its workspaces only.
    for (const team of new Set([...workspaces, ...enterprises, ...within.flat()])) {
      try {
        await this.#access.of(team)
        return { team, channel, home: false }
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'ERR_CHAT') throw cause
        missing = cause
      }
    }
    throw missing
  }
}
