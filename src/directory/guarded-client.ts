import { isIP } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { Client, ResultCodeError, type Change, type Control, type Filter, type SearchOptions } from 'ldapts'
import type { Secret } from '../lib/secret.ts'
import { Fault, type FaultCode } from '../story/errors.ts'
import { connectOnce } from './connect-once.ts'
import { Entry } from './entry.ts'
import { startTls } from './start-tls.ts'
import { onlyWholeMessages } from './whole-messages.ts'

/** What came of a request that may change something: done, a definite no, or no definite answer. */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: number; readonly text: string }
  | { readonly kind: 'unclear'; readonly text: string }

export interface Endpoint {
  /** `ldaps://`, or `ldap://`, which becomes TLS before a word of ours is said (StartTLS). */
  readonly url: string
  /** The very address to go to, where the name of the URL may lead to several; the certificate must be for that name all the same. */
  readonly peer?: string
  /** The authority the server's certificate must lead to; no other is trusted. */
  readonly caPem: string
  /** For TCP and the TLS handshake together (ms). */
  readonly connectMs: number
  /** For each answer (ms). */
  readonly answerMs: number
}

export interface Query {
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter?: Filter | string
  readonly attributes: readonly string[]
  readonly controls?: Control[]
  readonly limit?: number
}

/** Attributes that are bytes; spelled as the server spells them. */
const binary = ['objectGUID', 'objectSid', 'tokenGroups', 'nTSecurityDescriptor', 'replPropertyMetaData']

/** LDAP result codes (RFC 4511 appendix A) that say the session, not the request, is over. */
const sessionLost = new Set([1, 51, 52, 80])

/**
 * An LDAP client under TLS whose socket opens once. The library would otherwise reconnect by itself, and send the next
 * request (a password among them) unauthenticated, or answer it from the rest of an old conversation. After the
 * first doubt `sound` is false and every later call fails with nothing sent. TLS 1.2 or newer, the configured
 * authority alone, host name checked, before any credential leaves: stops a rogue or interposed server (threat 16).
 */
export class GuardedClient {
  readonly url: string
  readonly #endpoint: Endpoint
  readonly #client: Client
  #upgraded: TLSSocket | undefined
  #secured = false
  #sound = true
  #peer = ''

