import type { Browser, BrowserContext } from 'playwright-core'
import { freePort } from '../services/free-port.ts'
import { Playground, Portal } from '../journeys/playground.ts'
import { startProcess, type Running } from '../journeys/process.ts'

/** The demonstration, with its owner's browser and an attacker's, which share nothing. */
export class TownSquare {
  readonly demo: Running
  readonly hers: BrowserContext
  readonly his: BrowserContext
  /** The owner's chat, and the helpdesk's pane. */
  readonly chat: Playground

  private constructor(demo: Running, hers: BrowserContext, his: BrowserContext, chat: Playground) {
    this.demo = demo
    this.hers = hers
    this.his = his
    this.chat = chat
  }

  static async open(browser: Browser): Promise<TownSquare> {
    const port = String(await freePort())
    const demo = await startProcess('src/cli.ts', ['demo', '--no-open'], { PORT: port })
    const [hers, his] = [await browser.newContext(), await browser.newContext()]
    for (const context of [hers, his]) context.setDefaultTimeout(30_000)
    return new TownSquare(demo, hers, his, await Playground.open(hers, demo.baseUrl))
  }

  async close(): Promise<void> {
    await this.hers.close()
    await this.his.close()
    await this.demo.stop()
  }

  /** The owner starts; answers the address behind the link of the card. */
  async starts(user: string): Promise<string> {
    await this.chat.be(user)
    await this.chat.says('I forgot my password')
    const link = this.chat.link('start')
    await link.waitFor()
    return (await link.getAttribute('href')) ?? ''
  }

  /** The attacker opens a link in his own browser and goes on. */
  async thiefOpens(url: string): Promise<Portal> {
    const portal = new Portal(await this.his.newPage())
    await portal.page.goto(url)
    await portal.continues()
    return portal
  }

  /** How often the trail tells of this. */
  async told(event: string): Promise<number> {
    await this.chat.show('helpdesk')
    return await this.chat.page.locator(`[data-pane=audit] [data-event="${event}"]`).count()
  }

  /** The owner proves with app and recovery code, sets this password, and signs in with it. */
  async finishes(portal: Portal, account: string, password: string): Promise<string> {
    await portal.at('prove-identity')
    await portal.answers('totp', await this.chat.totp())
    await portal.answers('recovery-codes', await this.chat.recoveryCode())
    await portal.kept()
    await portal.at('set-password')
    await portal.answers('new-password', password)
    await portal.ends('done')
    return await this.chat.signsIn(account, password)
  }
}
