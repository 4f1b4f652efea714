import { minute } from '../lib/clock.ts'
import { randomToken, sha256 } from '../lib/ids.ts'
import { asking, say, type Card } from '../story/card.ts'
import type { Engine } from '../story/engine.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { View } from '../story/view.ts'
import type { Reader } from '../words/render.ts'
import type { Adapter, Place, Posting } from './port.ts'

/** Where a flow's card stands in chat, and what it showed. */
interface Standing {
  readonly place: Place
  readonly shows?: string
  /** The message that shows the one-time link, while that is good. */
  readonly link?: Place
  /** A new message that was begun and not noted: it may be there, or not. */
  readonly posting?: string
}

export interface DrawingParts<F> {
  readonly store: Store
  readonly engine: Pick<Engine<F, unknown>, 'hear' | 'view' | 'upToDate'>
  readonly adapters: readonly Adapter[]
  readonly baseUrl: string
  /** Brings what others than the person see of a flow up to date, beside the person's card. */
  readonly others?: (flow: string) => Promise<void>
  /** For whom the times on a card are told. */
  readonly readerOf: (facts: F) => Reader
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

  /** For whom times are told, also beside the card. */
  readerOf(facts: F): Reader {
    return this.#parts.readerOf(facts)
  }

  /**
   * Draws the present card. With `anew` it goes to the end of the conversation, and the old one is closed.
   */
  async draw(flow: string, anew = false): Promise<void> {
    await this.#beside(flow, () => this.#draw(flow, anew))
  }

  /** Neither waits for the other, and whoever fails leaves it owed. */
  async #beside(flow: string, work: () => Promise<void>): Promise<void> {
    await Promise.all([this.#inTurn(flow, work), this.#parts.others?.(flow)])
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
    await this.#beside(flowOf(key), () => this.#draw(flowOf(key), false, true))
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
    const reader = this.readerOf(now.facts)
    for (const { place, card } of over(standing, beside, anew, now.person))
      await adapter.show({ card, reader }, place)
    const url =
      minted?.url ??
      (now.person.asks.some((a) => a.kind === 'link') ? `${this.#parts.baseUrl}/h#v1.${flow}` : undefined)
    const below = anew || isSame(beside, standing.place)
    const begun = await this.#begun(flow, standing, stored.rev, below)
    if (begun === undefined) return await this.#draw(flow, anew, true)
    const place = await adapter.show(
      {
        card: now.person,
        flow,
        reader,
        ...(now.outcome === undefined && { prompt: now.prompt }),
        ...(url !== undefined && { url }),
        ...(begun.posting && { posting: begun.posting }),
      },
      begun.at,
    )
    const link = minted === undefined ? beside : place
    const value: Standing = { place, shows: digest(now), ...(link !== undefined && { link }) }
    const change = { key: placeKey(flow), rev: begun.rev, value: JSON.stringify(value), ttlMs: keptMs }
    // Another replica drew meanwhile, and nobody knows whose card arrived last: shown once more, as it is now.
    if (await store.write([change])) return
    if (below) await adapter.show({ card: closed(now.person), reader }, place)
    await this.#draw(flow, anew, true)
  }

  /**
   * Where to draw. A new message is noted before it is posted, so that whoever comes after a crash knows that it may be
   * there and looks for it. Undefined = somebody else noted something meanwhile.
   */
  async #begun(
    flow: string,
    { posting, ...standing }: Standing,
    rev: number,
    below: boolean,
  ): Promise<{ readonly at: Place; readonly rev: number; readonly posting?: Posting } | undefined> {
    const { platform, channel, message } = standing.place
    if (!below && message !== undefined) return { at: standing.place, rev }
    const at = { platform, channel }
    if (posting !== undefined) return { at, rev, posting: { key: posting, doubted: true } }
    const key = randomToken(16)
    const value: Standing = { ...standing, posting: key }
    const change = { key: placeKey(flow), rev, value: JSON.stringify(value), ttlMs: keptMs }
    if (!(await this.#parts.store.write([change]))) return undefined
    return { at, rev: rev + 1, posting: { key, doubted: false } }
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
    ? [{ place: link, card: asking(say('hand-off.link-over')) }]
    : []),
]

const isSame = (one: Place | undefined, { message }: Place): boolean =>
  message !== undefined && one?.message === message

/** Of a card that was drawn anew further down: what it was, and where it goes on. */
export const closed = ({ title }: Card): Card => asking(title, [say('card.moved')])
