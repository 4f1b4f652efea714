import { Fault } from '../story/errors.ts'
import { second } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Script } from './scripts.ts'

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user and password where the server asks for them. */
  readonly url: string
  /** Hears when Redis goes away and when it is back. */
  readonly log: Log
  /** How long one call may take (ms). */
  readonly deadlineMs?: number
}

type Client = Awaited<ReturnType<typeof makeClient>>

/**
 * One guarded connection to Redis. Whatever becomes of the server, every call ends within the deadline with an
 * answer or a `Fault` ERR_STORE, and the line works again as soon as the server does.
 */
export class RedisLine {
  readonly #client: Client
  readonly #deadlineMs: number
  #connections = 1

  private constructor(client: Client, deadlineMs: number) {
    this.#client = client
    this.#deadlineMs = deadlineMs
    client.on('ready', () => (this.#connections += 1))
  }

  /** Changes with every new connection; whoever needs several calls on one compares. */
  get connections(): number {
    return this.#connections
  }

  /** Connects, or rejects with ERR_STORE within the deadline: the client by itself would try for ever. */
  static async open({ url, log, deadlineMs = 2 * second }: RedisOptions): Promise<RedisLine> {
    const client = await makeClient(url, log)
    try {
      await within(deadlineMs, client.connect())
    } catch (error) {
      client.destroy()
      throw new Fault('ERR_STORE', `redis cannot be reached: ${reason(error)}`, { cause: error })
    }
    return new RedisLine(client, deadlineMs)
  }

  async call<T>(what: string, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await within(this.#deadlineMs, work(this.#client))
    } catch (error) {
      throw new Fault('ERR_STORE', `redis did not ${what}: ${reason(error)}`, { cause: error })
    }
  }

  /** Runs a script by its digest; a server that does not know it, say after a restart, is given its text. */
  async run(what: string, { source, sha1 }: Script, keys: string[], args: string[]): Promise<unknown> {
    return this.call(what, async (client) => {
      try {
        return await client.evalSha(sha1, { keys, arguments: args })
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return client.eval(source, { keys, arguments: args })
      }
    })
  }

  /** Lets calls under way finish, up to the deadline. */
  async close(): Promise<void> {
    if (!this.#client.isOpen) return
    try {
      await within(this.#deadlineMs, this.#client.close())
    } catch {
      this.#client.destroy()
    }
  }
}

/**
 * A command sent to a hung server has no deadline of its own, so a silent socket is dropped after `socketTimeout`;
 * pings keep an idle one below it. That error ends the default reconnecting for good, hence our own strategy. Without
 * an 'error' listener the process would end. Commands are refused while offline, never queued to run later.
 */
const makeClient = async (url: string, log: Log) => {
  if (!URL.canParse(url)) throw new Fault('ERR_CONFIG', 'the address of redis is not a URL')
  const { createClient } = await import('redis')
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: second,
    socket: {
      connectTimeout: second,
      socketTimeout: 4 * second,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, second),
    },
  })
  let away = false
  client.on('error', (error: unknown) => {
    if (!away) log('store.away', { fault: error })
    away = true
  })
  client.on('ready', () => {
    if (away) log('store.back', {})
    away = false
  })
  return client
}

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Some of the client's errors have an empty message; their class then says what happened. */
const reason = (error: unknown): string =>
  error instanceof Error ? error.message || error.name || error.constructor.name : String(error)
