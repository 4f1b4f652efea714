import type { BrowserContext } from 'playwright-core'
import { expect, test } from 'vitest'
import { demonstration, graceWithPasskey } from './demonstration.ts'
import { Playground, Portal } from './playground.ts'

const it = demonstration()

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
  const chat = await Playground.open(context, it.demo.baseUrl)
  const { portal } = await graceWithPasskey(chat)
  return { chat, portal }
}

test('a reset is done, its mail says it was not her, nothing begins, and her passkey opens it again', async () => {
  const context = await it.browser.newContext({ viewport: { width: 1440, height: 900 } })
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
  expect(page.url()).toBe(`${it.demo.baseUrl}/notme`)
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
