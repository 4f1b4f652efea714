import { hour } from '../lib/clock.ts'
import { randomToken } from '../lib/ids.ts'
import type { Engine } from '../story/engine.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { Actor } from '../story/story.ts'
import type { View } from '../story/view.ts'
import { besideFlow, startBeside } from './beside.ts'
import { placeKey, type Drawing } from './drawing.ts'
import { liveKey, liveMs, type Live, type LiveFlows } from './live.ts'
import type { Patience } from './patience.ts'
import { adapterAt, bare, eventId } from './places.ts'
import type { Adapter, ChatEvent, Profile } from './port.ts'
import type { Reader } from '../words/render.ts'

export interface StartsParts<F> {
  readonly store: Store
  readonly engine: Engine<F, unknown>
  readonly adapters: readonly Adapter[]
  readonly drawing: Drawing<F>
  readonly patience: Patience
  /** Counts a conversation that has begun; what comes of it is nobody's concern here. */
  readonly began?: (actor: Actor) => Promise<void>
  /** The facts every conversation begins with. */
  readonly beginning: (actor: Actor, profile: Profile) => F
  /** The same for a story that runs beside another one, with what its person was looking at. */
  readonly besides: (actor: Actor, profile: Profile, seen: View<F> | undefined) => F
}

/** How conversations begin, each by the platform's fresh word on who it is with, and how an older one makes room. */
export class Starts<F> {
  readonly #parts: StartsParts<F>
  readonly #live: LiveFlows<F>
  readonly #seen: (profile: Profile) => Promise<boolean>

  constructor(parts: StartsParts<F>, live: LiveFlows<F>, seen: (profile: Profile) => Promise<boolean>) {
    this.#parts = parts
    this.#live = live
    this.#seen = seen
  }

  /** In the place of the one that is on; a repeat of the event finds what it began. */
  async anew(event: ChatEvent, story: string): Promise<void> {
    const { engine, store, drawing, beginning, began } = this.#parts
    const profile = await this.profile(event)
    const before = await store.read(liveKey(event.actor))
    const old = before && parsed<Live>(before.value)
    if (old?.origin === eventId(event)) return await drawing.draw(old.flow)
    if (!(await this.#mayBegin(event, story, old?.flow))) return
    const flow = randomToken(16)
    const live: Live = { flow, origin: eventId(event) }
    const writes = [
      { key: liveKey(event.actor), rev: before?.rev ?? 0, value: JSON.stringify(live), ttlMs: liveMs },
      { key: placeKey(flow), rev: 0, value: JSON.stringify({ place: bare(event.place) }), ttlMs: 24 * hour },
    ]
    // The older one ends first: a crash in between leaves none to begin anew, never one that nothing ends any more.
    if (old !== undefined && (await this.#live.seen(old.flow)) !== undefined) await this.#replaced(old.flow)
    await engine.start(story, beginning(event.actor, profile), { writes }, flow)
    await began?.(event.actor)
    await drawing.draw(flow)
  }

  /** The conversation that is on goes on. */
  async beside(event: ChatEvent, story: string): Promise<void> {
    const { engine, drawing, besides } = this.#parts
    const begun = (await engine.view(besideFlow(event))) !== undefined
    if (!begun && !(await this.#goesOn(event, 'asides'))) return
    const about = event.what.kind === 'answer' ? event.what.flow : (await this.#live.of(event.actor))?.flow
    const facts = async () =>
      besides(
        event.actor,
        await this.profile(event),
        about === undefined ? undefined : await this.#live.seen(about),
      )
    await drawing.draw(await startBeside(this.#parts, event, story, facts))
  }

  /** Ends the conversation that is on, if any. */
  async endLive(actor: Actor): Promise<void> {
    const live = await this.#live.of(actor)
    if (live !== undefined) await this.#replaced(live.flow)
  }

  /** The platform's word on its user, asked anew: a change that nobody reported is found here, before anything begins. */
  async profile({ place, actor }: ChatEvent): Promise<Profile> {
    const profile = await adapterAt(this.#parts.adapters, place).whoIs(actor, place)
    if (profile === undefined) throw new Fault('ERR_CHAT', 'the platform does not know its own user')
    await this.#seen({ ...profile, actor })
    return profile
  }

  /** For whom times are told to whoever did this. */
  async reader(event: ChatEvent): Promise<Reader> {
    const profile = await this.profile(event)
    return this.#parts.drawing.readerOf(this.#parts.beginning(event.actor, profile))
  }

  /**
   * Above the limit nothing new begins in the place of what still waits for any browser: that is shown again, below, and is as
   * good. Where there is none, a conversation begins a minute. So whoever burns the limit in a stolen chat closes nothing.
   */
  async #mayBegin(event: ChatEvent, story: string, flow: string | undefined): Promise<boolean> {
    const { patience, drawing } = this.#parts
    if ((await patience.until('starts', event.actor)) === undefined) return true
    const open = flow === undefined ? undefined : await this.#live.seen(flow)
    if (open === undefined || open.story !== story || !waitsForABrowser(open))
      return await this.#goesOn(event, 'starts-slowly')
    const later = await patience.until('starts-slowly', event.actor)
    await drawing.draw(open.id, later === undefined)
    return false
  }

  async #goesOn(event: ChatEvent, limit: 'starts-slowly' | 'asides'): Promise<boolean> {
    const { patience } = this.#parts
    const full = await patience.until(limit, event.actor)
    if (full === undefined) return true
    const until = limit === 'asides' ? await patience.until('asides-slowly', event.actor) : full
    if (until === undefined) return true
    await patience.tell(event, limit, until, () => this.reader(event))
    return false
  }

  async #replaced(flow: string): Promise<void> {
    await this.#parts.engine.hear(flow, {
      from: 'house',
      name: 'replace',
      value: '',
      eventId: `replace:${flow}`,
    })
    await this.#parts.drawing.draw(flow)
  }
}

const waitsForABrowser = <F>({ outcome, person }: View<F>): boolean =>
  outcome === undefined && person.asks.some((ask) => ask.kind === 'link' && ask.purpose === 'start')
