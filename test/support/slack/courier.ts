import { type Json, objectOf, parsedJson } from './json.ts'
import { createHmac } from 'node:crypto'
import { type IncomingHttpHeaders, request } from 'node:http'
import type { Platform } from './platform.ts'
import type { Envelope, SocketMode } from './socket-mode.ts'

/** How a request differs from an honest one. Ids are changed everywhere in the body, and the body signed as changed. */
export interface Twist {
  readonly secret?: string
  /** Added to the timestamp; the signature fits it. */
  readonly skewSeconds?: number
  readonly unsigned?: boolean
  readonly retry?: { readonly number: number; readonly reason: string }
  readonly charset?: boolean
  readonly contentType?: string
  readonly team?: string
  readonly app?: string
  /** Only so many bytes of the body arrive; it was signed whole. */
  readonly truncateTo?: number
  /** The body is announced whole, and the connection cut after so many bytes. */
  readonly cutAfter?: number
  /** A field of so many bytes more. */
  readonly padding?: number
  readonly path?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** After Slack's three seconds: it has given up, and shown the person a warning. */
  readonly late: boolean
}

export interface Sent {
  readonly type: Envelope['type']
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly raw: Buffer
  readonly body: Json
  /** Undefined: none came, in all the time that was given. */
  answer?: Answer
}

export const ok = ({ answer }: Sent): boolean =>
  answer !== undefined && !answer.late && answer.status >= 200 && answer.status < 300

const formOf = (body: Json): string =>
  new URLSearchParams(Object.fromEntries(Object.entries(body).map(([k, v]) => [k, String(v)]))).toString()

/** Carries what happens at Slack to the app, signed, over HTTP or over Socket Mode, and remembers every request. */
export class Courier {
  readonly sent: Sent[] = []
  readonly #slack: Platform
  readonly #sockets: SocketMode
  #addresses: Partial<Record<Envelope['type'], string>> = {}

  constructor(slack: Platform, sockets: SocketMode) {
    this.#slack = slack
    this.#sockets = sockets
  }

  /** Where the app listens: one address for everything, or one each. */
  pointAt(address: string | Record<Envelope['type'], string>): void {
    const everywhere = (one: string) => ({ events_api: one, interactive: one, slash_commands: one })
    this.#addresses = typeof address === 'string' ? everywhere(address) : address
  }

  /** Resolves when the app has answered, or Slack's patience is over. */
  async send(type: Envelope['type'], body: Json, twist: Twist = {}): Promise<Sent> {
    const changed = this.#changed(body, twist)
    const form = type === 'interactive' ? formOf({ payload: JSON.stringify(changed) }) : formOf(changed)
    const raw = Buffer.from(type === 'events_api' ? JSON.stringify(changed) : form)
    const url = this.#urlOf(type, twist)
    const sent: Sent = { type, url, headers: this.#headers(type, raw, twist), raw, body: changed }
    return this.#addresses[type] === undefined
      ? await this.#bySocket(sent, twist)
      : await this.post(sent, twist)
  }

  /** The same bytes under the same headers once more: what whoever listened on the line can do. */
  async replay(old: Sent): Promise<Sent> {
    return await this.post({
      type: old.type,
      url: old.url,
      headers: old.headers,
      raw: old.raw,
      body: old.body,
    })
  }

  async post(sent: Sent, { truncateTo, cutAfter }: Twist = {}): Promise<Sent> {
    const body = truncateTo === undefined ? sent.raw : sent.raw.subarray(0, truncateTo)
    this.sent.push(sent)
    const answer = await this.#exchange(sent.url, sent.headers, body, cutAfter)
    if (answer !== undefined) sent.answer = answer
    this.#slack.changed()
    return sent
  }

  /**
   * Slack's own schedule after no good answer to an event: at once, a minute later, five minutes later, unless the
   * app says not to. `wait` lets that time pass. What a person pressed is never sent again.
   */
  async retries(first: Sent, wait: (milliseconds: number) => Promise<void>): Promise<readonly Sent[]> {
    if (first.type !== 'events_api') return []
    const tries: Sent[] = []
    for (const [i, pause] of [0, 60_000, 300_000].entries()) {
      const before = tries.at(-1) ?? first
      if (ok(before) || before.answer?.headers['x-slack-no-retry'] === '1') break
      await wait(pause)
      const reason = before.answer === undefined || before.answer.late ? 'http_timeout' : 'http_error'
      tries.push(await this.send(first.type, first.body, { retry: { number: i + 1, reason } }))
    }
    return tries
  }

  #changed(body: Json, { team, app, padding }: Twist): Json {
    const ids = [body['team_id'], objectOf(body['team'])['id']]
    const own = ids.find((id) => typeof id === 'string')
    let text = JSON.stringify(padding === undefined ? body : { ...body, padding: 'x'.repeat(padding) })
    if (team !== undefined && typeof own === 'string') text = text.replaceAll(own, team)
    if (app !== undefined) text = text.replaceAll(this.#slack.appId, app)
    return objectOf(parsedJson(text))
  }

  #urlOf(type: Envelope['type'], { path }: Twist): string {
    const address = this.#addresses[type] ?? 'socket:'
    return path === undefined ? address : new URL(path, address).href
  }

  #headers(type: Envelope['type'], raw: Buffer, twist: Twist): Record<string, string> {
    const bare = type === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded'
    const stamp = String(Math.floor(this.#slack.now() / 1000) + (twist.skewSeconds ?? 0))
    const secret = twist.secret ?? this.#slack.signingSecret
    const signature = createHmac('sha256', secret).update(`v0:${stamp}:`).update(raw).digest('hex')
    return {
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'content-type': twist.contentType ?? (twist.charset === true ? `${bare}; charset=utf-8` : bare),
      ...(twist.unsigned !== true && {
        'x-slack-request-timestamp': stamp,
        'x-slack-signature': `v0=${signature}`,
      }),
      ...(twist.retry !== undefined && {
        'x-slack-retry-num': String(twist.retry.number),
        'x-slack-retry-reason': twist.retry.reason,
      }),
    }
  }

  get #patience(): number {
    return this.#slack.options.patienceMilliseconds ?? 20_000
  }

  #late(since: number): boolean {
    return performance.now() - since > (this.#slack.options.ackMilliseconds ?? 3000)
  }

  async #bySocket(sent: Sent, { retry }: Twist): Promise<Sent> {
    this.sent.push(sent)
    const since = performance.now()
    const again = retry && { retry_attempt: retry.number, retry_reason: retry.reason }
    const accepts = sent.type !== 'events_api'
    const patience = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => patience.resolve(undefined), this.#patience)
    const heard = this.#sockets
      .send({ type: sent.type, payload: sent.body, accepts_response_payload: accepts, ...again })
      .then((payload) => ({ body: payload === undefined ? '' : JSON.stringify(payload) }))
    const back = await Promise.race([heard, patience.promise]).finally(() => clearTimeout(timer))
    if (back !== undefined)
      sent.answer = { status: 200, headers: {}, body: back.body, late: this.#late(since) }
    this.#slack.changed()
    return sent
  }

  async #exchange(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    cutAfter: number | undefined,
  ): Promise<Answer | undefined> {
    const since = performance.now()
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
    const options = { method: 'POST', agent: false, headers: { ...headers, 'content-length': body.length } }
    const req = request(url, options, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('close', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text, late: this.#late(since) })
      })
    })
    req.on('error', () => resolve(undefined))
    req.setTimeout(this.#patience, () => req.destroy())
    if (cutAfter === undefined) req.end(body)
    else req.write(body.subarray(0, cutAfter), () => req.destroy())
    return await promise
  }
}
