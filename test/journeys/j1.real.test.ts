import type { BrowserContext } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { Phone } from '../attacks/passkey.ts'
import { demonstration } from './demonstration.ts'
import { Playground } from './playground.ts'

const newPassword = 'Quiet-Harbour-Kettle-48'

describe('the demonstration, in a real browser', () => {
  const it = demonstration()

  const newContext = async (phone = false): Promise<BrowserContext> => {
    const context = await it.browser.newContext(
      phone
        ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
        : { viewport: { width: 1440, height: 900 } },
    )
    context.setDefaultTimeout(20_000)
    return context
  }

  test('J1 Ada is locked out, proves herself by two codes and signs in with her new password', async () => {
    const context = await newContext()
    const chat = await Playground.open(context, it.demo.baseUrl)
    await chat.be('U-ADA')
    expect(await chat.signsIn('ada', 'whatever-she-thought')).toBe('locked')
    await chat.says("I can't sign in")
    await chat.presses('start', 'reset-password')
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')
    await portal.answers('totp', await chat.totp())
    await portal.answers('recovery-codes', await chat.recoveryCode())
    await portal.kept()
    await portal.at('set-password')
    await portal.answers('new-password', newPassword)
    await portal.ends('done')
    await chat.sees('Your password is set')
    expect(await chat.signsIn('ada', newPassword)).toBe('ok')
    await chat.helpdeskSees(/set a new password/)
    await chat.recorded('commit.committed')
    await context.close()
  })

  test('J1 Grace enrols a passkey, waits three days, is locked out and resets by passkey', async () => {
    const context = await newContext()
    const chat = await Playground.open(context, it.demo.baseUrl)
    await chat.be('U-GRACE')
    await chat.says('set up recovery')
    const first = await chat.opens()
    await Phone.on(first.page)
    await first.continues()
    await chat.types(await first.code())
    await first.at('prove-password')
    await first.answers('current-password', await graceKnows(chat))
    await first.at('manage-factors')
    await first.presses('add', 'webauthn')
    await first.passkey()
    await first.presses('add', 'recovery-codes')
    await first.page.locator('[data-ask=recovery-codes] li').nth(9).waitFor()
    await first.presses('back', 'back')
    await first.presses('done', 'done')
    await first.ends('done')

    await chat.says('I forgot my password')
    const early = await chat.opens()
    await early.continues()
    await chat.types(await early.code())
    await early.ends('too-soon')

    await chat.threeDaysLater()
    await chat.show('phone')
    await chat.page.locator('[data-lock]').click()
    expect(await chat.signsIn('grace', 'anything-at-all')).toBe('locked')
    await chat.says('I forgot my password')
    await Promise.all([first.page.waitForURL(/\/h/), first.page.goto(await href(chat))])
    await first.continues()
    await chat.types(await first.code())
    await first.at('prove-identity')
    await first.passkey()
    await first.at('set-password')
    await first.answers('new-password', 'Copper-Ladder-Window-73')
    await first.ends('done')
    expect(await chat.signsIn('grace', 'Copper-Ladder-Window-73')).toBe('ok')
    await context.close()
  })

  test('J1 Max must choose a new password, types the old one beside it on a phone, and signs in', async () => {
    const context = await newContext(true)
    const chat = await Playground.open(context, it.demo.baseUrl)
    await chat.be('U-MAX')
    expect(await chat.signsIn('max', 'Summer-Field-2026')).toBe('mustChange')
    await chat.says('It says my password has expired')
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')
    await portal.answers('totp', await chat.totp())
    await portal.at('change-password')
    await portal.changes('Not-The-Old-One-1', newPassword)
    await portal.page.getByText(/not the one your account has/).waitFor()
    await portal.changes('Summer-Field-2026', newPassword)
    await portal.ends('done')
    expect(await chat.signsIn('max', newPassword)).toBe('ok')
    await context.close()
  })

  const href = async (chat: Playground): Promise<string> => {
    const link = chat.link('start')
    await link.waitFor()
    return (await link.getAttribute('href')) ?? ''
  }

  /** The demonstration tells Grace's password in her story. */
  const graceKnows = async (chat: Playground): Promise<string> => {
    const story = (await chat.page.locator('[data-person="U-GRACE"]').textContent()) ?? ''
    return /password, ([\w-]+),/.exec(story)?.[1] ?? ''
  }
})
