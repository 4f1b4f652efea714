import type { BrowserContext } from 'playwright-core'
import { Playground, type Portal } from '../journeys/playground.ts'
import { codeNow } from '../../src/factors/seeded.ts'
import { day, minute, systemClock } from '../../src/lib/clock.ts'
import type { Hay, Vault } from './search.ts'

/** A person before the screen: chat and page in Chromium, every secret they see or type told to the vault. */
export class Screen {
  readonly #vault: Vault
  readonly #chat: Playground
  readonly #context: BrowserContext
  #ahead = 0
  seed = ''
  codes: string[] = []

  private constructor(vault: Vault, chat: Playground, context: BrowserContext) {
    this.#vault = vault
    this.#chat = chat
    this.#context = context
  }

  static async open(context: BrowserContext, baseUrl: string, vault: Vault, stack: Hay[]): Promise<Screen> {
    const keeps = (where: string, text: string) => stack.push({ where, bytes: Buffer.from(text) })
    context.on('request', (request) => {
      const { origin, pathname, search } = new URL(request.url())
      keeps('address of a request', `${origin}${pathname}${search} ${request.headers()['referer'] ?? ''}`)
    })
    context.on('console', (message) => keeps("browser's console", message.text()))
    context.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (['/h', '/h/page', '/h/state'].includes(pathname))
        void response.text().then(
          (text) => keeps('page', text),
          () => keeps('page', 'left before it was read'),
        )
    })
    return new Screen(vault, await Playground.open(context, baseUrl), context)
  }

  async joins({ displayName, mail }: { readonly displayName: string; readonly mail: string }): Promise<void> {
    const { page } = this.#chat
    await page.locator('#join [name=name]').fill(displayName)
    await page.locator('#join [name=email]').fill(mail)
    await page.locator('#join button').click()
    await page.locator('[data-person][aria-pressed=true]', { hasText: displayName }).waitFor()
  }

  async says(words: string): Promise<void> {
    await this.#chat.says(words)
  }

  /** Says it, opens the link, types the code of the page: to the paired page. */
  async entersBy(words: string): Promise<Portal> {
    await this.#chat.says(words)
    const href = (await this.#chat.link('start').getAttribute('href')) ?? ''
    this.#vault.takes('link secret', href.split('.').at(-1) ?? '')
    const portal = await this.#chat.opens()
    await portal.continues()
    const code = await portal.code()
    this.#vault.takes('pairing code', code)
    await this.#chat.types(code)
    return portal
  }

  /** The cookie as it is now: each pairing and return gives another. */
  async keepsCookies(): Promise<void> {
    for (const { value } of await this.#context.cookies())
      this.#vault.takes('cookie', value.split('.').at(-1) ?? value)
  }

  async enrols(portal: Portal): Promise<void> {
    await portal.presses('add', 'totp')
    const shown = portal.page.locator('[data-ask=totp-seed]')
    await shown.filter({ hasText: /[A-Z2-7]{4}/ }).waitFor()
    this.seed = ((await shown.textContent()) ?? '').replaceAll(/\s/g, '')
    this.#vault.takes('authenticator seed', this.seed)
    await portal.answers('totp', await this.code())
    await portal.presses('add', 'recovery-codes')
    const items = portal.page.locator('[data-ask=recovery-codes] li')
    await items.nth(9).waitFor()
    this.codes = await items.allTextContents()
    for (const code of this.codes) this.#vault.takes('recovery code', code)
    await portal.presses('back', 'back')
    await portal.presses('done', 'done')
    await portal.ends('done')
  }

  async code(): Promise<string> {
    const code = await codeNow(this.seed, systemClock.now() + this.#ahead)
    this.#vault.takes('code of the app', code)
    return code
  }

  async threeDaysLater(): Promise<void> {
    await this.#chat.threeDaysLater()
    this.#ahead += 3 * day + minute
  }
}
