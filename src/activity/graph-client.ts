import { minute, second, type Clock } from '../lib/clock.ts'
import { Secret } from '../lib/secret.ts'
import { Fault } from '../story/errors.ts'
import { z } from 'zod'

export interface GraphAccount {
  /** The Entra tenant, and our app registration in it. */
  readonly tenant: string
  readonly appId: string
  readonly secret: Secret
  /** Without a slash at the end, e.g. `https://graph.microsoft.com/v1.0`. */
  readonly endpoint: string
  /** Where tokens are minted, e.g. `https://login.microsoftonline.com`. */
  readonly login: string
}

export interface GraphPage {
  readonly value: readonly unknown[]
  readonly next?: string
}

/** Microsoft asks to wait: nothing is wrong. */
export class Throttled extends Error {
  readonly afterMs: number
  constructor(afterMs: number) {
    super('asked to wait')
    this.afterMs = afterMs
  }
}

const answersWithin = 20 * second
/** A page is far below; whoever sends more is not who we think (bytes). */
const mostBytes = 4 * 1024 * 1024
/** A token is renewed so long before it ends (ms). */
const early = 5 * minute
/** How long a wait we are asked for may be (ms). */
const [leastWait, mostWait] = [second, 15 * minute]

const token = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().positive(),
})
const page = z.object({
  value: z.array(z.unknown()).max(5000),
  '@odata.nextLink': z.string().max(8192).optional(),
})

/**
 * Reads pages of Microsoft Graph with an app's own rights (client credentials, RFC 6749 4.4). Our secret goes to `login` and the token
 * to `endpoint`, never elsewhere: redirects and links to another place are a fault. Every method rejects with `Fault`
 * ERR_ACTIVITY, or `Throttled`.
 */
export class GraphClient {
  readonly #account: GraphAccount
  readonly #clock: Clock
  readonly #stop: AbortSignal
  #token: { readonly text: Secret; readonly until: number } | undefined

  constructor(account: GraphAccount, clock: Clock, stop: AbortSignal) {
    this.#account = account
    this.#clock = clock
    this.#stop = stop
  }

  /** The first page of a path below `endpoint`, or the one that a page links to. */
  async page(address: string): Promise<GraphPage> {
    const url = this.#within(address)
    const answer = await this.#get(url)
    if (answer.status !== 401) return await pageOf(answer)
    // Revoked before its time, perhaps: once more with a fresh one.
    await answer.body?.cancel()
    this.#token = undefined
    return await pageOf(await this.#get(url))
  }

  #within(address: string): string {
    const { endpoint } = this.#account
    const url = address.startsWith('/') ? `${endpoint}${address}` : address
    if (!URL.canParse(url) || !new URL(url).href.startsWith(`${new URL(endpoint).href}/`))
      throw new Fault('ERR_ACTIVITY', 'Microsoft Graph links to another place')
    return url
  }

  async #get(url: string): Promise<Response> {
    const bearer = await this.#bearer()
    return await this.#fetch(url, {
      headers: { authorization: `Bearer ${bearer.reveal()}`, accept: 'application/json' },
    })
  }

  async #bearer(): Promise<Secret> {
    const now = this.#clock.now()
    if (this.#token !== undefined && now < this.#token.until) return this.#token.text
    const { tenant, appId, secret, endpoint, login } = this.#account
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: secret.reveal(),
      scope: `${new URL(endpoint).origin}/.default`,
    })
    const answer = await this.#fetch(`${login}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body })
    if (!answer.ok) throw new Fault('ERR_ACTIVITY', `no token for Microsoft Graph: status ${answer.status}`)
    const { data } = token.safeParse(await jsonOf(answer))
    if (data === undefined)
      throw new Fault('ERR_ACTIVITY', 'no token for Microsoft Graph: an answer that is none')
    const lasts = Math.max(minute, data.expires_in * second - early)
    this.#token = { text: new Secret(data.access_token), until: now + lasts }
    return this.#token.text
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([this.#stop, AbortSignal.timeout(answersWithin)])
    let answer: Response
    try {
      answer = await fetch(url, { ...init, redirect: 'error', signal })
    } catch (cause) {
      throw new Fault('ERR_ACTIVITY', 'Microsoft Graph does not answer', { cause })
    }
    if (answer.status === 429 || answer.status === 503) {
      await answer.body?.cancel()
      throw new Throttled(waitOf(answer.headers.get('retry-after'), this.#clock.now()))
    }
    return answer
  }
}

/** RFC 9110 10.2.3: seconds or a date. */
const waitOf = (text: string | null, now: number): number => {
  const asked = /^\d+$/.test(text ?? '') ? Number(text) * second : Date.parse(text ?? '') - now
  return Math.min(mostWait, Math.max(leastWait, Number.isFinite(asked) ? asked : 30 * second))
}

const pageOf = async (answer: Response): Promise<GraphPage> => {
  if (!answer.ok) {
    await answer.body?.cancel()
    throw new Fault('ERR_ACTIVITY', `Microsoft Graph refuses: status ${answer.status}`)
  }
  const { data } = page.safeParse(await jsonOf(answer))
  if (data === undefined) throw new Fault('ERR_ACTIVITY', 'Microsoft Graph sends what cannot be read')
  const next = data['@odata.nextLink']
  return { value: data.value, ...(next !== undefined && { next }) }
}

const jsonOf = async (answer: Response): Promise<unknown> => {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of answer.body ?? []) {
      size += part.byteLength
      if (size > mostBytes) throw new Error('too large')
      parts.push(part)
    }
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch (cause) {
    throw new Fault('ERR_ACTIVITY', 'Microsoft Graph sends what cannot be read', { cause })
  }
}
