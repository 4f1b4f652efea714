import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { desktop, phone, secret, startBench, type Bench } from '../../support/web-browser.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(() => {
  bench.host.disowned.splice(0)
  bench.host.came = 'frozen'
})

const shown = (name: string): string => `[data-when="${name}"]:not([hidden])`
const arrive = async (
  options: BrowserContextOptions = phone,
): Promise<{ page: Page; complaints: string[] }> => {
  const { page, complaints } = await bench.open(options)
  await page.goto(`${bench.base}/notme#v1.notice-1.${secret}`)
  await page.waitForSelector(shown('ask'))
  return { page, complaints }
}

describe('the link of a notice', () => {
  test('leaves the address at once, and nothing happens before word and press', async () => {
    const { page } = await arrive()
    expect(page.url()).toBe(`${bench.base}/notme`)
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(secret)
    expect(await page.evaluate('JSON.stringify({...localStorage, ...sessionStorage})')).not.toContain(secret)
    await page.goBack().catch(() => null)
    expect(page.url()).not.toContain(secret)
    expect(bench.host.disowned).toEqual([])
    await page.context().close()
  })

  test.each([
    ['phone', phone],
    ['desktop', desktop],
  ])('freezes once the word is typed, on a %s', async (_device, size) => {
    const { page, complaints } = await arrive(size)
    await page.fill('#word', 'freeze')
    await page.click('[data-send="freeze"]')
    await page.waitForSelector(shown('frozen'))
    expect(bench.host.disowned).toEqual([{ notice: 'notice-1', token: secret }])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('that is used up says so, and a wrong word asks again', async () => {
    bench.host.came = 'void'
    const { page } = await arrive()
    await page.fill('#word', 'frieze')
    await page.click('[data-send="freeze"]')
    await page.waitForSelector('#note:not([hidden])')
    expect(bench.host.disowned).toEqual([])
    await page.fill('#word', 'FREEZE')
    await page.click('[data-send="freeze"]')
    await page.waitForSelector(shown('void'))
    await page.context().close()
  })

  test('while the service is down stays good', async () => {
    bench.host.came = 'unavailable'
    const { page } = await arrive()
    await page.fill('#word', 'FREEZE')
    await page.click('[data-send="freeze"]')
    await page.waitForSelector('#note:not([hidden])')
    bench.host.came = 'frozen'
    await page.click('[data-send="freeze"]')
    await page.waitForSelector(shown('frozen'))
    await page.context().close()
  })

  test('without its secret asks nothing', async () => {
    const { page } = await bench.open()
    await page.goto(`${bench.base}/notme`)
    await page.waitForSelector(shown('nothing'))
    expect(await page.locator('button:visible').count()).toBe(0)
    await page.context().close()
  })
})

describe('a mail scanner', () => {
  test('that runs scripts and makes events freezes nobody', async () => {
    const { page } = await arrive()
    await page.evaluate(`(() => {
      document.querySelector('#word').value = 'FREEZE'
      for (const one of document.querySelectorAll('button, a, input')) {
        one.click()
        one.dispatchEvent(new MouseEvent('click', { bubbles: true }))
        one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
      }
      document.querySelector('form').requestSubmit()
    })()`)
    await page.waitForTimeout(300)
    expect(bench.host.disowned).toEqual([])
    expect(page.url()).toBe(`${bench.base}/notme`)
    await page.context().close()
  })

  test.each(['', 'test', 'scanner@example.com', '123456', 'Was this not you?'])(
    'that drives a real browser, fills every field with %j and presses everything, twice, freezes nobody',
    async (junk) => {
      const { page } = await arrive()
      for (let round = 0; round < 2; round++) {
        for (const field of await page.locator('input:visible').all()) await field.fill(junk)
        for (const button of await page.locator('button:visible').all()) {
          await button.click()
          await button.press('Enter')
        }
      }
      await page.waitForTimeout(300)
      expect(bench.host.disowned).toEqual([])
      expect(await page.locator(shown('ask')).count()).toBe(1)
      await page.context().close()
    },
  )
})
