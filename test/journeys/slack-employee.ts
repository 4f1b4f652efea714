import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import { Phone } from '../attacks/passkey.ts'
import type { SlackPerson } from '../support/slack/person.ts'
import { Portal } from './playground.ts'

/** How the code from the page comes to the chat: typed as a message, or into the form behind its button. */
export type Typing = 'message' | 'form'

/** Somebody with Slack on one half of the screen and our page on the other, on a machine that has their passkey. */
export class SlackEmployee {
  readonly chat: SlackPerson
  readonly portal: Portal
  readonly #phone: Phone

  private constructor(chat: SlackPerson, portal: Portal, phone: Phone) {
    this.chat = chat
    this.portal = portal
    this.#phone = phone
  }

  static async at(chat: SlackPerson, context: BrowserContext): Promise<SlackEmployee> {
    const page = await context.newPage()
    return new SlackEmployee(chat, new Portal(page), await Phone.on(page))
  }

  /** The same person with the same passkeys, before another browser. */
  async elsewhere(context: BrowserContext): Promise<SlackEmployee> {
    const there = await SlackEmployee.at(this.chat, context)
    await this.#phone.handTo(there.#phone)
    return there
  }

  /** Everything the bot says in their direct message, as it now stands, oldest first. */
  get said(): string {
    const { messages } = this.chat.sees()
    return messages
      .filter(({ fromApp }) => fromApp)
      .map(({ lines }) => lines.join('\n'))
      .join('\n\n')
  }

  /** Once some message of the bot says so: notices come in no fixed order. */
  async reads(text: string): Promise<void> {
    await expect.poll(() => this.said, { timeout: patience }).toContain(text)
  }

  /** The link that stands in the direct message now. */
  async link(): Promise<string> {
    await expect
      .poll(() => this.chat.sees().messages.at(-1)?.buttons, { timeout: patience })
      .toContain('Open the page')
    return this.chat.link('Open the page')
  }

  /** The code on the page of a link that is not theirs. */
  async sees(link: string): Promise<string> {
    await this.portal.page.goto(link)
    await this.portal.continues()
    return await this.portal.code()
  }

  /** From the link in the direct message to a page that is theirs. */
  async pairs(typing: Typing): Promise<void> {
    const { page } = this.portal
    await Promise.all([page.waitForURL(/\/h/), page.goto(await this.link())])
    await this.portal.continues()
    const code = await this.portal.code()
    await this.reads('Type the code from the page')
    if (typing === 'message') return void (await this.chat.says(code))
    await this.chat.presses('Type the code')
    await this.chat.willSee('Latchkey', 'Send')
    await this.chat.fills({ 'Type the code': code })
  }

  /** A passkey, by the password they sign in to work with. */
  async enrols(password: string, typing: Typing): Promise<void> {
    const { portal } = this
    await this.chat.says('set up recovery')
    await this.pairs(typing)
    await portal.at('prove-password')
    await portal.answers('current-password', password)
    await portal.at('manage-factors')
    await portal.presses('add', 'webauthn')
    await portal.passkey()
    await portal.presses('done', 'done')
    await portal.ends('done')
    await this.reads('Your recovery is set up')
  }

  /** From "I forgot it" to the page that asks for the new password. */
  async proves(typing: Typing): Promise<void> {
    await this.asks(typing)
    await this.portal.at('set-password')
  }

  /** From "I forgot it" to whatever comes once they have proved who they are. */
  async asks(typing: Typing): Promise<void> {
    await this.chat.says('I forgot my password')
    await this.pairs(typing)
    await this.portal.at('prove-identity')
    await this.portal.passkey()
  }
}

/** How long a slow machine may take for one answer (ms). */
const patience = 60_000
