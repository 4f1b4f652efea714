import type { Json } from './activities.ts'
import type { Authority } from './authority.ts'
import { appId } from './company.ts'
import { isObject } from './card-reading.ts'

/** How a delivery differs from what Teams would send. */
export interface Forgery {
  /** Claims in the place of the Connector's own. */
  readonly claims?: Json
  /** Who signs; under the Connector's key id, unless `kid` is told. */
  readonly keys?: Authority
  readonly kid?: string
  /** The activity as it is sent. */
  readonly change?: (activity: Json) => Json
}

/** One request to the bot, byte by byte, and what became of it. */
export interface Delivery {
  readonly activity: Json
  readonly raw: string
  readonly authorization: string
  readonly status: number
  readonly body: Json
}

/** The Connector's side of `/api/messages`: it signs and posts activities, and keeps what it sent. */
export class Deliveries {
  readonly #keys: Authority
  readonly #service: () => string
  readonly #now: () => number
  readonly sent: Delivery[] = []
  /** Where the bot listens, whole. */
  target = ''

  constructor(keys: Authority, service: () => string, now: () => number) {
    this.#keys = keys
    this.#service = service
    this.#now = now
  }

  async send(
    activity: Json,
    { claims, keys = this.#keys, kid = this.#keys.kid, change }: Forgery = {},
  ): Promise<Delivery> {
    // Good by the test's clock and by the machine's, for botbuilder knows only the latter.
    const [earlier, later] = [this.#now(), Date.now()]
      .map((ms) => Math.floor(ms / 1000))
      .sort((a, b) => a - b)
    const times = { nbf: (earlier ?? 0) - 10, exp: (later ?? 0) + 3600 }
    const own = { iss: 'https://api.botframework.com', aud: appId, serviceurl: this.#service(), ...times }
    const token = await keys.sign({ ...own, ...claims }, kid)
    return await this.#post(activity, JSON.stringify(change?.(activity) ?? activity), `Bearer ${token}`)
  }

  /** The same bytes under the same token. */
  async replay({ activity, raw, authorization }: Delivery): Promise<Delivery> {
    return await this.#post(activity, raw, authorization)
  }

  /** What Teams does when it had no answer: the same activity, signed anew. */
  async redeliver({ activity }: Delivery): Promise<Delivery> {
    return await this.send(activity)
  }

  async #post(activity: Json, raw: string, authorization: string): Promise<Delivery> {
    const headers = { authorization, 'content-type': 'application/json; charset=utf-8' }
    const response = await fetch(this.target, { method: 'POST', headers, body: raw, redirect: 'error' })
    const text = await response.text()
    const body: unknown = text === '' ? {} : JSON.parse(text)
    const delivery = {
      activity,
      raw,
      authorization,
      status: response.status,
      body: isObject(body) ? body : {},
    }
    this.sent.push(delivery)
    return delivery
  }
}
