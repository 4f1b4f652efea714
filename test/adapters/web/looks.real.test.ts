import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusedAs } from '../../support/fake-handoff.ts'
import { desktop, phone, secret, startBench, type Bench } from '../../support/web-browser.ts'
import { pages } from '../../support/web-cards.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const faults = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Things that a rule checker does not see: too small for a thumb, wider than the screen. */
const misfits = (page: Page) =>
  page.evaluate(`[
    ...[...document.querySelectorAll('button, input, a')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44),
    ...[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth),
  ].map((one) => one.outerHTML.slice(0, 80))`)

const sizes = [
  ['phone', 'light', phone],
  ['phone', 'dark', phone],
  ['desktop', 'light', desktop],
  ['desktop', 'dark', desktop],
  ['small phone', 'light', { ...phone, viewport: { width: 320, height: 568 } }],
] as const

test.each(sizes)('on a %s in %s colours every page is fit to be used', async (device, colorScheme, size) => {
  bench.fresh()
  const { context, page, complaints } = await bench.open({ ...size, colorScheme, reducedMotion: 'reduce' })
  await context.addInitScript(
    `addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective))`,
  )
  const check = async (name: string): Promise<void> => {
    if (device !== 'small phone') expect(await faults(page), name).toEqual([])
    expect(await misfits(page), name).toEqual([])
  }
  await page.goto(`${bench.base}/h`)
  await page.waitForSelector('[data-when="nothing"]:not([hidden])')
  await check('nothing')
  await page.goto(`${bench.base}/nowhere`)
  await check('not found')
  await page.goto(`${bench.base}/notme`)
  await page.waitForSelector('[data-when="nothing"]:not([hidden])')
  await check('notme without a link')
  await page.goto(`${bench.base}/notme#v1.notice.${secret}`)
  await page.waitForSelector('[data-when="ask"]:not([hidden])')
  await check('notme')
  await page.fill('#word', 'freeze')
  await page.click('[data-send="freeze"]')
  await page.waitForSelector('[data-when="frozen"]:not([hidden])')
  await check('notme, frozen')
  await page.goto(`${bench.base}/h#v1.flow.${secret}`)
  await page.waitForSelector('[data-when="start"]:not([hidden])')
  await check('start')
  await page.click('[data-ask="continue"]')
  await page.waitForURL('**/h/page')
  for (const [name, shown] of Object.entries(pages)) {
    bench.host.handoff.shown = shown
    await page.goto(`${bench.base}/h/page`)
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0)
    await check(name)
    if (name !== 'passkey') continue
    const { respond } = bench.host.handoff
    bench.host.handoff.respond = () => refusedAs('unavailable')
    await page.click('[data-ask="webauthn"]')
    await page.waitForSelector('#note:not([hidden])')
    await check(`${name} with a note`)
    bench.host.handoff.respond = respond
  }
  expect(complaints).toEqual([])
  await context.close()
})

test('everything can be done from the keyboard, and one sees where one is', async () => {
  bench.fresh()
  bench.host.handoff.shown = pages.password
  const { context, page } = await bench.enter(desktop)
  const stops: string[] = []
  for (let n = 0; n < 6; n++) {
    await page.keyboard.press('Tab')
    stops.push(
      await page.evaluate(`(() => {
        const one = document.activeElement
        const seen = getComputedStyle(one).outlineStyle !== 'none'
        return (one.dataset.ask ?? one.textContent.trim()) + (seen ? '' : ' (not seen)')
      })()`),
    )
  }
  expect(stops.slice(0, 5)).toEqual([
    'Show',
    'password',
    'Set this password',
    '+49 30 123 456',
    'Helpdesk page',
  ])
  await context.close()
})
