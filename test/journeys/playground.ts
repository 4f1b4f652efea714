import type { BrowserContext, Locator, Page } from 'playwright-core'

/** The playground in a browser: the chat side of a journey. */
export class Playground {
  readonly page: Page
  readonly #context: BrowserContext

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context
    this.page = page
  }

  static async open(context: BrowserContext, baseUrl: string): Promise<Playground> {
    const page = await context.newPage()
    await page.goto(baseUrl)
    await page.locator('body[data-ready=true]').waitFor()
    return new Playground(context, page)
  }

  async be(user: string): Promise<void> {
    await this.show('chat')
    await this.page.locator(`[data-person="${user}"]`).click()
    await this.page.locator(`[data-person="${user}"][aria-pressed=true]`).waitFor()
  }

  /** On a phone the panes are tabs. */
  async show(view: 'chat' | 'phone' | 'helpdesk'): Promise<void> {
    const tab = this.page.locator(`[data-show=${view}]`)
    if (await tab.isVisible()) await tab.click()
  }

  async says(text: string): Promise<void> {
    await this.show('chat')
    await this.page.locator('[data-ask=message]').fill(text)
    await this.page.locator('[data-ask=message]').press('Enter')
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.show('chat')
    await this.page.locator('[data-card]').getByText(text).last().waitFor()
  }

  /** The newest card that stands in the chat. */
  async newest(): Promise<{ readonly lines: readonly string[]; readonly buttons: readonly string[] }> {
    await this.show('chat')
    const cards = this.page.locator('#thread [data-card]')
    if ((await cards.count()) === 0) return { lines: [], buttons: [] }
    const lines = (await cards.last().innerText()).split('\n')
    return { lines, buttons: await cards.last().locator('button').allInnerTexts() }
  }

  /** Presses what bears this label on it. */
  async pressesOn(label: string): Promise<void> {
    await this.show('chat')
    const button = { name: label, exact: true } as const
    await this.page.locator('#thread [data-card]').last().getByRole('button', button).click()
  }

  /** What the phone lists of where they signed in lately. */
  async lately(): Promise<readonly string[]> {
    await this.show('phone')
    await this.page.locator('[data-lately]').first().waitFor()
    const items = await this.page.locator('[data-lately]').all()
    return await Promise.all(items.map(async (one) => (await one.getAttribute('data-lately')) ?? ''))
  }

  async presses(ask: string, value = ask): Promise<void> {
    await this.show('chat')
    await this.page.locator(`[data-card] [data-ask="${ask}"][data-value="${value}"]`).last().click()
  }

  link(purpose: 'start' | 'continue'): Locator {
    return this.page.locator(`[data-card] a[data-purpose=${purpose}]`).last()
  }

  async opens(purpose: 'start' | 'continue' = 'start'): Promise<Portal> {
    await this.show('chat')
    const [page] = await Promise.all([this.#context.waitForEvent('page'), this.link(purpose).click()])
    await page.waitForLoadState()
    return new Portal(page)
  }

  async types(code: string): Promise<void> {
    await this.show('chat')
    await this.page.locator('[data-card] button[data-ask=pairing-code]').last().click()
    await this.page.locator('dialog [data-ask=pairing-code]').fill(code)
    await this.page.locator('dialog [data-submit]').click()
  }

  async signsIn(account: string, password: string): Promise<string> {
    await this.show('phone')
    await this.page.locator('[data-signin] [name=account]').fill(account)
    await this.page.locator('[data-signin] [name=password]').fill(password)
    await this.page.locator('[data-signin] button:not([data-lock])').last().click()
    const result = this.page.locator('[data-signin-result]')
    await result.waitFor()
    return (await result.getAttribute('data-signin-result')) ?? ''
  }

  async totp(): Promise<string> {
    await this.show('phone')
    return (await this.page.locator('[data-totp]').getAttribute('data-totp')) ?? ''
  }

  async recoveryCode(): Promise<string> {
    await this.show('phone')
    return (await this.page.locator('[data-recovery-code]').first().getAttribute('data-recovery-code')) ?? ''
  }

  /** The link "that wasn't me" in the newest mail of this subject, as the phone shows it. */
  async linkInMail(subject: string): Promise<string> {
    await this.show('phone')
    const mail = this.page.locator(`[data-mail^="${subject}"]`).first()
    if ((await mail.getAttribute('open')) === null) await mail.locator('summary').click()
    return (await mail.locator('a[href*="/notme#"]').getAttribute('href')) ?? ''
  }

  async threeDaysLater(): Promise<void> {
    await this.page.locator('[data-forward]').click()
  }

  async helpdeskSees(text: string | RegExp): Promise<void> {
    await this.show('helpdesk')
    await this.page.locator('[data-pane=alerts]').getByText(text).last().waitFor()
  }

  /** Presses a button of the newest card in the alert channel that has it. */
  async decides(value: 'approve' | 'deny' | 'call'): Promise<void> {
    await this.show('helpdesk')
    await this.page.locator(`[data-pane=alerts] [data-ask=approval][data-value=${value}]`).last().click()
    await this.show('chat')
  }

  async recorded(event: string): Promise<void> {
    await this.show('helpdesk')
    await this.page.locator(`[data-pane=audit] [data-event="${event}"]`).first().waitFor()
  }
}

/** Our pages in a browser: what the link leads to. */
export class Portal {
  page: Page
  constructor(page: Page) {
    this.page = page
  }

  async continues(): Promise<void> {
    await this.page.locator('[data-ask=continue]').click()
  }

  async at(step: string): Promise<void> {
    await this.page.locator(`[data-step="${step}"]`).waitFor()
  }

  async code(): Promise<string> {
    const shown = this.page.locator('[data-ask=pairing-code]')
    await shown.filter({ hasText: /\d{3}\s?\d{3}/ }).waitFor()
    return ((await shown.textContent()) ?? '').replaceAll(/\D/g, '')
  }

  async answers(ask: string, value: string): Promise<void> {
    await this.#movesOn(async () => {
      await this.page.locator(`input[data-ask="${ask}"]`).fill(value)
      await this.page.locator(`[data-send="${ask}"]`).click()
    })
  }

  /** The form with the current and the new password. */
  async changes(current: string, chosen: string): Promise<void> {
    await this.#movesOn(async () => {
      await this.page.locator('input[autocomplete=current-password]').fill(current)
      await this.page.locator('input[autocomplete=new-password]').fill(chosen)
      await this.page.locator('[data-send="password-change"]').click()
    })
  }

  async presses(ask: string, value: string): Promise<void> {
    await this.#movesOn(() => this.page.locator(`button[data-ask="${ask}"][data-value="${value}"]`).click())
  }

  async passkey(): Promise<void> {
    await this.#movesOn(() => this.page.locator('button[data-ask=webauthn]').click())
  }

  /** Every answer is a new version of the page, or codes to keep: the old page must not be taken for it. */
  async #movesOn(answer: () => Promise<void>): Promise<void> {
    const before = await this.page.locator('body').getAttribute('data-prompt')
    await answer()
    await this.page
      .locator(`body:not([data-prompt="${before}"])`)
      .or(this.page.locator('[data-ask=kept]'))
      .first()
      .waitFor()
  }

  /** Codes that are shown once were kept; go on. */
  async kept(): Promise<void> {
    await this.page.locator('[data-ask=kept]').click()
  }

  async ends(outcome: string): Promise<void> {
    await this.page.locator(`[data-outcome="${outcome}"]`).waitFor()
  }
}
