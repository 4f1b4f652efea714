import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { systemClock } from '../../src/lib/clock.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { pages, reveals } from './web-cards.ts'
import { startHost, type TestHost } from './web-host.ts'

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
export const desktop = { viewport: { width: 1280, height: 800 } }
export const secret = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

/** A real browser before our pages over a fake protocol. */
export interface Bench {
  readonly base: string
  readonly host: TestHost
  readonly browser: Browser
  /** A fresh profile with one page; what the page complains about ends up in `complaints`. */
  open(
    options?: BrowserContextOptions,
  ): Promise<{ context: BrowserContext; page: Page; complaints: string[] }>
  /** The same, past the landing page, on the page that is shown. */
  enter(
    options?: BrowserContextOptions,
  ): Promise<{ context: BrowserContext; page: Page; complaints: string[] }>
  /** Forgets what was heard, shows the pairing page again and answers as the protocol would. */
  fresh(): void
  stop(): Promise<void>
}

export const startBench = async (): Promise<Bench> => {
  const port = await freePort()
  const base = `http://localhost:${port}`
  const host = await startHost({ baseUrl: base, listen: { host: '127.0.0.1', port }, clock: systemClock })
  const browser = await launch()

  const open = async (options: BrowserContextOptions = phone) => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (line) => {
      // "Failed to load" is how Chromium notes a refusal that the page deals with.
      const bad = ['error', 'warning', 'assert'].includes(line.type())
      if (bad && !line.text().startsWith('Failed to load')) complaints.push(line.text())
    })
    return { context, page, complaints }
  }

  return {
    base,
    host,
    browser,
    open,
    async enter(options) {
      const opened = await open(options)
      await opened.page.goto(`${base}/h#v1.flow.${secret}`)
      await opened.page.click('[data-ask="continue"]')
      await opened.page.waitForURL('**/h/page')
      return opened
    },
    fresh() {
      host.handoff.calls.splice(0)
      host.handoff.shown = pages.pairing
      host.handoff.respond = ({ what, name = '' }) => {
        if (what !== 'answer') return { kind: 'ok', changed: true, cookie: 'flow.secret', maxAge: 900 }
        // Nothing changed, so the page stays: Chromium now and then hangs when a profile is closed under a page that is leaving.
        return { kind: 'ok', changed: false, reveal: reveals(systemClock.now())[name] ?? {} }
      }
    },
    async stop() {
      await browser.close()
      await host.stop()
    },
  }
}
