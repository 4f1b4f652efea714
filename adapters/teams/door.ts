import type { ChatEvent, House, Route } from '../../src/house/port.ts'
import { second, type Clock } from '../../src/lib/clock.ts'
import type { Log } from '../../src/lib/log.ts'
import type { Phrase } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { AlertChannel } from './alert-channel.ts'
import { hear, type Heard } from './hear.ts'
import { invokeAnswer } from './invoke-answer.ts'
import type { Known } from './known.ts'
import { answerTo } from './refusals.ts'
import type { Reply, TeamsTransport } from './transport.ts'
import type { Accepted, Gate } from './verify.ts'

export const path = '/api/messages'

export interface DoorParts {
  readonly gate: Gate
  readonly transport: Pick<TeamsTransport, 'receive'>
  readonly known: Known
  readonly alerts: AlertChannel
  readonly onCall?: AlertChannel
  readonly words: (phrase: Phrase) => string
  readonly clock: Clock
  readonly log: Log
}

/** Teams gives up after some fifteen seconds, and delivers again. */
const patienceMs = 8 * second
const unavailable: Reply = { status: 503 }

/**
 * Where the Bot Connector delivers. In this order: our gate, botbuilder's own checks, the inbox; only then is Teams answered, and
 * what was said is heard afterwards. What could not be kept is answered 503, so that it comes again or the person presses again.
 */
export class Door {
  readonly #parts: DoorParts
  readonly #hearing = new Set<Promise<void>>()
  #house: House | undefined

  constructor(parts: DoorParts) {
    this.#parts = parts
  }

  readonly route: Route = { prefix: path, handle: (request) => this.#handle(request) }

  open(house: House): void {
    this.#house = house
  }

  /** Takes nothing more in; resolves when everything that was accepted has been heard. */
  async close(): Promise<void> {
    this.#house = undefined
    await Promise.all(this.#hearing)
  }

  async #handle(request: Request): Promise<Response> {
    if (new URL(request.url).pathname !== path) return new Response(null, { status: 404 })
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
    if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
      return new Response(null, { status: 415 })
    const authorization = request.headers.get('authorization') ?? undefined
    const verdict = await this.#parts.gate(authorization, new Uint8Array(await request.arrayBuffer()))
    if (verdict.kind === 'refused') {
      this.#parts.log('teams.refused', { why: verdict.why })
      return answerTo(verdict.why)
    }
    const { status, body } = await inTime(this.#received(authorization ?? '', verdict))
    return body === undefined ? new Response(null, { status }) : Response.json(body, { status })
  }

  async #received(authorization: string, accepted: Accepted): Promise<Reply> {
    const { transport, clock, log, alerts, onCall } = this.#parts
    const heard = hear(accepted, clock.now(), alerts.channel, onCall?.channel)
    const reply = await transport.receive(authorization, accepted.activity, async () => {
      try {
        return await this.#turn(accepted, heard)
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault
        log('adapter.fault', { adapter: 'teams', what: 'accept', fault })
        return unavailable
      }
    })
    // The gate had let it in, so this is no stranger.
    if (reply.status === 401 || reply.status >= 500)
      log('adapter.fault', { adapter: 'teams', what: `receive-${reply.status}` })
    return reply
  }

  async #turn(accepted: Accepted, heard: Heard): Promise<Reply> {
    const house = this.#house
    if (house === undefined) return unavailable
    const { known, alerts, onCall, words } = this.#parts
    await known.meet(accepted)
    if (heard.kind === 'team') {
      const { tenant, activity } = accepted
      const at = happenedAt(activity, this.#parts.clock.now())
      for (const channel of [alerts, onCall])
        await channel?.note(heard, { tenant, serviceUrl: activity.serviceUrl }, at)
    }
    if (heard.kind !== 'event') return { status: accepted.activity.type === 'invoke' ? 501 : 200 }
    if (await house.inbox.accept(heard.event)) this.#hear(house, heard.event)
    return heard.invoked ? { status: 200, body: invokeAnswer(words) } : { status: 200 }
  }

  #hear(house: House, event: ChatEvent): void {
    const hearing = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => house.hear(event))
      .catch((fault: unknown) => this.#parts.log('adapter.fault', { adapter: 'teams', what: 'hear', fault }))
      .finally(() => this.#hearing.delete(hearing))
    this.#hearing.add(hearing)
  }
}

/** When Teams says that it happened, which stays the same however often and late it is delivered; never later than now. */
const happenedAt = ({ timestamp }: Accepted['activity'], now: number): number => {
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
  return Number.isFinite(at) ? Math.min(at, now) : now
}

/** What takes longer is answered 503, and goes on. */
const inTime = async (reply: Promise<Reply>): Promise<Reply> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => resolve(unavailable), patienceMs)
  })
  try {
    return await Promise.race([reply, late])
  } finally {
    clearTimeout(timer)
  }
}
