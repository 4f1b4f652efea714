import { Fault } from '../story/errors.ts'
import { second } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { reason, within, type Client } from './redis-client.ts'
import { oneServer, type Source } from './redis-source.ts'
import type { Script } from './scripts.ts'
import { followMaster } from './sentinels.ts'

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user and password where the server asks for them. */
  readonly url: string
  /** Where Sentinel watches: its addresses; the host of `url` is then the master's name. */
  readonly sentinels?: readonly string[]
  /** Hears when Redis goes away and when it is back. */
  readonly log: Log
  /** How long one call may take (ms). */
  readonly deadlineMs?: number
}

/**
 * One guarded connection to Redis. Whatever becomes of the server, every call ends within the deadline with an
 * answer or a `Fault` ERR_STORE, and the line works again as soon as the server, or its successor, does.
 */
export class RedisLine {
  readonly #source: Source
  readonly #deadlineMs: number
  /** How many replicas must have a write before it counts. */
  readonly #replicas: number

  private constructor(source: Source, deadlineMs: number, replicas: number) {
    this.#source = source
    this.#deadlineMs = deadlineMs
    this.#replicas = replicas
  }

  /** Changes with every new connection; whoever needs several calls on one compares. */
  get connections(): number {
    return this.#source.connections
  }

  /** Connects, or rejects with ERR_STORE within the deadline: the client by itself would try for ever. */
  static async open(options: RedisOptions): Promise<RedisLine> {
    const { url, sentinels = [], log, deadlineMs = 2 * second } = options
    if (!URL.canParse(url)) throw new Fault('ERR_CONFIG', 'the address of redis is not a URL')
    return sentinels.length === 0
      ? new RedisLine(await oneServer(url, log, deadlineMs), deadlineMs, 0)
      : new RedisLine(await followMaster({ url, sentinels }, log), deadlineMs, 1)
  }

  async call<T>(what: string, work: (client: Client) => Promise<T>): Promise<T> {
    let client: Client | undefined
    try {
      client = this.#source.client()
      return await within(this.#deadlineMs, work(client))
    } catch (error) {
      if (client !== undefined) this.#source.failed(client, error)
      throw new Fault('ERR_STORE', `redis did not ${what}: ${reason(error)}`, { cause: error })
    }
  }

  /**
   * A call that writes. Where there may be a failover, it counts only once a replica has it: an answered write that the
   * next master had never heard of would make a spent code good again, or hide an act that was begun.
   */
  async keep<T>(what: string, work: (client: Client) => Promise<T>): Promise<T> {
    return this.call(what, async (client) => {
      const result = await work(client)
      if (this.#replicas === 0) return result
      const have = await client.wait(this.#replicas, this.#deadlineMs / 2)
      if (have < this.#replicas) throw new Error('no replica has it')
      return result
    })
  }

  /** Lets calls under way finish, up to the deadline. */
  async close(): Promise<void> {
    await this.#source.close(this.#deadlineMs)
  }
}

/** Runs a script by its digest; a server that does not know it, say after a restart, is given its text. */
export const run =
  ({ source, sha1 }: Script, keys: string[], args: string[]) =>
  async (client: Client): Promise<unknown> => {
    try {
      return await client.evalSha(sha1, { keys, arguments: args })
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.eval(source, { keys, arguments: args })
    }
  }
