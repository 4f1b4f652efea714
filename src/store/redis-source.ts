import { second } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { makeClient, reason, within, type Client } from './redis-client.ts'
import { Fault } from '../story/errors.ts'

/** Where a line gets its connection from: one server, or whichever is the master. */
export interface Source {
  /** The present connection. Throws while there is none. */
  client(): Client
  /** Changes with every new connection. */
  readonly connections: number
  /** Told of an error of a call on this connection; may give it up. */
  failed(client: Client, error: unknown): void
  /** Lets calls under way finish, up to `ms`. */
  close(ms: number): Promise<void>
}

/** Says once that Redis is away, and once that it is back. */
export class Presence {
  #away = false
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  away(fault: unknown): void {
    if (!this.#away) this.#log('store.away', { fault })
    this.#away = true
  }

  back(): void {
    if (this.#away) this.#log('store.back', {})
    this.#away = false
  }
}

/** One server, whose client connects again by itself. Rejects with ERR_STORE when it is not there now. */
export const oneServer = async (url: string, log: Log, deadlineMs: number): Promise<Source> => {
  const presence = new Presence(log)
  const client = await makeClient(url, (tries) => Math.min(50 * 2 ** tries, second))
  client.on('error', (error: unknown) => presence.away(error))
  let connections = 0
  client.on('ready', () => {
    connections += 1
    presence.back()
  })
  try {
    await within(deadlineMs, client.connect())
  } catch (error) {
    client.destroy()
    throw new Fault('ERR_STORE', `redis cannot be reached: ${reason(error)}`, { cause: error })
  }
  return {
    client: () => client,
    get connections() {
      return connections
    },
    failed: () => {},
    close: (ms) => closed(client, ms),
  }
}

export const closed = async (client: Client, ms: number): Promise<void> => {
  if (!client.isOpen) return
  try {
    await within(ms, client.close())
  } catch {
    client.destroy()
  }
}
