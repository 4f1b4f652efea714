import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import { Phone } from '../attacks/passkey.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { buttonsOn } from '../support/teams/card-reading.ts'
import { cardOf, textsIn } from '../support/teams/rooms.ts'
import type { TeamsPerson } from '../support/teams/teams-person.ts'
import { AppAndCodes } from './app-and-codes.ts'
import { Portal } from './playground.ts'

/** How the code from the page comes to the chat: as a message, or in the card's field, sent by a new client or an old one. */
export type Typing = 'message' | 'execute' | 'submit'

const label = 'Type the code'
const opens = 'Open the page'

/** Somebody with Teams on one half of the screen and our page on the other, with an authenticator app and recovery codes. */
export class TeamsEmployee {
  readonly chat: TeamsPerson
  readonly portal: Portal
  readonly #held: AppAndCodes

  private constructor(chat: TeamsPerson, portal: Portal, held = new AppAndCodes()) {
    this.chat = chat
    this.portal = portal
    this.#held = held
  }

  static async at(chat: TeamsPerson, context: BrowserContext): Promise<TeamsEmployee> {
    return new TeamsEmployee(chat, new Portal(await context.newPage()))
  }

  /** The same person with the same app and codes, before another browser. */
  async elsewhere(context: BrowserContext): Promise<TeamsEmployee> {
    return new TeamsEmployee(this.chat, new Portal(await context.newPage()), this.#held)
  }

  /** Everything the bot says in their chat, as it now stands, oldest first. */
  get said(): string {
    return this.chat.messages.map((one) => textsIn(one).join('\n')).join('\n\n')
  }

  /** The labels of everything that can be pressed in their chat now. */
  get buttons(): readonly string[] {
    return this.chat.messages.flatMap((one) => buttonsOn(cardOf(one)).map(({ title }) => title))
  }

  /** Once some message of the bot says so: notices come in no fixed order. */
  async reads(text: string): Promise<void> {
    await expect.poll(() => this.said, { timeout: patience }).toContain(text)
  }

  /** The link on the newest card. */
  async link(): Promise<string> {
    const newest = () => buttonsOn(this.chat.messages.at(-1) && this.chat.card).map(({ title }) => title)
    await expect.poll(newest, { timeout: patience }).toContain(opens)
    return this.chat.link(opens)
  }

  /** The code on the page of a link that is not theirs. */
  async sees(link: string): Promise<string> {
    await this.portal.page.goto(link)
    await this.portal.continues()
    return await this.portal.code()
  }

  /** From the link in their chat to a page that is theirs. */
  async pairs(typing: Typing): Promise<void> {
    const { page } = this.portal
    await Promise.all([page.waitForURL(/\/h/), page.goto(await this.link())])
    await this.portal.continues()
    const code = await this.portal.code()
    await this.reads('Type the code from the page')
    if (typing === 'message') return void (await this.chat.says(code))
    this.chat.fills(label, code)
    await this.chat.presses('Send', { as: typing })
  }

  /** Authenticator app and recovery codes, by the password they sign in to work with. */
  async enrols(password: Secret, typing: Typing): Promise<void> {
    await this.chat.says('set up recovery')
    await this.pairs(typing)
    await this.#held.addedOn(this.portal, password)
    await this.reads('Your recovery is set up')
  }

  /** A passkey in the browser of their page, by the password they sign in to work with. */
  async enrolsPasskey(password: Secret): Promise<void> {
    const { portal } = this
    await Phone.on(portal.page)
    await this.chat.says('set up recovery')
    await this.pairs('message')
    await portal.at('prove-password')
    await portal.answers('current-password', password.reveal())
    await portal.at('manage-factors')
    await portal.presses('add', 'webauthn')
    await portal.passkey()
    await portal.presses('done', 'done')
    await portal.ends('done')
    await this.reads('Your recovery is set up')
  }

  /** From "I forgot it" to whatever comes once they have proved who they are with their passkey. */
  async asks(): Promise<void> {
    await this.chat.says('I forgot my password')
    await this.pairs('execute')
    await this.portal.at('prove-identity')
    await this.portal.passkey()
  }

  /** From "I forgot it" to whatever comes once they have proved who they are with app and code. */
  async shows(typing: Typing): Promise<void> {
    await this.chat.says('I forgot my password')
    await this.pairs(typing)
    await this.#held.shownOn(this.portal)
  }

  /** From "I forgot it" to the page that asks for the new password. */
  async proves(typing: Typing): Promise<void> {
    await this.chat.says('I forgot my password')
    await this.pairs(typing)
    await this.#held.provedOn(this.portal)
  }
}

/** How long a slow machine may take for one answer (ms). */
const patience = 60_000
