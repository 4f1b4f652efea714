import { sha256 } from '../lib/ids.ts'
import type { LimitName, LimitsPort } from '../limits/port.ts'
import type { Card } from '../story/card.ts'
import type { Journal } from '../story/event.ts'
import type { Actor } from '../story/story.ts'
import type { Reader } from '../words/render.ts'
import { adapterAt, bare, eventId } from './places.ts'
import type { Adapter, ChatEvent } from './port.ts'

export interface PatienceParts {
  readonly limits: LimitsPort
  readonly journal: Journal
  readonly adapters: readonly Adapter[]
  /** What is said to whoever asks too often: until when (ms since the epoch), and who helps meanwhile. */
  readonly tooOften: (until: number) => Card
}

/** One chat user, as limits know them. */
export const chatUserKey = ({ platform, tenant, user }: Actor): string =>
  JSON.stringify([platform, tenant, user])

/**
 * How much one chat user may have us do. It bounds what whoever holds a chat session can cost (messages in the owner's chat,
 * looks at the directory, records), and closes nothing: what is open stays usable, and beginning goes on slowly.
 */
export class Patience {
  readonly #parts: PatienceParts

  constructor(parts: PatienceParts) {
    this.#parts = parts
  }

  /** Undefined = there was one, and it is taken; else when there will be. */
  async until(limit: LimitName, actor: Actor): Promise<number | undefined> {
    const left = await this.#parts.limits.take(limit, chatUserKey(actor))
    return left.kind === 'open' ? undefined : left.until
  }

  /** Says when it goes on, once a minute at most: whoever asks without end is not answered without end. */
  async tell(
    event: ChatEvent,
    limit: LimitName,
    until: number,
    reader: () => Promise<Reader>,
  ): Promise<void> {
    const { limits, journal, adapters, tooOften } = this.#parts
    if ((await limits.take('too-often', chatUserKey(event.actor))).kind === 'wait') return
    const key = sha256(`too-often:${eventId(event)}`).slice(0, 22)
    const drawn = { card: tooOften(until), posting: { key, doubted: false }, reader: await reader() }
    await adapterAt(adapters, event.place).show(drawn, bare(event.place))
    const detail = { limit, until: new Date(until).toISOString(), ...event.actor }
    await journal.append([{ event: 'limit.reached', id: `limit:${key}`, detail }])
  }
}
