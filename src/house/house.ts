import { sha256 } from '../lib/ids.ts'
import { Fault, never } from '../story/errors.ts'
import type { AuditEvent, Journal } from '../story/event.ts'
import { approval, Approvers, type ApproversParts } from './approvers.ts'
import { Bindings, type BindingsParts } from './bindings.ts'
import type { FrontDesk } from './front-desk.ts'
import type { Inbox } from './inbox.ts'
import { kept } from './kept.ts'
import { LiveFlows, type Live } from './live.ts'
import { adapterAt, bare, eventId } from './places.ts'
import type { Adapter, ChatEvent, Drawn, House, Place } from './port.ts'
import { Starts, type StartsParts } from './starts.ts'

export interface HouseParts<F> extends StartsParts<F>, BindingsParts, Omit<ApproversParts<F>, 'engine'> {
  readonly journal: Journal
  readonly inbox: Inbox
  readonly desk: FrontDesk
  /** The bot's own page for whoever these facts begin with, and what the trail is told of the look. */
  readonly home: (
    facts: F,
    now: number,
  ) => Promise<Pick<Drawn, 'card' | 'reader'> & { readonly events: readonly AuditEvent[] }>
  /** What is said to whoever looks somebody up by this message, to them alone. */
  readonly who: (
    facts: F,
    text: string,
    now: number,
  ) => Promise<Pick<Drawn, 'card' | 'reader'> & { readonly events: readonly AuditEvent[] }>
  readonly failed: (cause: unknown, what: string) => void
}

/** The chat side of the house: events in, cards out; what they mean is the stories' business. */
export class ChatHouse<F> implements House {
  readonly #parts: HouseParts<F>
  readonly #live: LiveFlows<F>
  readonly #starts: Starts<F>
  readonly #bindings: Bindings
  readonly #approvers: Approvers<F>
  readonly inbox: House['inbox']
  readonly outbox: House['outbox']
  readonly bindings: House['bindings']
  readonly alerts: House['alerts']

  constructor(parts: HouseParts<F>) {
    this.#parts = parts
    this.#live = new LiveFlows(parts)
    this.#starts = new Starts(parts, this.#live, (profile) => this.#bindings.seen(profile))
    this.inbox = { accept: (event) => parts.inbox.accept(kept(event, parts.desk)) }
    this.#approvers = new Approvers(parts)
    this.outbox = { put: (drawn, platform, to, key) => parts.outbox.put(drawn, platform, to, key) }
    this.#bindings = new Bindings(parts, (actor) => this.#starts.endLive(actor))
    this.bindings = this.#bindings
    this.alerts = {
      raise: async (card, key) => {
        for (const { name } of parts.adapters) await parts.outbox.put({ card }, name, 'alerts', key)
      },
    }
  }

  /** `again`: somebody who died or failed may have done part of it. */
  async hear(as: ChatEvent, again = false): Promise<void> {
    const event = kept(as, this.#parts.desk)
    try {
      await this.#hear(event, again)
      await this.#parts.inbox.done(event)
    } catch (cause) {
      this.#parts.failed(cause, `event on ${event.place.platform}`)
      if (!(cause instanceof Fault)) throw cause
      await this.#postponed(event, cause)
    }
  }

  /** It stays in the inbox, and the sweep tries again; the person is told the first time, if something is down and it was they who asked. */
  async #postponed(event: ChatEvent, why: Fault): Promise<void> {
    const { desk, failed } = this.#parts
    const waits = event.what.kind !== 'profile' && event.what.kind !== 'gone'
    try {
      if ((await this.#firstFailure(event, why)) && why.retry !== 'caller' && waits)
        await this.#adapter(event.place).show(
          { card: desk.unavailable },
          event.what.kind === 'home' ? event.place : bare(event.place),
        )
    } catch (cause) {
      failed(cause, `event on ${event.place.platform}`)
      if (!(cause instanceof Fault)) throw cause
    }
  }

  /** A store that cannot even say so has not been swept either: then every failure is the first. */
  async #firstFailure(event: ChatEvent, why: Fault): Promise<boolean> {
    try {
      return await this.#parts.inbox.later(event, why)
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
        return await this.#opened(event, again)
      case 'home':
        return await this.#home(event)
      case 'profile':
        await this.#bindings.seen({ ...what.profile, actor: event.actor })
        return
      case 'gone':
        return await this.bindings.remove(event.actor, what.why)
      default:
        return never(what)
    }
  }

