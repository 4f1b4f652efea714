import { minute } from '../lib/clock.ts'
import { randomToken, sha256 } from '../lib/ids.ts'
import { say, waiting, type Card } from '../story/card.ts'
import type { Engine } from '../story/engine.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { View } from '../story/view.ts'
import type { Adapter, Place } from './port.ts'

/** Where a flow's card stands in chat, and what it showed. */
interface Standing {
  readonly place: Place
  readonly shows?: string
  /** The message that shows the one-time link, while that is good. */
  readonly link?: Place
}

export interface DrawingParts<F> {
  readonly store: Store
  readonly engine: Pick<Engine<F, unknown>, 'hear' | 'view' | 'upToDate'>
  readonly adapters: readonly Adapter[]
  readonly baseUrl: string
}

const keptMs = 24 * 60 * minute

export const placeKey = (flow: string): string => `place:${flow}`

/** Keeps the person's card in chat equal to the record: derived, drawn in place, healed by the sweep. */
export class Drawing<F> {
  readonly #parts: DrawingParts<F>
  /** One drawing of a flow at a time in this process, so that a card is not posted twice. */
  readonly #queue = new Map<string, Promise<void>>()

  constructor(parts: DrawingParts<F>) {
    this.#parts = parts
  }

  /** Draws the present card. With `anew` it goes to the end of the conversation, and the old one is closed. */
  async draw(flow: string, anew = false): Promise<void> {
    await this.#inTurn(flow, () => this.#draw(flow, anew))
  }

  async #inTurn(flow: string, work: () => Promise<void>): Promise<void> {
    const before = this.#queue.get(flow) ?? Promise.resolve()
    const next = before.then(work)
    const settled = Promise.allSettled([next]).then(() => {})
    this.#queue.set(flow, settled)
    try {
      await next
    } finally {
      if (this.#queue.get(flow) === settled) this.#queue.delete(flow)
    }
  }

  /**
   * Does a drawing that is owed, `draw:<flow>:<ver>`. A newer version is owed by whoever made it: two replicas that each
   * drew the other's would mint links against one another for ever.
   */
  async owed(key: string): Promise<void> {
    const [, flow = '', ver] = key.split(':')
    const now = await this.#parts.engine.view(flow)
    if (now === undefined || now.ver <= Number(ver)) await this.draw(flow)
    await this.#paid(key)
  }

  /**
   * The same for one that nobody did in time: whoever should have, may have died right after showing an older card, so
   * what is noted of the screen is not believed.
   */
  async overdue(key: string): Promise<void> {
    await this.#inTurn(flowOf(key), () => this.#draw(flowOf(key), false, true))
    await this.#paid(key)
  }

  async #paid(key: string): Promise<void> {
    const stored = await this.#parts.store.read(key)
    if (stored !== undefined) await this.#parts.store.write([{ key, rev: stored.rev, value: null }])
  }

  async #draw(flow: string, anew: boolean, doubted = false): Promise<void> {
    const { store, engine, adapters } = this.#parts
    const stored = await store.read(placeKey(flow))
    const first = await engine.view(flow)
    // Whoever begins or answers does the work that follows; only to somebody who comes and looks may it be owed still.
    const seen = anew && first?.owed === true ? await engine.upToDate(flow) : first
    if (stored === undefined || seen === undefined) return
    const standing = parsed<Standing>(stored.value)
    const adapter = adapters.find((a) => a.name === standing.place.platform)
    if (adapter === undefined) throw new Fault('ERR_CHAT', `no adapter for ${standing.place.platform}`)
    const asksLink = seen.person.asks.some((a) => a.kind === 'link' && a.purpose === 'start')
    if (!anew && !doubted && standing.shows === digest(seen)) return
    const minted = asksLink ? await this.#mint(flow) : undefined
    // No link any more: somebody came by the last one meanwhile, so another card is due.
    if (asksLink && minted === undefined) return await this.#draw(flow, anew, doubted)
    const now = minted?.view ?? seen
    const beside = now.person.besideLink === true ? standing.link : undefined
    for (const { place, card } of over(standing, beside, anew, now.person))
      await adapter.show({ card }, place)
    const url =
      minted?.url ??
      (now.person.asks.some((a) => a.kind === 'link') ? `${this.#parts.baseUrl}/h#v1.${flow}` : undefined)
    const { platform, channel } = standing.place
    const below = anew || isSame(beside, standing.place)
    const at: Place = below ? { platform, channel } : standing.place
    const place = await adapter.show(
      {
        card: now.person,
        flow,
        ...(now.outcome === undefined && { prompt: now.prompt }),
        ...(url !== undefined && { url }),
      },
      at,
    )
    const link = minted === undefined ? beside : place
    const value: Standing = { place, shows: digest(now), ...(link !== undefined && { link }) }
    const change = { key: placeKey(flow), rev: stored.rev, value: JSON.stringify(value), ttlMs: keptMs }
    // Another replica drew meanwhile, and nobody knows whose card arrived last: shown once more, as it is now.
    if (await store.write([change])) return
    if (below) await adapter.show({ card: closed(now.person) }, place)
    await this.#draw(flow, anew, true)
  }

  /** A fresh one-time link: only its hash is stored, only this drawing shows it. */
  async #mint(flow: string): Promise<{ readonly url: string; readonly view: View<F> } | undefined> {
    const secret = randomToken(32)
    const heard = await this.#parts.engine.hear(flow, {
      from: 'house',
      name: 'issue-link',
      value: sha256(secret),
      eventId: `link:${randomToken(16)}`,
    })
    if (heard.verdict !== 'taken' || heard.view === undefined) return undefined
    return { url: `${this.#parts.baseUrl}/h#v1.${flow}.${secret}`, view: heard.view }
  }
}

const flowOf = (key: string): string => key.split(':')[1] ?? ''

/** What a drawing showed, its buttons' prompt included: a press on a card that is drawn is never stale by itself. */
const digest = <F>({ person, prompt }: View<F>): string => sha256(JSON.stringify([person, prompt]))

/** What must not be pressed any more once the next card is drawn: a card that moves on, and a link that is good no longer. */
const over = (
  { place, link }: Standing,
  beside: Place | undefined,
  anew: boolean,
  card: Card,
): readonly { readonly place: Place; readonly card: Card }[] => [
  ...(anew && place.message !== undefined && !isSame(beside, place) ? [{ place, card: closed(card) }] : []),
  ...(link !== undefined && !isSame(beside, link) && !isSame(link, place)
    ? [{ place: link, card: waiting(say('hand-off.link-over')) }]
    : []),
]

const isSame = (one: Place | undefined, { message }: Place): boolean =>
  message !== undefined && one?.message === message

const closed = (card: Card): Card => ({ ...card, tone: 'wait', asks: [] })
