import type { ChatEvent, Drawn, Profile } from '../../src/house/port.ts'
import { hour, second } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { EnrolledFactor, FactorType } from '../../src/factors/port.ts'
import type { Enrolment } from '../../src/enrolment/port.ts'
import type { Actor } from '../../src/story/story.ts'
import { softwareAuthenticator, type SoftwareAuthenticator } from './authenticator.ts'
import { Browser, totpCode } from './browser.ts'
import { expectOn } from './phrases.ts'
import { morning, origin, Town } from './world.ts'

export const passkeyDevice = (): SoftwareAuthenticator =>
  softwareAuthenticator({ origin, rpId: 'reset.corp.example' })

/** Somebody in chat, with a phone. */
export class Person {
  readonly actor: Actor
  readonly channel: string
  readonly #town: Town
  /** The directory person they are, by `cast`. */
  readonly id: string
  seed = ''
  codes: string[] = []
  readonly device = passkeyDevice()

  constructor(town: Town, name: string, user = `U-${name.toUpperCase()}`) {
    this.#town = town
    this.id = `id-${name}`
    this.actor = { platform: town.chat.name, tenant: 'T1', user }
    this.channel = `D-${user}`
    this.profile({})
  }

  /** What the platform says of them. */
  profile(change: Partial<Profile>): void {
    const name = this.id.slice(3)
    const before = this.#town.chat.profiles.get(this.actor.user)
    const usual = { actor: this.actor, displayName: name, email: `${name}@corp.example` }
    this.#town.chat.profiles.set(this.actor.user, {
      kind: 'member',
      emailConfirmed: true,
      ...usual,
      ...before,
      ...change,
    })
  }

  event(what: ChatEvent['what'], ids: readonly string[] = [this.#town.id()]): ChatEvent {
    return { ids, actor: this.actor, place: { platform: this.actor.platform, channel: this.channel }, what }
  }

  /** The platform delivers: accepted, then heard. */
  async does(event: ChatEvent): Promise<boolean> {
    const { house } = this.#town.at
    const accepted = await house.inbox.accept(event)
    if (accepted) await house.hear(event)
    await this.#town.at.rest()
    return accepted
  }

  async says(text: string): Promise<void> {
    await this.does(this.event({ kind: 'text', text }))
  }

  async presses(name: string, value: string = name, on: Drawn = this.drawn): Promise<void> {
    await this.does(this.event(pressOf(name, value, on)))
  }

  /** Presses what opens a form, and submits what was typed into it. */
  async fillsIn(name: string, text: string): Promise<void> {
    const { flow, prompt } = this.drawn
    const trigger = this.#town.id()
    const bound = { ...(flow !== undefined && { flow }), ...(prompt !== undefined && { prompt }) }
    await this.does(this.event({ kind: 'open', name, trigger, ...bound }))
    const opened = this.#town.chat.forms.find((f) => f.trigger === trigger)
    if (opened === undefined) throw new Error('no form opened')
    const { form } = opened
    const sent = {
      ...(form.flow !== undefined && { flow: form.flow }),
      ...(form.prompt !== undefined && { prompt: form.prompt }),
    }
    await this.does(this.event({ kind: 'answer', name: form.ask.name, value: text, ...sent }))
  }

  get messages() {
    return this.#town.chat.rooms.get(this.channel) ?? []
  }

  /** The newest card, as it stands now. */
  get drawn(): Drawn {
    const drawn = this.messages.at(-1)?.drawings.at(-1)
    if (drawn === undefined) throw new Error('nothing was drawn yet')
    return drawn
  }

  sees(...ids: readonly string[]): void {
    expectOn(this.drawn.card, ids)
  }

  /** Opens the link of the newest card. */
  async opens(browser?: Browser): Promise<Browser> {
    const { url } = this.drawn
    if (url === undefined) throw new Error('no link on the card')
    const it = browser ?? (await Browser.make(this.#town))
    await it.opens(url)
    return it
  }

  /** Says it, opens the page, types its code: the hand-off as it should go. */
  async getsToThePage(text = 'I forgot my password'): Promise<Browser> {
    await this.says(text)
    const browser = await this.opens()
    await this.says(await browser.code())
    return browser
  }

  async totp(): Promise<string> {
    return await totpCode(this.seed, this.#town.clock.now())
  }

  /** Proves with app and recovery code. */
  async proves(page: Browser): Promise<void> {
    await page.types('totp', await this.totp())
    await page.types('recovery-codes', this.codes.shift() ?? '')
  }

  /** What they were told in chat without asking. */
  get told(): readonly string[] {
    const { user } = this.actor
    return this.#town.chat.told.flatMap(({ to, drawn }) =>
      to !== 'alerts' && to.user === user ? [drawn.card.title.id] : [],
    )
  }
}

const pressOf = (name: string, value: string, { card, flow, prompt }: Drawn): ChatEvent['what'] => {
  const there = card.asks.some(
    (a) => a.kind === 'choice' && a.name === name && a.options.some((o) => o.value === value),
  )
  if (!there) throw new Error(`no button ${name}=${value} on: ${card.title.id}`)
  const bound = { ...(flow !== undefined && { flow }), ...(prompt !== undefined && { prompt }) }
  return { kind: 'answer', name, value, ...bound }
}

export const alertsIn = (town: Town): readonly string[] => town.chat.alerted.map(({ card }) => card.title.id)

/** A person who set this up long ago. */
export const enrolled = async (
  town: Town,
  name: string,
  types: readonly FactorType[] = ['totp', 'recovery-codes'],
): Promise<Person> => {
  const person = new Person(town, name)
  const { world, store } = town.at
  const kept = await world.enrolments.of(person.id)
  const longAgo = morning - 30 * 24 * hour
  const factors = await Promise.all(types.map((type) => factorOf(person, kept.value, type, town)))
  const next: Enrolment = {
    ...kept.value,
    factors,
    bindings: [{ actor: person.actor, at: longAgo, mark: markOf(town, person) }],
    factorsChangedAt: longAgo,
  }
  const bound = await world.enrolments.boundTo(person.actor)
  const written = await store.write([
    world.enrolments.keep(kept, next),
    world.enrolments.bind(person.actor, bound, { person: person.id }),
  ])
  if (!written) throw new Error('the enrolment was not written')
  return person
}

/** Of their chat profile as it is now. */
const markOf = (town: Town, { actor }: Person): string => {
  const profile = town.chat.profiles.get(actor.user)
  if (profile === undefined) throw new Error('no such chat user')
  return town.at.world.marks.make(actor, profile)
}

const factorOf = async (
  person: Person,
  { handle }: Enrolment,
  type: FactorType,
  town: Town,
): Promise<EnrolledFactor> => {
  const factor = town.at.world.factors.find((f) => f.type === type)
  if (factor === undefined) throw new Error(`no factor ${type}`)
  const account = person.id.slice(3)
  const now = town.clock.now() - 60 * second
  const whose = { id: person.id, account, displayName: account, handle }
  const ceremony = { flow: 'seed', ver: 1, jkt: 'seed', now, person: whose }
  const pending = await factor.begin([], ceremony)
  const shown = await factor.reveal(pending, [], ceremony)
  person.seed = type === 'totp' ? String(shown['secret']) : person.seed
  const answer =
    type === 'totp'
      ? new Secret(await totpCode(person.seed, now))
      : type === 'webauthn'
        ? { nonce: shown['nonce'], response: person.device.create(shown) }
        : {}
  const done = await factor.finish(pending, [], answer, ceremony)
  if (done.kind !== 'enrolled') throw new Error(`${type}: ${done.reason}`)
  if (type === 'recovery-codes') person.codes = listOf(done.reveal?.['codes'])
  return done.factor
}

/** The texts of a list that was revealed. */
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
