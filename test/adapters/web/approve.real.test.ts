import { AxeBuilder } from '@axe-core/playwright'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Opened } from '../../../src/approval/port.ts'
import { say } from '../../../src/story/card.ts'
import { HeldPasskey } from '../../support/held-passkey.ts'
import { desktop, phone, secret, startBench, type Bench } from '../../support/web-browser.ts'

const held = new HeldPasskey('localhost')
let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

let challenges = 0
const request = (line = 'told.not-you' as const): Opened => {
  challenges += 1
  return {
    kind: 'open',
    snapshot: {
      title: say('alert.refused', { name: 'Ada Byron', account: 'ada.byron' }),
      lines: [say(line), say('unlock.keeps'), say('helpdesk.phone', { phone: '+49 30 555 01 23' })],
      digest: 'digest-1',
    },
    options: {
      challenge: Buffer.from(`challenge ${challenges}`).toString('base64url'),
      rpId: 'localhost',
      userVerification: 'required',
      timeout: 1000,
      allowCredentials: [{ id: held.id, type: 'public-key' }],
    },
    nonce: `nonce-${challenges}`,
    expiresAt: Date.now() + 300_000,
  }
}
beforeEach(() => {
  bench.host.approvals.splice(0)
  bench.host.opens = request()
  bench.host.signs = {
    kind: 'approved',
    complete: true,
    says: [say('told.password-changed', { account: 'x' })],
  }
})

const shown = (name: string): string => `[data-when="${name}"]:not([hidden])`
const arrive = async (options: BrowserContextOptions = phone, agrees = true) => {
  const opened = await bench.open(options)
  await held.putInto(opened.page, agrees)
  await opened.page.goto(`${bench.base}/a#v1.flow-1.${secret}`)
  await opened.page.waitForSelector(shown('start'))
  return opened
}
const reads = async (page: Page): Promise<void> => {
  await page.click('[data-ask="read"]')
  await page.waitForSelector(shown('read'))
}
/** What was signed, call by call: the nonce that was sent, and the challenge under the signature. */
const signatures = (): readonly (readonly [string, string])[] =>
  bench.host.approvals
    .filter(({ what }) => what === 'sign')
    .map(({ assertion }) => {
      const { nonce, response }: { nonce: string; response: AuthenticationResponseJSON } = JSON.parse(
        JSON.stringify(assertion),
      )
      return [nonce, Buffer.from(held.signed(response), 'base64url').toString()] as const
    })

describe('the link that an approver is given', () => {
  test('leaves the address at once, and nothing is asked before a press', async () => {
    const { context, page } = await arrive()
    expect(page.url()).toBe(`${bench.base}/a`)
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(secret)
    expect(await page.evaluate('JSON.stringify({...localStorage, ...sessionStorage})')).not.toContain(secret)
    expect(bench.host.approvals).toEqual([])
    await context.close()
  })

  test('without its secret asks nothing', async () => {
    const { context, page } = await bench.open()
    await page.goto(`${bench.base}/a`)
    await page.waitForSelector(shown('nothing'))
    expect(await page.locator('button:visible').count()).toBe(0)
    await context.close()
  })

  test('opened by a scanner that makes events reads and signs nothing', async () => {
    const { context, page } = await arrive()
    await page.evaluate(`(() => {
      for (const one of document.querySelectorAll('button, a')) {
        one.click()
        one.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      }
    })()`)
    await page.waitForTimeout(300)
    expect(bench.host.approvals).toEqual([])
    await context.close()
  })

  test('works in a second window, and again in the same one', async () => {
    const { context, page } = await arrive()
    await reads(page)
    const other = await context.newPage()
    await other.goto(`${bench.base}/a#v1.flow-1.${secret}`)
    await reads(other)
    await page.goto(`${bench.base}/a#v1.flow-1.${secret}`)
    await reads(page)
    expect(new Set(bench.host.approvals.map(({ flow, token }) => `${flow} ${token}`))).toEqual(
      new Set([`flow-1 ${secret}`]),
    )
    await context.close()
  })
})

describe.each([
  ['phone', phone],
  ['desktop', desktop],
])('on a %s', (_device, size) => {
  test('what is read is what is signed, with one press each', async () => {
    const { context, page, complaints } = await arrive(size)
    await reads(page)
    expect(await page.textContent('[data-when="read"] h1')).toContain('Ada Byron')
    expect(await page.locator('[data-says="read"] li').count()).toBe(3)
    await page.click('[data-ask="sign"]')
    await page.waitForSelector(shown('done'))
    const challenge = `challenge ${challenges}`
    expect(signatures()).toEqual([[`nonce-${challenges}`, challenge]])
    expect(complaints).toEqual([])
    expect(await context.cookies()).toEqual([])
    await context.close()
  })
})

