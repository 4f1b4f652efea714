import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { Phone } from '../attacks/passkey.ts'
import { Playground, Portal } from './playground.ts'
import { startProcess, type Running } from './process.ts'

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

/** Opens the newest link on the page that has the passkey, and pairs it. */
const pairs = async (chat: Playground, portal: Portal): Promise<void> => {
  await chat.show('chat')
  await chat.link('start').waitFor()
  const href = (await chat.link('start').getAttribute('href')) ?? ''
  await Promise.all([portal.page.waitForURL(/\/h/), portal.page.goto(href)])
  await portal.continues()
  await chat.types(await portal.code())
}

/** Grace with a passkey that has rested. */
const prepared = async (context: BrowserContext): Promise<{ chat: Playground; portal: Portal }> => {
  const chat = await Playground.open(context, demo.baseUrl)
  await chat.be('U-GRACE')
  await chat.says('set up recovery')
  const portal = await chat.opens()
  await Phone.on(portal.page)
  await portal.continues()
  await chat.types(await portal.code())
  await portal.at('prove-password')
  const knows = await chat.page.locator('[data-person="U-GRACE"]').textContent()
  await portal.answers('current-password', /password, ([\w-]+),/.exec(knows ?? '')?.[1] ?? '')
  await portal.at('manage-factors')
  await portal.presses('add', 'webauthn')
  await portal.passkey()
  await portal.presses('done', 'done')
  await portal.ends('done')
  await chat.threeDaysLater()
  return { chat, portal }
}

test('a reset is done, its mail says it was not her, nothing begins, and her passkey opens it again', async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(20_000)
  const { chat, portal } = await prepared(context)
  await chat.says('I forgot my password')
  await pairs(chat, portal)
  await portal.at('prove-identity')
  await portal.passkey()
  await portal.at('set-password')
  await portal.answers('new-password', 'Copper-Ladder-Window-73')
  await portal.ends('done')
  await chat.sees('Your password is set')

  const page = await context.newPage()
  await page.goto(await chat.linkInMail('The password of grace'))
  expect(page.url()).toBe(`${demo.baseUrl}/notme`)
  await page.fill('#word', 'freeze')
  await page.click('[data-send="freeze"]')
  await page.waitForSelector('[data-when="frozen"]:not([hidden])')
  await chat.helpdeskSees(/Self-service is frozen for them/)
  await chat.recorded('self-service.frozen')
  await chat.sees('Self-service for grace is frozen')
  expect(await chat.signsIn('grace', 'Copper-Ladder-Window-73'), 'the account is not touched').toBe('ok')

  await chat.says('I forgot my password')
  await chat.sees('Self-service for your account is frozen')
  await chat.presses('start', 'unfreeze')
  await pairs(chat, portal)
  await portal.at('prove-passkey')
  await portal.passkey()
  await portal.ends('done')
  await chat.sees('Self-service for your account is open again')
  await chat.helpdeskSees(/opened self-service again/)

  await chat.says('I forgot my password')
  await chat.sees('Continue on a secure page')
  await context.close()
})
