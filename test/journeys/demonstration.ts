import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { Phone } from '../attacks/passkey.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import type { Playground, Portal } from './playground.ts'
import { startProcess, type Running } from './process.ts'

/** The demonstration as its users start it, and a browser, while the tests run that stand around the call. */
export const demonstration = (): { readonly demo: Running; readonly browser: Browser } => {
  let demo: Running
  let browser: Browser
  beforeAll(async () => {
    demo = await startProcess('src/cli.ts', ['demo', '--no-open'], { PORT: String(await freePort()) })
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    expect(await demo?.stop()).toBe(0)
  })
  return {
    get demo() {
      return demo
    },
    get browser() {
      return browser
    },
  }
}

/** Grace adds a passkey of her own browser; three days later it counts. */
export const graceWithPasskey = async (chat: Playground): Promise<{ portal: Portal; phone: Phone }> => {
  await chat.be('U-GRACE')
  await chat.says('set up recovery')
  const portal = await chat.opens()
  const phone = await Phone.on(portal.page)
  await portal.continues()
  await chat.types(await portal.code())
  await portal.at('prove-password')
  await portal.answers('current-password', 'Autumn-River-2026')
  await portal.at('manage-factors')
  await portal.presses('add', 'webauthn')
  await portal.passkey()
  await portal.presses('done', 'done')
  await portal.ends('done')
  await chat.threeDaysLater()
  return { portal, phone }
}
