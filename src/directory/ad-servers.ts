import type { Secret } from '../lib/secret.ts'
import { Fault } from '../story/errors.ts'
import type { ActiveDirectoryOptions, Limits } from './ad-options.ts'
import { readRoot, type Root } from './ad-root.ts'
import { GuardedClient, type Answer } from './guarded-client.ts'
import { SessionPool } from './pool.ts'

/** A bound session of the service account, and what its server says of itself. */
export interface Session {
  readonly client: GuardedClient
  readonly root: Root
  /** When it was opened, by our clock (ms). */
  readonly openedAt: number
  /** `url#dns-name`: an alias may lead to several controllers, the name tells which one answered. */
  readonly server: string
}

const shunMs = 30_000

/** The configured controllers: sessions for reading are shared, those for writing are fresh and can be pinned to one server. */
export class Servers {
  readonly #options: ActiveDirectoryOptions
  readonly #limits: Limits
  readonly #pool: SessionPool<Session>
  readonly #shunned = new Map<string, number>()

  constructor(options: ActiveDirectoryOptions, limits: Limits) {
    this.#options = options
    this.#limits = limits
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
  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#pool.use(work)
  }

  /** A session of its own on the first server that can be reached. Other servers are tried only while nothing but a handshake was sent. */
  async fresh(): Promise<Session> {
    let last: unknown
    for (const url of this.#inOrder()) {
      try {
        const session = await this.#open(url)
        if (!session.root.readOnly) return session
        await session.client.close()
        last = new Fault('ERR_DIRECTORY', `${url} is a read-only domain controller`)
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
  async pinned(server: string): Promise<Session> {
    const url = server.slice(0, Math.max(0, server.indexOf('#')))
    if (!this.#options.urls.includes(url))
      throw new Fault('ERR_DIRECTORY', `${server} is not a configured server`)
    const session = await this.#open(url)
    if (session.server === server) return session
    await session.client.close()
    throw new Fault(
      'ERR_DIRECTORY',
      `${url} now leads to ${session.root.dnsHostName}, not to the server of the witness`,
    )
  }

  /** A session of its own on one configured address, whatever stands there. */
  on(url: string): Promise<Session> {
    return this.#open(url)
  }

  /** Tries somebody's own password, on a connection that serves for nothing else. */
  async tryBind(server: string, dn: string, password: Secret): Promise<Answer> {
    const client = this.#client(server.slice(0, server.indexOf('#')))
    try {
      return await client.bind(dn, password)
    } finally {
      await client.close()
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #client(url: string): GuardedClient {
    const { connectMs, answerMs } = this.#limits
    return new GuardedClient({ url, caPem: this.#options.caPem, connectMs, answerMs })
  }

  async #open(url: string): Promise<Session> {
    const client = this.#client(url)
    try {
      const answer = await client.bind(this.#options.bindDn, this.#options.bindPassword)
      if (answer.kind === 'unclear') throw new Fault('ERR_DIRECTORY', `bind on ${url}: ${answer.text}`)
      if (answer.kind === 'refused') {
        const code = answer.code === 49 ? 'ERR_DIRECTORY_RIGHTS' : 'ERR_DIRECTORY'
        throw new Fault(code, `${url} refuses the service account: code ${answer.code}: ${answer.text}`)
      }
      const root = await readRoot(client)
      return { client, root, openedAt: this.#options.clock.now(), server: `${url}#${root.dnsHostName}` }
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
