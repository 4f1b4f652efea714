import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import type { Look } from '../support/slack/screen.ts'
import type { CorpInSlack } from './corp-in-slack.ts'
import type { SlackEmployee } from './slack-employee.ts'

const patient = { timeout: 60_000 }
export const approve = 'Approve with my passkey'

/** Somebody who reads the alert channel and decides what stands there. */
export class ApproverInSlack {
  readonly person: SlackEmployee
  readonly #corp: CorpInSlack

  constructor(corp: CorpInSlack, person: SlackEmployee) {
    this.#corp = corp
    this.person = person
    for (const { members } of [corp.alerts, corp.onCall]) members.add(person.chat.account.id)
  }

  /** The cards about somebody, by their account, as they now stand. */
  cardsOf(account: string, room = this.#corp.alerts): readonly Look[] {
    return this.person.chat
      .reads(room)
      .filter(
        ({ lines, ephemeral }) => !ephemeral && lines.some((line) => line.includes(`(${account}) wants`)),
      )
  }

  /** The card of their newest request, once it says so. */
  async card(account: string, says: string, room = this.#corp.alerts): Promise<Look> {
    await expect.poll(() => this.cardsOf(account, room).at(-1)?.lines.join('\n'), patient).toContain(says)
    const card = this.cardsOf(account, room).at(-1)
    if (card === undefined) throw new Error('no card stands there')
    return card
  }

  /** Once their newest request can be decided there: a card that is over may stand until it is drawn for the next one. */
  async asked(account: string, room = this.#corp.alerts): Promise<Look> {
    await expect.poll(() => this.cardsOf(account, room).at(-1)?.buttons, patient).toContain(approve)
    return await this.card(account, 'Asked:', room)
  }

  async presses(label: string, account: string, channel = this.#corp.alerts): Promise<void> {
    const ts = this.cardsOf(account, channel).at(-1)?.ts
    await this.person.chat.presses(label, { channel, ...(ts !== undefined && { ts }) })
  }

  /** What they alone were told in the channel, newest last. */
  get whispers(): readonly Look[] {
    return this.person.chat.reads(this.#corp.alerts).filter(({ ephemeral }) => ephemeral)
  }

  async isTold(text: string): Promise<void> {
    await expect.poll(() => this.whispers.at(-1)?.lines.join('\n'), patient).toContain(text)
  }

  /** The link to the page on which they sign, from a press on the card. */
  async link(account: string): Promise<string> {
    const before = this.whispers.length
    await this.presses(approve, account)
    await expect.poll(() => this.whispers.length, patient).toBeGreaterThan(before)
    return this.whispers.at(-1)?.links['Read and sign'] ?? ''
  }

  /** Reads the request on the page and signs it with the passkey of that browser. */
  async signs(link: string, page: Page = this.person.portal.page): Promise<string> {
    const read = await readsAt(page, link)
    await page.locator('[data-ask=sign]').click()
    await page.locator('[data-when=done]:not([hidden])').waitFor()
    return read
  }
}

/** Everything that the approver's page shows of a request. */
export const readsAt = async (page: Page, link: string): Promise<string> => {
  await page.goto('about:blank')
  await page.goto(link)
  await page.locator('[data-ask=read]').click()
  await page.locator('[data-when=read]:not([hidden])').waitFor()
  return (await page.locator('[data-when=read]').innerText()) ?? ''
}