  constructor(endpoint: Endpoint) {
    const [, scheme = '', rest = ''] = /^(ldaps?):(.*)$/.exec(endpoint.url) ?? []
    if (scheme === '')
      throw new Fault('ERR_CONFIG', `${endpoint.url}: neither ldaps:// nor ldap:// with StartTLS`)
    this.url = endpoint.url
    this.#endpoint = endpoint
    const upgraded = (): TLSSocket => {
      if (this.#upgraded === undefined) throw new Error('nothing is said before StartTLS')
      return this.#upgraded
    }
    this.#client = new Client({
      // The library is never told of a plain line, so that it cannot speak on one.
      url: `ldaps:${rest}`,
      timeout: endpoint.answerMs,
      connectTimeout: endpoint.connectMs,
      tlsOptions: tlsOptions(endpoint),
      createSecureConnection: connectOnce(
        (socket) => this.#verified(socket),
        scheme === 'ldap' ? upgraded : undefined,
        peerOf(endpoint),
      ),
    })
  }

  /** The address that answered, `''` before one did: a name may lead to several servers. */
  get peer(): string {
    return this.#peer
  }

  /** Whether every request so far had a definite answer and the socket still stands. */
  get sound(): boolean {
    return this.#sound && this.#client.isConnected
  }

  /**
   * Connects and binds. Rejects with a Fault while nothing has been sent (not reachable: ERR_DIRECTORY, not
   * trusted: ERR_DIRECTORY_TLS). By DN only: the library takes some other names for SASL mechanisms. An empty
   * password never leaves: many servers answer it with success (RFC 4513, 5.1.2).
   */
  async bind(dn: string, password: Secret, controls: Control[] = []): Promise<Answer> {
    if (!dn.includes('=')) throw new Fault('ERR_CONFIG', 'a bind name must be a distinguished name')
    if (password.reveal() === '')
      return { kind: 'refused', code: 49, text: 'an empty password is never sent' }
    const answer = await this.#answer(async () => {
      if (this.url.startsWith('ldap:')) await this.#upgrade()
      await this.#client.bind(dn, password.reveal(), controls)
    })
    if (answer.kind === 'refused') this.#sound = false
    return answer
  }

  /** One modify, sent at most once. */
  modify(dn: string, changes: Change[], controls: Control[] = []): Promise<Answer> {
    return this.#answer(() => this.#client.modify(dn, changes, controls))
  }

  /** One extended operation (RFC 4511 4.12), sent at most once. What a server answers beyond yes or no is not read. */
  extended(oid: string, value: Buffer, controls: Control[] = []): Promise<Answer> {
    return this.#answer(async () => void (await this.#client.exop(oid, value, controls)))
  }

  /** The entries found; none when the base does not exist. References to other servers are not followed. */
  async search(base: string, query: Query): Promise<readonly Entry[]> {
    const options: SearchOptions = {
      scope: query.scope,
      attributes: [...query.attributes],
      explicitBufferAttributes: binary,
      ...(query.filter === undefined ? {} : { filter: query.filter }),
      ...(query.limit === undefined ? {} : { sizeLimit: query.limit }),
    }
    let found: readonly Entry[] = []
    const answer = await this.#answer(async () => {
      const { searchEntries } = await this.#client.search(base, options, query.controls ?? [])
      found = searchEntries.map((e) => new Entry(e))
    })
    if (answer.kind === 'done') return found
    if (answer.kind === 'unclear') throw new Fault('ERR_DIRECTORY', `search on ${this.url}: ${answer.text}`)
    if (answer.code === 32) return []
    const code =
      answer.code === 50
        ? 'ERR_DIRECTORY_RIGHTS'
        : sessionLost.has(answer.code)
          ? 'ERR_DIRECTORY'
          : 'ERR_DIRECTORY_ANSWER'
    throw new Fault(code, `search on ${this.url}: code ${answer.code}: ${answer.text}`)
  }

  /** Ends the session; nothing that happens here matters any more. */
  async close(): Promise<void> {
    this.#sound = false
    await this.#client.unbind().catch((error: unknown) => void error)
    this.#upgraded?.destroy()
  }

  /** Before the first word: a session that is upgraded already is left as it is. */
  async #upgrade(): Promise<void> {
    if (this.#upgraded !== undefined) return
    const { hostname, port } = new URL(this.url)
    this.#upgraded = await startTls({
      host: peerOf(this.#endpoint) ?? hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 389 : Number(port),
      tlsOptions: tlsOptions(this.#endpoint),
      ms: this.#endpoint.connectMs,
    })
    this.#verified(this.#upgraded)
  }

  #verified(socket: TLSSocket): void {
    onlyWholeMessages(socket)
    this.#secured = true
    this.#peer = socket.remoteAddress ?? ''
  }

  async #answer(request: () => Promise<void>): Promise<Answer> {
    if (!this.#sound) throw new Fault('ERR_DIRECTORY', `the session with ${this.url} is over`)
    try {
      await request()
      return { kind: 'done' }
    } catch (error) {
      const text = error instanceof Error ? error.message : 'no error given'
      // 248 is the library's own "no result".
      if (error instanceof ResultCodeError && error.code !== 248) {
        if (sessionLost.has(error.code)) this.#sound = false
        return { kind: 'refused', code: error.code, text: text.replace(/ Code: 0x[0-9a-f]+$/, '') }
      }
      this.#sound = false
      if (!this.#secured) throw new Fault(reachFault(error), `${this.url}: ${text}`, { cause: error })
      return { kind: 'unclear', text }
    }
  }
}

const tlsOptions = ({ url, caPem }: Endpoint): ConnectionOptions => {
  const { hostname } = new URL(url.replace(/^ldaps?:/, 'https:'))
  const host = hostname.replace(/^\[|\]$/g, '')
  return {
    ca: [caPem],
    minVersion: 'TLSv1.2',
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  }
}

/** Nothing where the URL has an address itself: then that is what the certificate must be for. */
const peerOf = (endpoint: Endpoint): string | undefined =>
  tlsOptions(endpoint).servername === undefined ? undefined : endpoint.peer

const reachFault = (error: unknown): FaultCode => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /CERT|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL|EPROTO|ERR_START_TLS/.test(code)
    ? 'ERR_DIRECTORY_TLS'
    : 'ERR_DIRECTORY'
}
