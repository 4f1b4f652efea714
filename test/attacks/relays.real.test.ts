import type { Browser, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch } from '../services/chromium.ts'
import { graceWithPasskey } from '../journeys/demonstration.ts'
import { Portal } from '../journeys/playground.ts'
import { EvilSite } from './evil-site.ts'
import { Phone } from './passkey.ts'
import { relays, takesTheKey } from './in-the-page.ts'
import { TownSquare } from './town-square.ts'

const fresh = 'Quiet-Harbour-Kettle-48'

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

/** Grace has had a passkey for longer than the cooling. */
const withPasskey = async (): Promise<Phone> => (await graceWithPasskey(square.chat)).phone

describe('a page in between', () => {
  let evil: EvilSite
  beforeEach(async () => {
    evil = await EvilSite.open()
  })
  afterEach(() => evil.close())

  test('gets the owner’s passkey to sign, and the signature names the wrong site', async () => {
    const phone = await withPasskey()
    const { chat, hers } = square
    const thief = await square.thiefOpens(await square.starts('U-GRACE'))
    await chat.types(await thief.code())
    await thief.at('prove-identity')

    const fooled = await hers.newPage()
    await fooled.goto(evil.origin)
    await phone.handTo(await Phone.on(fooled))
    await relays(thief.page, fooled)
    await thief.page.locator('button[data-ask=webauthn]').click()
    await thief.page.getByText(/did not match/).waitFor()
    expect(await square.told('factor.accepted')).toBe(0)
    expect(await square.told('factor.refused')).toBe(1)

    // The very same relay from our own site would have gone through: it is the site that was refused.
    await fooled.goto(`${square.demo.baseUrl}/h`)
    await thief.page.locator('button[data-ask=webauthn]').click()
    await thief.at('set-password')
  })

  test('relays the app’s code at once, and stands before the question for the second', async () => {
    const { chat } = square
    const thief = await square.thiefOpens(await square.starts('U-ADA'))
    await chat.types(await thief.code())
    await thief.at('prove-identity')
    await thief.answers('totp', await chat.totp())
    await thief.page.getByText('One more is needed').waitFor()
    expect(await thief.page.locator('input[data-ask=new-password]').count()).toBe(0)
    await chat.presses('cancel')
    await thief.page.reload()
    await thief.ends('cancelled')
    expect(await square.told('commit.intent')).toBe(0)
  })
})

describe('a stolen cookie', () => {
  test('shows a page and can do nothing on it; the owner goes on', async () => {
    const { chat, hers, his } = square
    await square.starts('U-ADA')
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')
    await his.addCookies(await hers.cookies())
    const thief = new Portal(await his.newPage())
    await thief.page.goto(`${square.demo.baseUrl}/h/page`)
    const field = thief.page.locator('input[data-ask=totp]')
    if ((await field.count()) > 0) {
      await field.fill(await chat.totp())
      await thief.page.locator('[data-send=totp]').click()
      await thief.page.waitForLoadState('networkidle')
    }
    const status = await thief.page.evaluate(async () => {
      const body = JSON.stringify({ name: 'totp', value: '123456' })
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/h/answer', { method: 'POST', headers, body })).status
    })
    expect(status).toBe(401)
    expect(await square.told('factor.accepted')).toBe(0)
    expect(await square.finishes(portal, 'ada', fresh)).toBe('ok')
  })

  test('comes without the key, which no script can take out of the browser', async () => {
    const { chat } = square
    await square.starts('U-ADA')
    const portal = await chat.opens()
    await portal.continues()
    await portal.code()
    const key = await portal.page.evaluate(takesTheKey)
    expect(key).toEqual({ extractable: false, usages: ['sign'], outcome: 'InvalidAccessError' })
  })
})

describe('recorded calls', () => {
  test('played again, in any order, during and after, change nothing', async () => {
    const { chat, hers } = square
    const calls: Request[] = []
    hers.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname.startsWith('/h/'))
        calls.push(request)
    })
    await square.starts('U-ADA')
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')
    await portal.answers('totp', await chat.totp())
    for (const call of [...calls].toReversed()) expect(await again(call)).toBeGreaterThanOrEqual(400)
    await portal.answers('recovery-codes', await chat.recoveryCode())
    await portal.kept()
    await portal.at('set-password')
    await portal.answers('new-password', fresh)
    await portal.ends('done')
    expect(calls.length).toBe(5)
    for (const call of [...calls, ...calls.toReversed()])
      expect(await again(call)).toBeGreaterThanOrEqual(400)
    expect(await square.told('commit.intent')).toBe(1)
    expect(await square.told('factor.accepted')).toBe(2)
    expect(await chat.signsIn('ada', fresh)).toBe('ok')
  })

  const again = async (call: Request): Promise<number> => {
    const headers = await call.allHeaders()
    const own = Object.entries(headers).filter(([name]) => !name.startsWith(':') && name !== 'content-length')
    const body = call.postData() ?? ''
    return (await fetch(call.url(), { method: 'POST', headers: Object.fromEntries(own), body })).status
  }
})
