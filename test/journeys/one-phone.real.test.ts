import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { demonstration } from './demonstration.ts'
import { Playground } from './playground.ts'

describe('one phone for chat and page', () => {
  const it = demonstration()

  const clean = async (page: Page): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([])
  }

  test('the page is closed and opened again at every step, and the person still gets in', async () => {
    const context = await it.browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    })
    context.setDefaultTimeout(20_000)
    const chat = await Playground.open(context, it.demo.baseUrl)
    await chat.be('U-ADA')
    await chat.says('I forgot my password')
    const first = await chat.opens()
    await clean(first.page)
    await first.continues()
    const code = await first.code()
    await clean(first.page)

    await first.page.reload()
    expect(await first.code()).toBe(code)
    await first.page.close()
    await chat.types(code)

    const second = await chat.opens('continue')
    expect(new URL(second.page.url()).hash).toBe('')
    await second.at('prove-identity')
    await clean(second.page)
    await second.answers('totp', await chat.totp())
    await second.page.close()

    await context.clearCookies()
    const third = await chat.opens('continue')
    await third.at('prove-identity')
    await third.answers('recovery-codes', await chat.recoveryCode())
    await third.page.close()

    const fourth = await chat.opens('continue')
    await fourth.at('set-password')
    await clean(fourth.page)
    await fourth.answers('new-password', 'Quiet-Harbour-Kettle-48')
    await fourth.ends('done')
    await clean(fourth.page)
    await chat.sees('Your password is set')
    await context.close()
  })

  test('another phone with the used link ends the conversation and alarms the helpdesk', async () => {
    const hers = await it.browser.newContext()
    const thief = await it.browser.newContext()
    for (const context of [hers, thief]) context.setDefaultTimeout(20_000)
    const chat = await Playground.open(hers, it.demo.baseUrl)
    await chat.be('U-MAX')
    await chat.says('I forgot my password')
    const link = chat.link('start')
    await link.waitFor()
    const stolen = (await link.getAttribute('href')) ?? ''
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')

    const page = await thief.newPage()
    await page.goto(stolen)
    await page.locator('[data-ask=continue]').click()
    await chat.sees('Stopped for your safety')
    await chat.helpdeskSees(/presented by another browser/)
    await portal.page.reload()
    await portal.ends('killed')
    await hers.close()
    await thief.close()
  })
})
