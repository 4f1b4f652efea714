import { day } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { AppAndCodes } from './app-and-codes.ts'
import type { Playground, Portal } from './playground.ts'

/** Somebody of a real directory, in the playground's chat, with an authenticator app of their own. */
export class Employee {
  readonly displayName: string
  readonly mail: string
  readonly #held = new AppAndCodes()

  constructor({ displayName, mail }: { readonly displayName: string; readonly mail: string }) {
    this.displayName = displayName
    this.mail = mail
  }

  /** Comes to the chat for the first time. */
  async joins(chat: Playground): Promise<void> {
    await chat.page.locator('#join [name=name]').fill(this.displayName)
    await chat.page.locator('#join [name=email]').fill(this.mail)
    await chat.page.locator('#join button').click()
    await this.#speaks(chat)
  }

  /** Speaks from now on. */
  async becomes(chat: Playground): Promise<void> {
    await chat.page.locator('[data-person]', { hasText: this.displayName }).click()
    await this.#speaks(chat)
  }

  async #speaks(chat: Playground): Promise<void> {
    await chat.page.locator('[data-person][aria-pressed=true]', { hasText: this.displayName }).waitFor()
  }

  /** From the chat to the page of one browser. */
  async paired(chat: Playground): Promise<Portal> {
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    return portal
  }

  /** Authenticator app and recovery codes, by the directory password. */
  async enrols(chat: Playground, password: Secret, ahead = 0): Promise<void> {
    await this.joins(chat)
    await chat.says('set up recovery')
    const portal = await this.paired(chat)
    await this.#held.addedOn(portal, password, ahead)
    await portal.page.close()
  }

  /** What the app shows; `ahead` is how far the playground's clock is ahead of ours (ms). */
  async code(ahead: number): Promise<string> {
    return await this.#held.code(ahead)
  }

  /** From "I forgot it" to the page that asks for the new password. */
  async proves(chat: Playground, ahead: number): Promise<Portal> {
    await this.becomes(chat)
    await chat.says('I forgot my password')
    const portal = await this.paired(chat)
    await this.#held.provedOn(portal, ahead)
    return portal
  }
}

/** How far (ms) the playground's button moves its clock: three days and a minute. */
export const threeDays = 3 * day + 60_000
