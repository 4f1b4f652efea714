import { setTimeout as wait } from 'node:timers/promises'
import { second } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { Fault } from '../story/errors.ts'
import { openClient, reason, within, type Client } from './redis-client.ts'
import { closed, Presence, type Source } from './redis-source.ts'

/** A master that Sentinel watches. */
export interface Watched {
  /** As of one server, but with the master's name, as the sentinels know it, where the host stands. */
  readonly url: string
  /** `redis://` or `rediss://` addresses of the sentinels. */
  readonly sentinels: readonly string[]
}

/** How long one sentinel or server may take (ms); several must fit into the time a person waits. */
const askMs = 500

/**
 * The present master, followed through failovers. The connection is never reopened by itself: after every loss the
 * sentinels are asked anew, and what they name must itself say that it is the master, for a sentinel may be behind.
 */
export const followMaster = async (watched: Watched, log: Log): Promise<Source> => {
  const follower = new Follower(watched, log)
  try {
    await follower.connect()
  } catch (error) {
    throw new Fault('ERR_STORE', `redis cannot be reached: ${reason(error)}`, { cause: error })
  }
  return follower
}

class Follower implements Source {
  readonly #watched: Watched
  readonly #presence: Presence
  #client: Client | undefined
  #closed = false
  connections = 0

  constructor(watched: Watched, log: Log) {
    this.#watched = watched
    this.#presence = new Presence(log)
  }

  client(): Client {
    if (this.#client === undefined) throw new Error('the master is away')
    return this.#client
  }

  failed(client: Client, error: unknown): void {
    // It was made a replica of another: whoever is the master now, it is not this one.
    if (error instanceof Error && error.message.startsWith('READONLY')) this.#lost(client, error)
  }

  async close(ms: number): Promise<void> {
    this.#closed = true
    const client = this.#client
    this.#client = undefined
    if (client !== undefined) await closed(client, ms)
  }

  async connect(): Promise<void> {
    let last: unknown = new Error('no sentinel is configured')
    for (const sentinel of this.#watched.sentinels) {
      try {
        const url = await this.#named(sentinel)
        const client: Client = await openClient(url, askMs, (fault) => this.#lost(client, fault))
        if (await isMaster(client)) return this.#take(client)
        client.destroy()
        last = new Error('a sentinel names a server that is not the master')
      } catch (error) {
        last = error
      }
    }
    throw last
  }

  #take(client: Client): void {
    if (this.#closed) return client.destroy()
    this.#client = client
    this.connections += 1
    this.#presence.back()
  }

  #lost(client: Client, fault: unknown): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#presence.away(fault)
    client.destroy()
    void this.#follow()
  }

  async #follow(): Promise<void> {
    for (let tries = 0; this.#client === undefined && !this.#closed; tries++) {
      try {
        await this.connect()
      } catch (error) {
        this.#presence.away(error)
        await wait(Math.min(50 * 2 ** tries, second))
      }
    }
  }

  /** The master's address, with the credentials, database and encryption of the configured one. */
  async #named(sentinel: string): Promise<string> {
    const url = new URL(this.#watched.url)
    const asked = await openClient(sentinel, askMs)
    try {
      const answer: unknown = await within(
        askMs,
        asked.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', url.hostname]),
      )
      const [host, port] = Array.isArray(answer) ? answer.map(String) : []
      if (host === undefined || port === undefined)
        throw new Error(`no master is called ${url.hostname} there`)
      url.hostname = host.includes(':') ? `[${host}]` : host
      url.port = port
      return url.href
    } finally {
      asked.destroy()
    }
  }
}

const isMaster = async (client: Client): Promise<boolean> => {
  const role: unknown = await within(askMs, client.sendCommand(['ROLE']))
  return Array.isArray(role) && String(role[0]) === 'master'
}
