import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { Playground, type Portal } from './playground.ts'
import { startProcess, type Running } from './process.ts'
import { answersAll, rightly, wrongly } from './questions.ts'

const fresh = 'Quiet-Harbour-Kettle-48'

describe('the demonstration, in a real browser', () => {
  let demo: Running
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  // Nobody is asked twice about the same.
  beforeEach(async () => {
    demo = await startProcess('src/cli.ts', ['demo', '--no-open'], { PORT: String(await freePort()) })
  })
  afterEach(async () => {
    expect(await demo?.stop()).toBe(0)
  })
  afterAll(async () => await browser?.close())

  /** Vera forgot her password, proves who she is by app and code, and answers as `choose` says of what her phone lists. */
  const asked = async (choose: typeof rightly): Promise<{ chat: Playground; portal: Portal }> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
    const chat = await Playground.open(context, demo.baseUrl)
    await chat.be('U-VERA')
    const known = await chat.lately()
    await chat.says('I forgot my password')
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')
    await portal.answers('totp', await chat.totp())
    expect(await chat.page.locator('[data-card] [data-ask=question]').count()).toBe(0)
    await portal.answers('recovery-codes', await chat.recoveryCode())
    await portal.kept()
    await portal.at('ask-questions')
    const questioned = {
      newest: async () => await chat.newest(),
      presses: async (label: string) => await chat.pressesOn(label),
    }
    // A browser makes a tab wait that nobody looks at.
    await chat.page.bringToFront()
    await answersAll(questioned, choose(known))
    return { chat, portal }
  }

  test('J8 Vera is asked what her phone remembers, answers in chat, and needs no colleague', async () => {
    const { chat, portal } = await asked(rightly)
    await portal.at('set-password')
    await portal.answers('new-password', fresh)
    await portal.ends('done')
    expect(await chat.signsIn('vera', fresh)).toBe('ok')
    await chat.recorded('questions.answered')
    await chat.recorded('commit.committed')
    expect(await chat.page.locator('[data-pane=alerts] [data-ask=approval]').count()).toBe(0)
    await chat.page.context().close()
  })

  test('J8 with other answers a colleague has to look, and the card in the alert channel says why', async () => {
    const { chat, portal } = await asked(wrongly)
    await portal.at('await-approval')
    await chat.helpdeskSees('They answered questions about recent sign-ins badly.')
    await chat.helpdeskSees('Taken together, this does not look like the way this person signs in.')
    expect(await chat.page.locator('#thread').innerText()).not.toContain('badly')
    await chat.page.context().close()
  })
})
