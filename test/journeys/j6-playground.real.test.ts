import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Phone } from '../attacks/passkey.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { readsAt } from './approver-in-slack.ts'
import { Playground, type Portal } from './playground.ts'
import { startProcess, type Running } from './process.ts'

const reason = 'The password was already reset in the last day.'

describe('the demonstration, in a real browser', () => {
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

  /** Grace adds a passkey of her own browser; three days later it counts. */
  const prepares = async (grace: Playground): Promise<Portal> => {
    await grace.be('U-GRACE')
    await grace.says('set up recovery')
    const portal = await grace.opens()
    await Phone.on(portal.page)
    await portal.continues()
    await grace.types(await portal.code())
    await portal.at('prove-password')
    await portal.answers('current-password', 'Autumn-River-2026')
    await portal.at('manage-factors')
    await portal.presses('add', 'webauthn')
    await portal.passkey()
    await portal.presses('done', 'done')
    await portal.ends('done')
    await grace.threeDaysLater()
    return portal
  }

  /** `used`: a code of the app counts once, so another is waited for. */
  const proves = async (ada: Playground, used = ''): Promise<{ portal: Portal; code: string }> => {
    await ada.be('U-ADA')
    await ada.says('I forgot my password')
    const portal = await ada.opens()
    await portal.continues()
    await ada.types(await portal.code())
    await portal.at('prove-identity')
    await expect.poll(() => ada.totp(), { timeout: 60_000 }).not.toBe(used)
    const code = await ada.totp()
    await portal.answers('totp', code)
    await portal.answers('recovery-codes', await ada.recoveryCode())
    await portal.kept()
    return { portal, code }
  }

  test('J6 Ada forgets it twice in a day: Grace reads why, signs, and Ada goes on', async () => {
    const [adas, graces] = [await browser.newContext(), await browser.newContext()]
    for (const context of [adas, graces]) context.setDefaultTimeout(30_000)
    const grace = await Playground.open(graces, demo.baseUrl)
    const signing = await prepares(grace)
    const ada = await Playground.open(adas, demo.baseUrl)
    const { portal: first, code } = await proves(ada)
    await first.at('set-password')
    await first.answers('new-password', 'Quiet-Harbour-Kettle-48')
    await first.ends('done')

    const { portal: second } = await proves(ada, code)
    await second.at('await-approval')
    await grace.helpdeskSees(reason)
    await grace.decides('approve')
    const link =
      (await grace.page.getByRole('link', { name: 'Read and sign' }).last().getAttribute('href')) ?? ''
    await readsAt(signing.page, link)
    await signing.page.locator('[data-ask=sign]').click()
    await signing.page.locator('[data-when=done]:not([hidden])').waitFor()
    await second.at('set-password')
    await second.answers('new-password', 'Early-Garden-Lantern-57')
    await second.ends('done')
    await grace.helpdeskSees('It was approved and carried out.')
    await grace.recorded('approval.granted')
    expect(await ada.page.locator('#thread').innerText()).not.toContain(reason)
  })
})
