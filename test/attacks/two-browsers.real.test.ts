import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch } from '../services/chromium.ts'
import { Portal } from '../journeys/playground.ts'
import { scans } from './scanner.ts'
import { TownSquare } from './town-square.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const his = 'Thief-Chosen-Password-9'

let browser: Browser
let square: TownSquare
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  square = await TownSquare.open(browser)
})
afterEach(() => square.close())

describe('a link that changes hands', () => {
  test('read in the chat and opened first by a thief: both are shown, and only the typed code chooses', async () => {
    const { chat } = square
    const url = await square.starts('U-ADA')
    const thief = await square.thiefOpens(url)
    const thiefsCode = await thief.code()
    const portal = await chat.opens()
    await portal.continues()
    const code = await portal.code()
    expect(code).not.toBe(thiefsCode)
    await chat.sees(/more than one browser|two browsers|another browser/i)
    await chat.helpdeskSees(/second browser|two browsers|more than one/i)
    await chat.types(code)
    await portal.at('prove-identity')
    await thief.page.reload()
    await thief.page.locator('[data-ask=totp]').waitFor({ state: 'detached' })
    expect(await thief.page.locator('[data-step=prove-identity]').count()).toBe(0)
    expect(await square.finishes(portal, 'ada', fresh)).toBe('ok')
  })

  test('the thief’s code, typed by the owner who was talked into it, opens a page that knows nothing to ask him for', async () => {
    const { chat } = square
    const thief = await square.thiefOpens(await square.starts('U-ADA'))
    await chat.types(await thief.code())
    await thief.at('prove-identity')
    for (const guess of ['000000', '123456', '111111']) await thief.answers('totp', guess)
    await thief.answers('recovery-codes', 'AAAA-BBBB-CCCC-DDDD')
    expect(await thief.page.locator('input[data-ask=new-password]').count()).toBe(0)
    await chat.presses('cancel')
    await thief.page.reload()
    await thief.ends('cancelled')
    expect(await square.told('commit.intent')).toBe(0)
    expect(await chat.signsIn('ada', his)).not.toBe('ok')
  })

  test('of the thief’s own conversation, opened by the victim: her evidence opens nothing of his, nor his of hers', async () => {
    const { chat } = square
    const url = await square.starts('U-MAX')
    const victim = new Portal(await square.hers.newPage())
    await victim.page.goto(url)
    await victim.continues()
    await chat.types(await victim.code())
    await victim.at('prove-identity')
    await chat.be('U-ADA')
    await victim.answers('totp', await chat.totp())
    await victim.answers('recovery-codes', await chat.recoveryCode())
    await victim.page.getByText(/did not match/).waitFor()
    expect(await victim.page.locator('input[data-ask=new-password]').count()).toBe(0)
    expect(await square.told('commit.intent')).toBe(0)
  })

  test('a code of one conversation, typed in another chat, is refused, and the third time it alarms', async () => {
    const { chat } = square
    const thief = await square.thiefOpens(await square.starts('U-MAX'))
    const code = await thief.code()
    await square.starts('U-ADA')
    const portal = await chat.opens()
    await portal.continues()
    await portal.code()
    for (let n = 0; n < 3; n++) await chat.says(code)
    await chat.sees('Stopped for your safety')
    await chat.helpdeskSees(/wrong|guess/i)
    expect(await square.told('pairing.accepted')).toBe(0)
    expect(await thief.page.locator('[data-step=hand-off]').count()).toBe(1)
  })
})

describe('a scanner that loads, waits and presses everything', () => {
  test('gets no further than a code, and the owner still gets in with the same link', async () => {
    const { chat } = square
    const url = await square.starts('U-ADA')
    const pages = [await scans(square.his, url), await scans(await browser.newContext(), url)]
    for (const page of pages) expect(await page.locator('[data-step=prove-identity]').count()).toBe(0)
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    expect(await square.finishes(portal, 'ada', fresh)).toBe('ok')
    expect(await square.told('commit.intent')).toBe(1)
  })

  test('three of them use the link up, and a new one lets the owner in', async () => {
    const { chat } = square
    const url = await square.starts('U-ADA')
    for (let n = 0; n < 3; n++) await scans(await browser.newContext(), url)
    await chat.presses('new-link')
    await expect.poll(() => chat.link('start').getAttribute('href')).not.toBe(url)
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    expect(await square.finishes(portal, 'ada', fresh)).toBe('ok')
  })
})
