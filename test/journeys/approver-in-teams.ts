import { expect } from 'vitest'
import { buttonsOn } from '../support/teams/card-reading.ts'
import { cardOf, textsIn, type Posted } from '../support/teams/rooms.ts'
import { readsAt } from './approver-in-slack.ts'
import { security } from './corp-in-teams.ts'
import type { TeamsEmployee } from './teams-employee.ts'

const patient = { timeout: 60_000 }
export const approve = 'Approve with my passkey'

/** Somebody who reads the alert channel of a team, and decides what stands there. */
export class ApproverInTeams {
  readonly person: TeamsEmployee

  constructor(person: TeamsEmployee) {
    this.person = person
  }

  /** The cards about somebody, by their account, as they now stand. */
  cardsOf(account: string, team = security): readonly Posted[] {
    return this.person.chat
      .reads(team)
      .filter((one) => textsIn(one).some((text) => text.includes(`(${account}) wants`)))
  }

  /** The card of their newest request, once it says so. */
  async card(
    account: string,
    says: string,
    team = security,
  ): Promise<{ id: string; buttons: readonly string[]; text: string }> {
    const text = (): string => textsIn(this.cardsOf(account, team).at(-1) ?? nothing).join('\n')
    await expect.poll(text, patient).toContain(says)
    const card = this.cardsOf(account, team).at(-1) ?? nothing
    return { id: card.id, text: text(), buttons: buttonsOn(cardOf(card)).map(({ title }) => title) }
  }

  /** Once their newest request can be decided there: a card that is over may stand until it is drawn for the next one. */
  async asked(account: string, team = security): Promise<void> {
    const newest = () => cardOf(this.cardsOf(account, team).at(-1) ?? nothing)
    await expect.poll(() => buttonsOn(newest()).map(({ title }) => title), patient).toContain(approve)
  }

  async presses(label: string, as: 'execute' | 'submit' = 'execute', team = security): Promise<void> {
    const { status } = await this.person.chat.pressesIn(team, label, { as })
    if (status !== 200) throw new Error(`a press in the channel is answered ${status}`)
  }

  /** The link to the page on which they sign, told in their own chat after a press on the card. */
  async link(): Promise<string> {
    const before = this.person.chat.messages.length
    await this.presses(approve)
    await expect.poll(() => this.person.chat.messages.length, patient).toBeGreaterThan(before)
    return this.person.chat.link('Read and sign')
  }

  async signs(link: string): Promise<void> {
    const { page } = this.person.portal
    await readsAt(page, link)
    await page.locator('[data-ask=sign]').click()
    await page.locator('[data-when=done]:not([hidden])').waitFor()
  }
}

const nothing: Posted = { id: '', states: [], deleted: false }