  async #heardText(event: ChatEvent, text: string, again: boolean): Promise<void> {
    const { engine, desk, drawing } = this.#parts
    const intent = desk.understand(text)
    if (intent === 'who') return await this.#who(event, text, again)
    const live = await this.#live.of(event.actor)
    if (desk.refuses(intent) !== undefined) return await this.#asked(event, intent, again)
    if (intent === 'one-word' && live !== undefined && (await this.#asksPassword(live)))
      return await this.#asked(event, 'pasted-password', again)
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
    const { desk } = this.#parts
    const story = desk.begins(intent)
    if (story === undefined) return await this.#says(event, intent, again)
    await (desk.beside.includes(story) ? this.#starts.beside(event, story) : this.#starts.anew(event, story))
  }

  async #says(event: ChatEvent, intent: string, again: boolean): Promise<void> {
    const { desk, journal, patience } = this.#parts
    const key = sha256(`desk:${eventId(event)}`).slice(0, 22)
    const card = desk.card(intent)
    const full = await patience.until('answers', event.actor)
    if (full === undefined)
      await this.#adapter(event.place).show({ card, posting: { key, doubted: again } }, bare(event.place))
    else await patience.tell(event, 'answers', full, () => this.#starts.reader(event))
    const what = desk.refuses(intent)
    if (what === undefined) return
    await journal.append([
      { event: 'secret.refused', id: `refused:${key}`, detail: { what, ...event.actor } },
    ])
  }

  /** The bot's own page, drawn in its place from what is true now. */
  async #home(event: ChatEvent): Promise<void> {
    const { home, beginning, clock, journal, patience } = this.#parts
    // Above the limit it stays as it was drawn last: each look asks the directory.
    if ((await patience.until('home', event.actor)) !== undefined) return
    const profile = await this.#starts.profile(event)
    const { events, ...drawn } = await home(beginning(event.actor, profile), clock.now())
    await this.#adapter(event.place).show(drawn, event.place)
    const id = sha256(`home:${eventId(event)}`).slice(0, 22)
    await journal.append(events.map((one, n) => ({ id: `${id}:${n}`, ...one })))
  }

  /** Somebody is looked up, beside whatever is on. */
  async #who(event: ChatEvent, text: string, again: boolean): Promise<void> {
    const { who, beginning, clock, journal, patience } = this.#parts
    const full = await patience.until('answers', event.actor)
    if (full !== undefined)
      return await patience.tell(event, 'answers', full, () => this.#starts.reader(event))
    const profile = await this.#starts.profile(event)
    const { events, ...drawn } = await who(beginning(event.actor, profile), text, clock.now())
    const key = sha256(`who:${eventId(event)}`).slice(0, 22)
    // What was looked up is in the trail before it is read.
    await journal.append(events.map((one, n) => ({ id: `${key}:${n}`, ...one })))
    await this.#adapter(event.place).show({ ...drawn, posting: { key, doubted: again } }, bare(event.place))
  }

  /** Whether their page asks for a password just now: then that is what a strange word is. */
  async #asksPassword({ flow }: Live): Promise<boolean> {
    const asks = (await this.#live.seen(flow))?.browser.asks ?? []
    return asks.some(({ kind }) => kind === 'password' || kind === 'password-change')
  }

  async #answered(event: ChatEvent, flow: string): Promise<void> {
    if (event.what.kind !== 'answer') return
    const { name, value, prompt } = event.what
    // Anywhere else such a press was never offered: whose button it is meant to be, it is nobody's.
    if (name === approval)
      return await this.#approvers.hear(event, event.what, flow, () => this.#starts.profile(event))
    const typed = name === 'pairing-code'
    const answer = { from: 'person' as const, name, value, eventId: eventId(event), actor: event.actor }
    // A typed code proves by itself which page it belongs to; only buttons are bound to the card they stood on.
    await this.#parts.engine.hear(flow, { ...answer, ...(!typed && prompt !== undefined && { prompt }) })
    await this.#parts.drawing.draw(flow)
  }

  async #opened(event: ChatEvent, again: boolean): Promise<void> {
    if (event.what.kind !== 'open' || event.what.flow === undefined) return
    const { flow, name, trigger } = event.what
    // Its trigger was good for seconds: whoever comes later shows what can be pressed again.
    if (again) return await this.#parts.drawing.draw(flow)
    // A form shows the conversation it belongs to: only to the one whose conversation it is.
    if ((await this.#live.of(event.actor))?.flow !== flow) return await this.#parts.drawing.draw(flow)
    const seen = await this.#parts.engine.view(flow)
    const ask = seen?.person.asks.find((a) => (a.kind === 'code' || a.kind === 'text') && a.name === name)
    if (seen === undefined || ask === undefined || (ask.kind !== 'code' && ask.kind !== 'text'))
      return await this.#parts.drawing.draw(flow)
    // Above the limit no form opens, and the card is drawn: what it asks for may as well be typed.
    if ((await this.#parts.patience.until('forms', event.actor)) !== undefined)
      return await this.#parts.drawing.draw(flow)
    const { title, lines } = seen.person
    const reader = this.#parts.drawing.readerOf(seen.facts)
    await this.#adapter(event.place).ask({ ask, title, lines, flow, prompt: seen.prompt, reader }, trigger)
  }

  #adapter(place: Place): Adapter {
    return adapterAt(this.#parts.adapters, place)
  }
}
