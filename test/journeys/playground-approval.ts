import { expect } from 'vitest'
import type { BrowserContext } from 'playwright-core'
import { Phone } from '../attacks/passkey.ts'
import type { Added } from '../contracts/directory.ts'
import { readsAt } from './approver-in-slack.ts'
import { Employee } from './employee.ts'
import { Playground, Portal } from './playground.ts'
import { rested } from './rested.ts'

type Pane = 'alerts' | 'on-call'

/** Somebody of a real directory on the playground, with a passkey in a browser of their own: who asks, or who decides. */
export class PlaygroundApproval {
  readonly chat: Playground
  readonly portal: Portal
  readonly #person: Added
  readonly #self: Employee

  private constructor(chat: Playground, portal: Portal, person: Added) {
    this.chat = chat
    this.portal = portal
    this.#person = person
    this.#self = new Employee(person)
  }

  static async open(context: BrowserContext, baseUrl: string, person: Added): Promise<PlaygroundApproval> {
    const chat = await Playground.open(context, baseUrl)
    return new PlaygroundApproval(chat, new Portal(await context.newPage()), person)
  }

  /** A passkey, set up long ago in the store of the service that `file` configures. */
  async enrols(file: string): Promise<void> {
    const { portal } = this
    await Phone.on(portal.page)
    await this.#self.joins(this.chat)
    await this.chat.says('set up recovery')
    await this.#pairs()
    await portal.at('prove-password')
    await portal.answers('current-password', this.#person.password.reveal())
    await portal.at('manage-factors')
    await portal.presses('add', 'webauthn')
    await portal.passkey()
    await portal.presses('done', 'done')
    await portal.ends('done')
    await rested(file, this.#person.id)
  }

  /** Their name on the pretended platform. */
  async user(): Promise<string> {
    const chosen = this.chat.page.locator('[data-person][aria-pressed=true]')
    return (await chosen.getAttribute('data-person')) ?? ''
  }

  /** From "I forgot it" to the page that waits for a human. */
  async asks(): Promise<void> {
    await this.chat.says('I forgot my password')
    await this.#pairs()
    await this.portal.at('prove-identity')
    await this.portal.passkey()
    await this.portal.at('await-approval')
  }

  /** The page of the newest link, in the browser that has their passkey. */
  async #pairs(): Promise<void> {
    const { page } = this.portal
    await this.chat.show('chat')
    const href = async () => (await this.chat.link('start').getAttribute('href')) ?? ''
    const before = page.url()
    await expect.poll(href, { timeout: 30_000 }).not.toBe(before)
    await page.goto('about:blank')
    await page.goto(await href())
    await this.portal.continues()
    await this.chat.types(await this.portal.code())
  }

  /** Presses a button on the newest card in this pane, once it is there. */
  async presses(value: 'approve' | 'deny' | 'call', pane: Pane = 'alerts'): Promise<void> {
    const button = `[data-pane=${pane}] [data-ask=approval][data-value=${value}]`
    await this.chat.page.locator(button).last().click()
  }

  /** Until the newest request in this pane says so. */
  async reads(pane: Pane, says: string): Promise<void> {
    const cards = this.chat.page.locator(`[data-pane=${pane}] [data-card]`).filter({ hasText: /\) wants / })
    await cards.last().getByText(says).first().waitFor()
  }

  /** The link to the page on which they sign, told to them alone after a press on the card. */
  async link(): Promise<string> {
    const links = this.chat.page.getByRole('link', { name: 'Read and sign' })
    const before = await links.count()
    await this.presses('approve')
    await expect.poll(() => links.count(), { timeout: 30_000 }).toBeGreaterThan(before)
    return (await links.last().getAttribute('href')) ?? ''
  }

  async signs(link: string): Promise<void> {
    const { page } = this.portal
    await readsAt(page, link)
    await page.locator('[data-ask=sign]').click()
    await page.locator('[data-when=done]:not([hidden])').waitFor()
  }
}
