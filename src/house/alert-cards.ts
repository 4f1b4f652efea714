import { hour, second, type Clock } from '../lib/clock.ts'
import { randomToken, sha256 } from '../lib/ids.ts'
import { Fault } from '../story/errors.ts'
import type { Journal } from '../story/event.ts'
import { parsed, type Store } from '../story/record.ts'
import type { Adapter, AlertRoom, Drawn, Place, Posting } from './port.ts'

/** What an alert card is to show. */
export type Shown = Pick<Drawn, 'card' | 'flow' | 'prompt'>

/** One card in one alert channel: what it is to show, where it stands, who is at it. */
interface Standing {
  readonly wants: Shown
  /** When that was last changed (ms since the epoch): a day later nobody looks after it any more. */
  readonly since: number
  readonly place?: Place
  /** Of what stands there. */
  readonly shows?: string
  /** A new message that was begun and not noted: it may be there, or not. */
  readonly posting?: string
  /** Who draws, and until when it is theirs alone. */
  readonly drawing?: { readonly by: string; readonly until: number }
  /** The trail was told that the channel does not take it. */
  readonly refused?: true
}

/** What a card is to show now, given what it was to show until now. */
type Now = (before?: Shown) => Promise<Shown | undefined>

export interface AlertCardsParts {
  readonly store: Store
  readonly clock: Clock
  readonly journal: Journal
  readonly adapters: readonly Adapter[]
  readonly failed: (cause: unknown, what: string) => void
}

const keptMs = 24 * hour
/** How long one replica has a card to itself; whoever died at it is followed by the sweep after that. */
const leaseMs = 20 * second
const restMs = 5 * second
const attempts = 20

/** A kind of its own for each room: a release that knows one room only leaves the other's cards alone. */
const kinds: Readonly<Record<AlertRoom, string>> = { alerts: 'alertcard', 'on-call': 'oncallcard' }
const keyOf = (platform: string, name: string, room: AlertRoom): string =>
  `${kinds[room]}:${platform}:${name}`
const roomOf = (key: string): AlertRoom => (key.startsWith(`${kinds['on-call']}:`) ? 'on-call' : 'alerts')
const placeIn = async (adapter: Adapter | undefined, room: AlertRoom): Promise<Place | undefined> =>
  room === 'alerts' ? await adapter?.alerts() : await adapter?.onCall?.()
const platformOf = (key: string): string => key.split(':')[1] ?? ''

/**
 * Cards that stand in the alert channels, or in those of whoever is on call, and are redrawn in place, on every platform that has
 * such a channel: in each one message for a name, whatever replica draws. What one is to show is in the store before it is drawn, so that a crash leaves no
 * channel behind for long: the sweep brings it up to date.
 */
export class AlertCards {
  readonly #parts: AlertCardsParts

  constructor(parts: AlertCardsParts) {
    this.#parts = parts
  }

