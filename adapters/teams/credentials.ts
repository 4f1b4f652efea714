import { z } from 'zod'
import { minute, type Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import { askJson, type Fetch } from './bounded-json.ts'
import { pairOf } from './client-assertion.ts'
import { isGuarded } from './guarded-address.ts'
import { tokenRequest, type Client } from './token-request.ts'

/** A token this close to its end is not used any more. */
const spareMs = 5 * minute
const mostBytes = 64 * 1024
/** One that is refused sooner is not the trouble: another would be refused as well. */
const leastMs = minute

const Granted = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  /** Seconds from now, or seconds since the epoch; the machine's services write them as text. */
  expires_in: z.coerce.number().positive().optional(),
  expires_on: z.coerce.number().positive().optional(),
})

/**
 * The bot's own tokens for the Bot Connector: asked for once, by whoever comes first, and kept until five minutes before they end.
 * What failed is not kept. `token` throws `Fault` ERR_CHAT, which says the step and the status and never what was sent. The
 * constructor throws ERR_CONFIG on a credential that cannot work, or that would go over the wire in the clear.
 */
export class BotCredentials {
  readonly #client: Client
  readonly #clock: Clock
  readonly #fetch: Fetch
  #kept: { readonly token: Secret; readonly since: number; readonly until: number } | undefined
  #underWay: Promise<Secret> | undefined

  constructor(client: Client, clock: Clock, fetch: Fetch = globalThis.fetch) {
    assertUsable(client)
    this.#client = client
    this.#clock = clock
    this.#fetch = fetch
  }

  async token(): Promise<Secret> {
    if (this.#kept !== undefined && this.#clock.now() < this.#kept.until) return this.#kept.token
    this.#underWay ??= this.#ask().finally(() => {
      this.#underWay = undefined
    })
    return await this.#underWay
  }

  /** The Connector did not take it (it was withdrawn, or its clock is another): the next one is asked for. */
  refused(): void {
    if (this.#kept !== undefined && this.#clock.now() - this.#kept.since >= leastMs) this.#kept = undefined
  }

  async #ask(): Promise<Secret> {
    const now = this.#clock.now()
    const { url, init } = await tokenRequest(this.#client, randomToken(16), now)
    const { status, body } = await askJson(this.#fetch, 'a token for the bot', url, init, mostBytes)
    const granted = Granted.safeParse(body)
    if (status !== 200 || !granted.success)
      throw new Fault('ERR_CHAT', `no token for the bot: ${status} ${errorIn(body)}`)
    const { access_token, expires_in, expires_on } = granted.data
    const ends = expires_in !== undefined ? now + expires_in * 1000 : (expires_on ?? 0) * 1000
    const token = new Secret(access_token)
    this.#kept = { token, since: now, until: ends - spareMs }
    return token
  }
}

/** `invalid_client`, and nothing that is longer than a word. */
const errorIn = (body: unknown): string => {
  const told = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) }).safeParse(body)
  return told.success ? told.data.error : 'without a reason'
}

const assertUsable = ({ login, credential }: Client): void => {
  if (credential.kind === 'managed-identity') {
    const { service, imds } = credential
    for (const url of [service?.endpoint, imds]) if (url !== undefined && !isNear(url)) throw inTheClear()
    return
  }
  if (!isGuarded(login)) throw inTheClear()
  if (credential.kind === 'certificate') pairOf(credential.certificate.pem, credential.certificate.key)
  else if (credential.secret.reveal() === '')
    throw new Fault('ERR_CONFIG', 'the bot’s client secret is empty')
}

const inTheClear = (): Fault => new Fault('ERR_CONFIG', 'the bot’s token would go over the wire in the clear')

/** The machine's own services speak plain HTTP, at addresses that no router passes on (RFC 3927). */
const isNear = (text: string): boolean =>
  isGuarded(text) || /^169\.254\.\d+\.\d+$/.test(URL.parse(text)?.hostname ?? '')
