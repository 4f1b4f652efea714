import type { Drawn, Profile } from '../../src/house/port.ts'
import { second } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { Actor } from '../../src/story/story.ts'
import type { SoftwareAuthenticator } from '../support/authenticator.ts'
import { totpCode } from '../support/browser.ts'
import { NoAnswer, post, type Address } from './address.ts'
import { HttpBrowser, type SeenPage } from './http-browser.ts'
import { platform } from './desk.ts'
import type { Outside } from './outside.ts'

/** What a person has to prove themselves with. */
export interface Held {
  readonly seed?: string
  readonly codes: string[]
  readonly device: SoftwareAuthenticator
}

/** The town's time, which the test moves. */
export interface Time {
  now(): number
  /** Moves it on, in every replica that runs. */
  forward(ms: number): Promise<void>
}

export const newPassword = 'Otter-Bridge-Candle-9'

/** Somebody who cannot sign in and wants to: does one sensible thing after another, by what chat and page show. */
export class LockedOut {
  readonly actor: Actor
  readonly channel: string
  /** Asked for at the set-password page, each once and then the last again. */
  readonly passwords: string[] = [newPassword]
  /** Every card of theirs and page they saw, by title or step. */
  readonly saw: string[] = []
  /** Every page as it read. */
  readonly read: string[] = []
  page: HttpBrowser | undefined
  /** The new password they typed last. */
  typed = ''
  #deadLinks = 0
  #done = false
  /** How many messages there were when they were locked out last: those tell of an earlier time. */
  #earlier = 0
  #waits = 0
  readonly #outside: Outside
  readonly #address: Address
  readonly #time: Time
  readonly #held: Held

  constructor(user: string, parts: { outside: Outside; address: Address; time: Time; held: Held }) {
    this.actor = { platform, tenant: 'T1', user }
    this.channel = `D-${user}`
    this.#outside = parts.outside
    this.#address = parts.address
    this.#time = parts.time
    this.#held = parts.held
    const profile: Profile = {
      actor: this.actor,
      displayName: user,
      kind: 'member',
      email: `${user}@corp.example`,
      emailConfirmed: true,
    }
    this.#outside.profiles.set(user, profile)
  }

  /** The newest card of the conversation. */
  get card(): Drawn | undefined {
    return this.#outside.room(this.channel).at(-1)
  }

  get title(): string {
    return this.card?.card.title.id ?? 'nothing'
  }

  /** Chat or page told them so; what they wrote twice may have begun another conversation since. */
  get backIn(): boolean {
    return this.#done || (this.title === 'ended.done.reset' && !this.#unanswered)
  }

  get #unanswered(): boolean {
    return this.#outside.room(this.channel).length <= this.#earlier
  }

  /** Locked out once more: a new conversation, with nothing left open from the last. */
  async beginsAnew(): Promise<void> {
    this.page = undefined
    this.#done = false
    this.#earlier = this.#outside.room(this.channel).length
    await this.says('I forgot my password')
  }

  /** What they were told without asking. */
  get told(): readonly string[] {
    return this.#outside.told.flatMap(({ to, drawn }) =>
      to !== 'alerts' && to.user === this.actor.user ? [drawn.card.title.id] : [],
    )
  }

  /** The platform delivers what they write, and delivers it again for as long as nobody takes it. */
  async says(text: string, to: Address = this.#address): Promise<void> {
    const place = { platform, channel: this.channel }
    const event = { ids: [randomToken(16)], actor: this.actor, place, what: { kind: 'text', text } }
    for (let tries = 1; ; tries++) {
      try {
        const { status } = await post(to, `/${platform}/event`, JSON.stringify(event))
        if (status === 200 || tries === 3) return
      } catch (cause) {
        if (!(cause instanceof NoAnswer) || tries === 3) throw cause
      }
    }
  }

  /** The page in front of them, if there is one. */
  async looks(): Promise<SeenPage | undefined> {
    const seen = await this.page?.page()
    if (seen !== undefined) {
      this.#done ||= seen.outcome === 'done'
      this.#notes(`page ${seen.outcome ?? seen.step}`)
      if (this.read.at(-1) !== seen.text) this.read.push(seen.text)
    }
    return seen
  }

  /** One sensible next thing, by what is seen. Rejects with `NoAnswer` when nobody was there. */
  async nextThing(): Promise<void> {
    const { title } = this
    this.#notes(title)
    const seen = await this.looks()
    // The page knows before the chat does: they read it and wait.
    if (this.backIn) return
    if (seen !== undefined && seen.outcome === undefined && (await this.#onPage(seen.asks))) return
    const url = this.card?.url
    if (onTheWay.includes(title) && url !== undefined) {
      this.page ??= await HttpBrowser.make(this.#address)
      const { status } = await this.page.opens(url)
      this.#deadLinks = status === 200 ? 0 : this.#deadLinks + 1
      // A card of a process that died may lead nowhere: after some tries people write again.
      if (this.#deadLinks < 8) return
      this.#deadLinks = 0
    }
    this.#waits = waiting.includes(title) || (this.#earlier > 0 && this.#unanswered) ? this.#waits + 1 : 0
    // A card of a process that died may ask for patience for ever: after a while people write again.
    if (this.#waits % patience === 0) await this.says('I forgot my password')
  }

  async #onPage(asks: readonly string[]): Promise<boolean> {
    const { page } = this
    if (page === undefined) return false
    if (asks.includes('pairing-code')) {
      const { reveal } = await page.says('pairing-code', {})
      await this.says(String(reveal['code']))
    } else if (asks.includes('new-password')) {
      const [password = newPassword] = this.passwords
      if (this.passwords.length > 1) this.passwords.shift()
      this.typed = password
      await page.says('new-password', password)
    } else if (asks.includes('webauthn') && this.#held.device.credentials.length > 0) {
      const { reveal } = await page.says('webauthn-options', {})
      if (reveal['nonce'] === undefined) return true
      const response = this.#held.device.get(reveal)
      await page.says('webauthn', { nonce: reveal['nonce'], response })
    } else if (asks.includes('totp')) {
      await this.#time.forward(30 * second)
      await page.says('totp', await totpCode(this.#held.seed ?? '', this.#time.now()))
    } else if (asks.includes('recovery-codes')) {
      await page.says('recovery-codes', this.#held.codes.shift() ?? '')
    } else return false
    return true
  }

  #notes(seen: string): void {
    if (!this.saw.slice(-2).includes(seen)) this.saw.push(seen)
  }
}

/** How often they look at a card that asks them to wait, before they write again. */
const patience = 60

/** Cards whose link is the way on. */
const onTheWay = ['hand-off.title', 'prove.chat-title', 'password.chat-title']
/** Cards that ask for patience. */
const waiting: readonly string[] = ['commit.acting', 'flow.working']
