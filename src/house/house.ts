import { hour } from '../lib/clock.ts'
import { randomToken, sha256 } from '../lib/ids.ts'
import type { EnrolmentsPort } from '../enrolment/port.ts'
import type { Engine } from '../story/engine.ts'
import { Fault, never } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { Actor } from '../story/story.ts'
import type { View } from '../story/view.ts'
import type { Drawing } from './drawing.ts'
import { placeKey } from './drawing.ts'
import type { Inbox } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import type { Adapter, ChatEvent, House, Place, Profile } from './port.ts'
import { liveKey, liveMs, LiveFlows, type Live } from './live.ts'
import { startBeside } from './beside.ts'
import type { FrontDesk } from './front-desk.ts'
import { bindingsDoor } from './bindings.ts'

export interface HouseParts<F> {
  readonly store: Store
  readonly engine: Engine<F, unknown>
  readonly adapters: readonly Adapter[]
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly drawing: Drawing<F>
  readonly enrolments: EnrolmentsPort
  readonly desk: FrontDesk
  /** The facts every conversation begins with. */
  readonly beginning: (actor: Actor, profile: Profile) => F
  /** The same for a story that runs beside another one, with what its person was looking at. */
  readonly besides: (actor: Actor, profile: Profile, seen: View<F> | undefined) => F
  readonly failed: (cause: unknown, what: string) => void
}

/** The chat side of the house: events in, cards out; what they mean is the stories' business. */
export class ChatHouse<F> implements House {
  readonly #parts: HouseParts<F>
  readonly #live: LiveFlows<F>
  readonly inbox: House['inbox']
  readonly outbox: House['outbox']
  readonly bindings: House['bindings']
  readonly alerts: House['alerts']

  constructor(parts: HouseParts<F>) {
    this.#parts = parts
    this.#live = new LiveFlows(parts)
    this.inbox = { accept: (event) => parts.inbox.accept(event) }
    this.outbox = { put: (drawn, platform, to, key) => parts.outbox.put(drawn, platform, to, key) }
    this.bindings = bindingsDoor(parts, (actor) => this.#endLive(actor))
    this.alerts = {
      raise: async (card, key) => {
        for (const { name } of parts.adapters) await parts.outbox.put({ card }, name, 'alerts', key)
      },
    }
  }

  /** `again`: somebody who died or failed may have done part of it. */
  async hear(event: ChatEvent, again = false): Promise<void> {
    try {
      await this.#hear(event, again)
      await this.#parts.inbox.done(event)
    } catch (cause) {
      this.#parts.failed(cause, `event on ${event.place.platform}`)
      if (!(cause instanceof Fault)) throw cause
      await this.#postponed(event, cause.retry !== 'caller')
    }
  }

  /** It stays in the inbox, and the sweep tries again; the person is told the first time, if something is down. */
  async #postponed(event: ChatEvent, down: boolean): Promise<void> {
    const { desk, failed } = this.#parts
    try {
      if ((await this.#firstFailure(event)) && down)
        await this.#adapter(event.place).show({ card: desk.unavailable }, bare(event.place))
    } catch (cause) {
      failed(cause, `event on ${event.place.platform}`)
      if (!(cause instanceof Fault)) throw cause
    }
  }

  /** A store that cannot even say so has not been swept either: then every failure is the first. */
  async #firstFailure(event: ChatEvent): Promise<boolean> {
    try {
      return await this.#parts.inbox.later(event)
    } catch (cause) {
      this.#parts.failed(cause, `event on ${event.place.platform}`)
      if (!(cause instanceof Fault)) throw cause
      return true
    }
  }

  async #hear(event: ChatEvent, again: boolean): Promise<void> {
    const { what } = event
    switch (what.kind) {
      case 'text':
        return await this.#heardText(event, what.text, again)
      case 'answer':
        // These two the house hears itself, on whatever card they stand.
        return what.flow === undefined || what.name === 'start' || what.name === 'aside'
          ? await this.#asked(event, what.value, again)
          : await this.#answered(event, what.flow)
      case 'open':
        return await this.#opened(event)
      case 'home':
        await this.#adapter(event.place).show({ card: this.#parts.desk.card('greet') }, event.place)
        return
      case 'profile':
        return await this.bindings.suspend(event.actor, 'profile')
      case 'gone':
        return await this.bindings.remove(event.actor, what.why)
      default:
        return never(what)
    }
  }

