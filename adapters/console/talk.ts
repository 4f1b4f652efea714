import type { DemoPerson } from '../../src/demo/port.ts'
import type { ChatEvent, Drawn, Form, House, Place } from '../../src/house/port.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { say } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Choice } from './draw.ts'
import type { ConsoleOptions } from './index.ts'

interface Offer {
  readonly place: Place
  readonly drawn: Drawn
  readonly choices: readonly Choice[]
}

type What = ChatEvent['what']

/** The conversations of one terminal: who speaks, what their numbers mean, which form waits for an answer. */
export class Talk {
  readonly #options: ConsoleOptions
  readonly #offers = new Map<string, Offer>()
  readonly #printed = new Map<string, string>()
  #you: DemoPerson | undefined
  #trigger: { readonly id: string; readonly place: Place } | undefined
  #form: { readonly form: Form; readonly place: Place } | undefined

  constructor(options: ConsoleOptions) {
    this.#options = options
    this.#you = options.people[0]
  }

  hello(): void {
    const { people } = this.#options
    this.#say('playground.talk.people', { names: people.map((p) => p.account).join(', ') })
    this.#greet()
  }

  /** Works one typed line off: who you are, an answer, the number of a choice, or words. */
  async take(line: string, house: House): Promise<void> {
    const other = /^me\s+(.+)$/i.exec(line)?.[1]
    if (other !== undefined) return this.#become(other)
    if (this.#you === undefined || line === '') return
    const { place, what } = this.#meant(line, this.#you.user)
    try {
      const event = { ids: [`event:${randomToken(16)}`], actor: this.#actor(this.#you), place, what }
      if (await house.inbox.accept(event)) await house.hear(event)
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault
      this.#say('playground.fault', { code: fault.code })
    }
  }

  /** Prints a card once, and again when it changed: a terminal cannot redraw in place. */
  print(channel: string, message: string, lines: readonly string[]): void {
    const text = lines.join('\n')
    const name = JSON.stringify([channel, message])
    if (this.#printed.get(name) === text) return
    this.#printed.set(name, text)
    const { write, words } = this.#options
    if (channel === 'alerts') write(`[${words(say('playground.talk.alerts'))}]`)
    else if (channel !== this.#you?.user) write(`[${words(say('playground.talk.to', { name: channel }))}]`)
    for (const line of lines) write(line)
  }

  offer(place: Place, drawn: Drawn, choices: readonly Choice[]): void {
    this.#offers.set(place.channel, { place, drawn, choices })
  }

  /** Asks for one line; a Fault (ERR_CHAT) when the trigger is not the live one. */
  open(form: Form, trigger: string): void {
    const live = this.#trigger
    this.#trigger = undefined
    if (live === undefined || live.id !== trigger)
      throw new Fault('ERR_CHAT', 'the trigger was used or is not ours')
    this.#form = { form, place: live.place }
    this.#options.write(`${this.#options.words(form.ask.label)}:`)
  }

  #meant(line: string, user: string): { place: Place; what: What } {
    const open = this.#form
    this.#form = undefined
    if (open !== undefined) {
      const { form, place } = open
      return { place, what: { kind: 'answer', name: form.ask.name, value: line, ...boundTo(form) } }
    }
    const offer = this.#offers.get(user)
    const choice = /^\d+$/.test(line) ? offer?.choices[Number(line) - 1] : undefined
    if (offer === undefined || choice === undefined) {
      return { place: { platform: this.#options.name, channel: user }, what: { kind: 'text', text: line } }
    }
    const { place, drawn } = offer
    if (choice.kind === 'answer') return { place, what: { ...choice, ...boundTo(drawn) } }
    this.#trigger = { id: randomToken(16), place }
    return { place, what: { ...choice, ...boundTo(drawn), trigger: this.#trigger.id } }
  }

  #become(name: string): void {
    const wanted = name.toLowerCase()
    const found = this.#options.people.find((p) =>
      [p.account, p.displayName, p.user].some((known) => known.toLowerCase().startsWith(wanted)),
    )
    if (found === undefined) return this.#say('playground.talk.unknown', { name })
    this.#you = found
    this.#form = undefined
    this.#greet()
  }

  #greet(): void {
    if (this.#you === undefined) return
    this.#say('playground.talk.hello', { name: this.#you.displayName })
    this.#options.write(this.#you.story)
  }

  #actor({ user }: DemoPerson): Actor {
    return { platform: this.#options.name, tenant: this.#options.tenant, user }
  }

  #say(id: Parameters<typeof say>[0], slots: Readonly<Record<string, string>>): void {
    this.#options.write(this.#options.words(say(id, slots)))
  }
}

const boundTo = ({ flow, prompt }: Pick<Drawn, 'flow' | 'prompt'>): { flow?: string; prompt?: string } => ({
  ...(flow === undefined ? {} : { flow }),
  ...(prompt === undefined ? {} : { prompt }),
})