describe('what goes wrong', () => {
  test('pressed twice it is signed once', async () => {
    const { context, page } = await arrive()
    await reads(page)
    await page.dblclick('[data-ask="sign"]')
    await page.waitForSelector(shown('done'))
    expect(signatures()).toHaveLength(1)
    await context.close()
  })

  test('a finger that does not fit signs nothing, and may be tried again', async () => {
    const { context, page } = await arrive(phone, false)
    await reads(page)
    await page.click('[data-ask="sign"]')
    await page.waitForSelector('#note:not([hidden])')
    expect(await page.textContent('#note')).toContain('Nothing was signed')
    expect(signatures()).toEqual([])
    expect(await page.isEnabled('[data-ask="sign"]')).toBe(true)
    await context.close()
  })

  test('while the service is down nothing is lost: a fresh challenge is signed at the next press', async () => {
    const { context, page } = await arrive()
    await reads(page)
    bench.host.signs = { kind: 'unavailable' }
    await page.click('[data-ask="sign"]')
    await page.waitForSelector('#note:not([hidden])')
    bench.host.opens = request()
    bench.host.signs = { kind: 'approved', complete: true, says: [] }
    await page.click('[data-ask="sign"]')
    await page.waitForSelector(shown('done'))
    const [first, second] = signatures()
    expect(first?.[0]).not.toBe(second?.[0])
    await context.close()
  })

  test('what changed meanwhile is read before it is signed', async () => {
    const { context, page } = await arrive()
    await reads(page)
    bench.host.signs = { kind: 'unavailable' }
    await page.click('[data-ask="sign"]')
    await page.waitForSelector('#note:not([hidden])')
    const other = request()
    bench.host.opens =
      other.kind === 'open'
        ? { ...other, snapshot: { ...other.snapshot, lines: [say('desk.greeting')] } }
        : other
    await page.click('[data-ask="sign"]')
    await expect.poll(() => page.textContent('#note')).toContain('changed since you read it')
    expect(await page.textContent('[data-says="read"]')).toContain('Hello')
    expect(signatures()).toHaveLength(1)
    await context.close()
  })

  test('who may not is told why, and a used link says that it is', async () => {
    const { context, page } = await arrive()
    bench.host.opens = { kind: 'refused', says: [say('desk.greeting')] }
    await page.click('[data-ask="read"]')
    await page.waitForSelector(shown('refused'))
    expect(await page.textContent('[data-says="refused"]')).toContain('Hello')
    await page.goto(`${bench.base}/a#v1.flow-1.${secret}`)
    await page.waitForSelector(shown('start'))
    bench.host.opens = { kind: 'void' }
    await page.click('[data-ask="read"]')
    await page.waitForSelector(shown('void'))
    await context.close()
  })
})

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const pictures = process.env['LATCHKEY_PICTURES']

test.each([
  ['phone', 'light', phone],
  ['phone', 'dark', phone],
  ['desktop', 'light', desktop],
  ['desktop', 'dark', desktop],
  ['small phone', 'light', { ...phone, viewport: { width: 320, height: 568 } }],
] as const)('on a %s in %s colours every state is fit to be used', async (device, colorScheme, size) => {
  const { context, page, complaints } = await arrive({ ...size, colorScheme, reducedMotion: 'reduce' })
  const check = async (name: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
    expect(
      violations.map(({ id }) => id),
      name,
    ).toEqual([])
    const small = await page.evaluate(`[...document.querySelectorAll('button, main *')]
      .filter((one) => one.checkVisibility() && (one.getBoundingClientRect().right > innerWidth ||
        (one.tagName === 'BUTTON' && one.getBoundingClientRect().height < 44))).length`)
    expect(small, name).toBe(0)
    expect(await page.evaluate('document.activeElement.tagName'), name).toMatch(/H1|BUTTON/)
    if (pictures !== undefined)
      await page.screenshot({ path: `${pictures}/${name}-${device}-${colorScheme}.png`, fullPage: true })
  }
  await check('start')
  await reads(page)
  await check('read')
  bench.host.signs = { kind: 'unavailable' }
  await page.click('[data-ask="sign"]')
  await page.waitForSelector('#note:not([hidden])')
  await check('note')
  bench.host.opens = request()
  bench.host.signs = {
    kind: 'approved',
    complete: true,
    says: [say('told.password-changed', { account: 'x' })],
  }
  await page.click('[data-ask="sign"]')
  await page.waitForSelector(shown('done'))
  await check('done')
  for (const [came, state] of [
    [{ kind: 'refused', says: [say('told.not-you')] }, 'refused'],
    [{ kind: 'void' }, 'void'],
  ] as const) {
    bench.host.opens = came
    await page.goto(`${bench.base}/a`)
    await page.waitForSelector(shown('nothing'))
    await page.goto(`${bench.base}/a#v1.flow-1.${secret}`)
    await page.waitForSelector(shown('start'))
    await page.click('[data-ask="read"]')
    await page.waitForSelector(shown(state))
    await check(state)
  }
  expect(complaints).toEqual([])
  await context.close()
})