  async #heardText(event: ChatEvent, text: string, again: boolean): Promise<void> {
    const { engine, desk, drawing } = this.#parts
    const intent = desk.understand(text)
    const live = await this.#live.of(event.actor)
    if (live === undefined || desk.takesOver(intent)) return await this.#asked(event, intent, again)
    if (intent === 'code' || intent === 'cancel') {
      const name = intent === 'code' ? 'pairing-code' : 'cancel'
      await engine.hear(live.flow, {
        from: 'person',
        name,
        value: text,
        eventId: eventId(event),
        actor: event.actor,
      })
    }
    await drawing.draw(live.flow, true)
  }

  /** An intent outside a conversation: begin a story, or say what can be done. */
  async #asked(event: ChatEvent, intent: string, again: boolean): Promise<void> {
    const story = this.#parts.desk.begins(intent)
    if (story !== undefined && this.#parts.desk.beside.includes(story))
      return await this.#startBeside(event, story)
    if (story !== undefined) return await this.#start(event, story)
    const posting = { key: sha256(`desk:${eventId(event)}`).slice(0, 22), doubted: again }
    const card = this.#parts.desk.card(intent)
    await this.#adapter(event.place).show({ card, posting }, bare(event.place))
  }

  async #answered(event: ChatEvent, flow: string): Promise<void> {
    if (event.what.kind !== 'answer') return
    const { name, value, prompt } = event.what
    const typed = name === 'pairing-code'
    const answer = { from: 'person' as const, name, value, eventId: eventId(event), actor: event.actor }
    // A typed code proves by itself which page it belongs to; only buttons are bound to the card they stood on.
    await this.#parts.engine.hear(flow, { ...answer, ...(!typed && prompt !== undefined && { prompt }) })
    await this.#parts.drawing.draw(flow)
  }

  async #opened(event: ChatEvent): Promise<void> {
    if (event.what.kind !== 'open' || event.what.flow === undefined) return
    const { flow, name, trigger } = event.what
    // A form shows the conversation it belongs to: only to the one whose conversation it is.
    if ((await this.#live.of(event.actor))?.flow !== flow) return await this.#parts.drawing.draw(flow)
    const seen = await this.#parts.engine.view(flow)
    const ask = seen?.person.asks.find((a) => (a.kind === 'code' || a.kind === 'text') && a.name === name)
    if (seen === undefined || ask === undefined || (ask.kind !== 'code' && ask.kind !== 'text'))
      return await this.#parts.drawing.draw(flow)
    const { title, lines } = seen.person
    await this.#adapter(event.place).ask({ ask, title, lines, flow, prompt: seen.prompt }, trigger)
  }

  async #start(event: ChatEvent, story: string): Promise<void> {
    const { engine, store, drawing, beginning } = this.#parts
    const profile = await this.#profile(event)
    const before = await store.read(liveKey(event.actor))
    const old = before && parsed<Live>(before.value)
    if (old?.origin === eventId(event)) return await drawing.draw(old.flow)
    const flow = randomToken(16)
    const live: Live = { flow, origin: eventId(event) }
    const writes = [
      { key: liveKey(event.actor), rev: before?.rev ?? 0, value: JSON.stringify(live), ttlMs: liveMs },
      { key: placeKey(flow), rev: 0, value: JSON.stringify({ place: bare(event.place) }), ttlMs: 24 * hour },
    ]
    // The older one ends first: a crash in between leaves none to begin anew, never one that nothing ends any more.
    if (old !== undefined && (await this.#live.seen(old.flow)) !== undefined) await this.#replaced(old.flow)
    await engine.start(story, beginning(event.actor, profile), { writes }, flow)
    await drawing.draw(flow)
  }

  /** The conversation that is on goes on. */
  async #startBeside(event: ChatEvent, story: string): Promise<void> {
    const { drawing, besides } = this.#parts
    const about = event.what.kind === 'answer' ? event.what.flow : (await this.#live.of(event.actor))?.flow
    const facts = async () =>
      besides(
        event.actor,
        await this.#profile(event),
        about === undefined ? undefined : await this.#live.seen(about),
      )
    await drawing.draw(await startBeside(this.#parts, event, story, facts))
  }

  async #profile({ place, actor }: ChatEvent): Promise<Profile> {
    const profile = await this.#adapter(place).whoIs(actor)
    if (profile === undefined) throw new Fault('ERR_CHAT', 'the platform does not know its own user')
    return profile
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

  async #endLive(actor: Actor): Promise<void> {
    const live = await this.#live.of(actor)
    if (live !== undefined) await this.#replaced(live.flow)
  }

  #adapter(place: Place): Adapter {
    const adapter = this.#parts.adapters.find((a) => a.name === place.platform)
    if (adapter === undefined) throw new Fault('ERR_CHAT', `no adapter for ${place.platform}`)
    return adapter
  }
}

const eventId = ({ ids }: ChatEvent): string => ids[0] ?? ''

/** The conversation without the message: a new card, not a redrawn one. */
const bare = ({ platform, channel }: Place): Place => ({ platform, channel })
