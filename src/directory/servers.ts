import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import { Fault } from '../story/errors.ts'
import { GuardedClient, type Answer } from './guarded-client.ts'
import type { Limits } from './limits.ts'
import { SessionPool } from './pool.ts'

/** What a server says of itself, as far as every dialect needs it. */
export interface ServerRoot {
  /** Tells servers behind one address apart. */
  readonly name: string
  /** Never written, never asked for what was written. */
  readonly readOnly: boolean
}

/** A bound session of the service account, and what its server says of itself. */
export interface BoundSession<R extends ServerRoot> {
  readonly client: GuardedClient
  readonly root: R
  /** When it was opened, by our clock (ms). */
  readonly openedAt: number
  /** `url#name`: an alias may lead to several servers, the name tells which one answered. */
  readonly server: string
}

/** Where one server answered: `#name` of a session tells which it is, the address leads there again whatever the name in the URL does. */
export interface Place {
  readonly url: string
  readonly peer: string
}

/** Which servers there are, who we are there, and how one is asked about itself. */
export interface ServersOptions<R extends ServerRoot> {
  readonly urls: readonly string[]
  readonly caPem: string
  readonly bindDn: string
  readonly bindPassword: Secret
  readonly clock: Clock
  readonly limits: Limits
  readonly readRoot: (client: GuardedClient) => Promise<R>
  readonly log?: (event: string, facts: Readonly<Record<string, string>>) => void
}

const shunMs = 30_000

/** The configured servers: sessions for reading are shared, those for writing are fresh and can be pinned to one server. */
export class Servers<R extends ServerRoot> {
  readonly #options: ServersOptions<R>
  readonly #pool: SessionPool<BoundSession<R>>
  readonly #shunned = new Map<string, number>()

  constructor(options: ServersOptions<R>) {
    this.#options = options
    const { limits } = options
    this.#pool = new SessionPool({
      open: () => this.fresh(),
      sound: (s) => s.client.sound,
      close: (s) => s.client.close(),
      clock: options.clock,
      maxAgeMs: limits.sessionMs,
      atOnce: limits.readsAtOnce,
    })
  }

  /** Runs a piece of reading on a shared session; it may run twice when the first session turns out dead. */
  read<T>(work: (session: BoundSession<R>) => Promise<T>): Promise<T> {
    return this.#pool.use(work)
  }

  /** A session of its own on the first server that can be reached. Other servers are tried only while nothing but a handshake was sent. */
  async fresh(): Promise<BoundSession<R>> {
    let last: unknown
    for (const url of this.#inOrder()) {
      try {
        const session = await this.#open(url)
        if (!session.root.readOnly) return session
        await session.client.close()
        last = new Fault('ERR_DIRECTORY', `${url} is a read-only server`)
      } catch (error) {
        if (!(error instanceof Fault) || error.code === 'ERR_DIRECTORY_RIGHTS') throw error
        last = error
        this.#shunned.set(url, this.#options.clock.now() + shunMs)
        this.#options.log?.('directory.server.failed', { url, fault: error.code, says: error.message })
      }
    }
    throw last instanceof Fault ? last : new Fault('ERR_DIRECTORY', 'no directory server is configured')
  }

  /** A session of its own on that very server, for a reset and for finding out what became of it. */
  async pinned(server: string): Promise<BoundSession<R>> {
    const url = server.slice(0, Math.max(0, server.indexOf('#')))
    if (!this.#options.urls.includes(url))
      throw new Fault('ERR_DIRECTORY', `${server} is not a configured server`)
    const session = await this.#open(url)
    if (session.server === server) return session
    await session.client.close()
    throw new Fault(
      'ERR_DIRECTORY',
      `${url} now leads to ${session.root.name}, not to the server of the witness`,
    )
  }

  /** A session of its own on one configured address, whatever stands there. */
  on(url: string): Promise<BoundSession<R>> {
    return this.#open(url)
  }

  /** Tries somebody's own password, on a connection that serves for nothing else. */
  async tryBind(place: Place, dn: string, password: Secret): Promise<Answer> {
    return this.asPerson(place, (client) => client.bind(dn, password))
  }

  /**
   * Work under somebody's own name, on a connection that serves for nothing else and is closed after it. It goes to the very
   * address of a session: a name that leads to several servers could give the password to another than the one that is asked.
   */
  async asPerson<T>({ url, peer }: Place, work: (client: GuardedClient) => Promise<T>): Promise<T> {
    if (peer === '') throw new Fault('ERR_DIRECTORY', `it is not known which server of ${url} answered`)
    const client = this.#client(url, peer)
    try {
      return await work(client)
    } finally {
      await client.close()
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #client(url: string, peer?: string): GuardedClient {
    const { connectMs, answerMs } = this.#options.limits
    const { caPem } = this.#options
    return new GuardedClient({ url, caPem, connectMs, answerMs, ...(peer === undefined ? {} : { peer }) })
  }

  async #open(url: string): Promise<BoundSession<R>> {
    const client = this.#client(url)
    try {
      const answer = await client.bind(this.#options.bindDn, this.#options.bindPassword)
      if (answer.kind === 'unclear') throw new Fault('ERR_DIRECTORY', `bind on ${url}: ${answer.text}`)
      if (answer.kind === 'refused') {
        const code = answer.code === 49 ? 'ERR_DIRECTORY_RIGHTS' : 'ERR_DIRECTORY'
        throw new Fault(code, `${url} refuses the service account: code ${answer.code}: ${answer.text}`)
      }
      const root = await this.#options.readRoot(client)
      return { client, root, openedAt: this.#options.clock.now(), server: `${url}#${root.name}` }
    } catch (error) {
      await client.close()
      throw error
    }
  }

  /** Servers that failed a moment ago come last. */
  #inOrder(): readonly string[] {
    const now = this.#options.clock.now()
    const shunned = (url: string): boolean => (this.#shunned.get(url) ?? 0) > now
    return [...this.#options.urls.filter((u) => !shunned(u)), ...this.#options.urls.filter(shunned)]
  }
}