  /**
   * Shows what `now` answers under `name`, in the place of what stands there, which it is told; nothing where it answers
   * undefined. It is asked again when somebody else wrote meanwhile, so that an older look never replaces a newer one. A platform that does not take
   * it now gets it later, and keeps no other waiting.
   */
  async draw(name: string, now: Now, room: AlertRoom = 'alerts'): Promise<void> {
    const on = async (adapter: Adapter): Promise<void> => {
      const key = keyOf(adapter.name, name, room)
      if ((await this.#has(adapter, room)) && (await this.#wanted(key, now))) await this.owed(key)
    }
    await Promise.all(this.#parts.adapters.map(on))
  }

  /** Whether the card of this name stands there, as one of which nothing is doubted: a copy left by a crash answers nothing. */
  async isAt(
    name: string,
    platform: string,
    message: string | undefined,
    room: AlertRoom = 'alerts',
  ): Promise<boolean> {
    const stored = await this.#parts.store.read(keyOf(platform, name, room))
    const stands = stored && parsed<Standing>(stored.value).place?.message
    return message !== undefined && stands === message
  }

  /** Brings the card of this key up to date, unless somebody else is at it: then they do, or the sweep after them. */
  async owed(key: string): Promise<void> {
    const me = randomToken(16)
    let drawn: Place | undefined
    let isNew = false
    for (let n = 0; n < attempts; n++) {
      const stored = await this.#parts.store.read(key)
      if (stored === undefined) return
      const kept = parsed<Standing>(stored.value)
      const standing = drawn === undefined ? kept : { ...kept, place: drawn }
      // What this call drew may have arrived after what another drew: it is not believed.
      if (drawn === undefined && isShown(standing)) return void (await this.#noted(key, stored.rev, standing))
      const held = await this.#held(key, stored.rev, standing, me)
      if (held === 'elsewhere') return
      if (held === 'passed') continue
      isNew ||= held.is !== undefined
      drawn = await this.#shown(key, stored.rev + 1, held)
      if (drawn === undefined) return
      if (!(await this.#noted(key, stored.rev + 1, { ...held, place: drawn }))) continue
      if (isNew) await this.#tell('notice.sent', key, held.wants)
      return
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one alert card')
  }

  /** Whether it may have such a channel: one that cannot say so just now is asked again. */
  async #has(adapter: Adapter, room: AlertRoom): Promise<boolean> {
    try {
      return (await placeIn(adapter, room)) !== undefined
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      return true
    }
  }

  /** Notes what is wanted; false when nothing is to be drawn. */
  async #wanted(key: string, now: Now): Promise<boolean> {
    for (let n = 0; n < attempts; n++) {
      const stored = await this.#parts.store.read(key)
      const before = stored && parsed<Standing>(stored.value)
      const wants = await now(before?.wants)
      if (wants === undefined) return false
      if (before !== undefined && digest(before.wants) === digest(wants)) return !isShown(before)
      const next: Standing = { ...before, wants, since: this.#now }
      const dueAt = Math.max(this.#now, next.drawing?.until ?? 0)
      if (await this.#write(key, stored?.rev ?? 0, next, dueAt)) return true
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one alert card')
  }

  /** Takes the card for itself. A new message is noted before it is posted, so that whoever comes after a crash looks for it. */
  async #held(key: string, rev: number, kept: Standing, me: string): Promise<Held | 'elsewhere' | 'passed'> {
    const { drawing, posting: begun, ...standing } = kept
    if (drawing !== undefined && drawing.by !== me && drawing.until > this.#now) return 'elsewhere'
    const until = this.#now + leaseMs
    const posting = standing.place?.message === undefined ? (begun ?? randomToken(16)) : undefined
    const next: Standing = {
      ...standing,
      drawing: { by: me, until },
      ...(posting !== undefined && { posting }),
    }
    if (!(await this.#write(key, rev, next, until))) return 'passed'
    return posting === undefined ? next : { ...next, is: { key: posting, doubted: begun !== undefined } }
  }

  /** Where it stands, drawn; undefined when the platform does not take it now, and it is put off. */
  async #shown(key: string, rev: number, { is, ...held }: Held): Promise<Place | undefined> {
    const adapter = this.#parts.adapters.find(({ name }) => name === platformOf(key))
    try {
      const at = held.place ?? (await placeIn(adapter, roomOf(key)))
      if (adapter === undefined || at === undefined) {
        await this.#parts.store.write([{ key, rev, value: null }])
        return undefined
      }
      return await adapter.show({ ...held.wants, ...(is !== undefined && { posting: is }) }, at)
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      this.#parts.failed(cause, `alert card on ${platformOf(key)}`)
      const { drawing: _mine, ...rest } = held
      await this.#write(key, rev, { ...rest, refused: true }, this.#now + (cause.afterMs ?? restMs))
      if (held.refused === undefined) await this.#tell('notice.failed', key, held.wants)
      return undefined
    }
  }

  async #noted(key: string, rev: number, { wants, place, since }: Standing): Promise<boolean> {
    return await this.#write(key, rev, { wants, since, ...(place && { place }), shows: digest(wants) })
  }

  async #tell(event: 'notice.sent' | 'notice.failed', key: string, { flow }: Shown): Promise<void> {
    const detail = { to: roomOf(key), platform: platformOf(key) }
    await this.#parts.journal.append([
      { event, id: `${key}:${event}`, ...(flow !== undefined && { flow }), detail },
    ])
  }

  async #write(key: string, rev: number, standing: Standing, dueAt?: number): Promise<boolean> {
    const ttlMs = Math.max(second, standing.since + keptMs - this.#now)
    const value = JSON.stringify(standing)
    return await this.#parts.store.write([{ key, rev, value, ttlMs, ...(dueAt !== undefined && { dueAt }) }])
  }

  get #now(): number {
    return this.#parts.clock.now()
  }
}

type Held = Standing & { readonly is?: Posting }

const digest = ({ card, flow, prompt }: Shown): string => sha256(JSON.stringify([card, flow, prompt]))

const isShown = ({ wants, shows }: Standing): boolean => shows === digest(wants)
