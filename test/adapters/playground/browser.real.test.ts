import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPort } from '../../../src/demo/port.ts'
import type { Adapter } from '../../../src/house/port.ts'
import { launch } from '../../services/chromium.ts'
import { alert, scriptedHello, serveScripted } from './scripted.ts'

// Without motion: a card that is still fading in has too little contrast for a moment.
const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' }
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  reducedMotion: 'reduce',
}
const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** A page of a fresh playground; `clean` fails on anything the page complained about, a blocked script above all. */
const visit = async (options: BrowserContextOptions = desktop, change: Partial<DemoPort> = {}) => {
  const served = await serveScripted(change)
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') complaints.push(m.text())
  })
  page.on('pageerror', (e) => complaints.push(String(e)))
  page.on('request', (r) => {
    if (!r.url().startsWith(served.url) && !r.url().startsWith('data:'))
      complaints.push(`outside: ${r.url()}`)
  })
  await page.goto(served.url)
  await page.locator('body[data-ready]').waitFor()
  const leave = async (): Promise<void> => {
    await context.close()
    await served.close()
    expect(complaints).toEqual([])
  }
  return { ...served, page, leave }
}

const write = async (page: Page, text: string): Promise<void> => {
  await page.fill('[data-ask=message]', text)
  await page.press('[data-ask=message]', 'Enter')
}

test('a whole conversation: words, a choice, a link, a code in a form, redrawn in place', async () => {
  const { page, house, leave } = await visit()
  await write(page, 'I am locked out')
  await page.click('[data-ask=start][data-value=reset-password]')
  const link = page.locator('a[data-ask=link]')
  expect(await link.getAttribute('href')).toBe('http://localhost:9/h#v1.flow.secret')
  expect(await link.getAttribute('target')).toBe('_blank')
  expect(await link.getAttribute('rel')).toContain('noopener')
  await page.click('button[data-ask=pairing-code]')
  const typed = page.locator('dialog input[data-ask=pairing-code]')
  await typed.waitFor()
  await page.locator('dialog input:focus').waitFor()
  await typed.fill('123456')
  await typed.press('Enter')
  await page.locator('[data-card=wait]').waitFor()
  expect(await page.locator('[data-message]').count()).toBe(2)
  expect(await page.locator('dialog').count()).toBe(0)
  expect(house.heard.map((e) => e.what.kind)).toEqual(['text', 'answer', 'open', 'answer'])
  await leave()
})

test('a form closes by Escape and opens again; focus goes back to its button', async () => {
  const { page, leave } = await visit()
  await write(page, 'hello')
  await page.click('[data-value=reset-password]')
  for (const _again of [1, 2]) {
    await page.click('button[data-ask=pairing-code]')
    await page.locator('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
  }
  await page.locator('button[data-ask=pairing-code]:focus').waitFor()
  await leave()
})

test('focus stays on a control that is redrawn under it', async () => {
  const { page, adapter, leave } = await visit()
  await write(page, 'hello')
  await page.locator('[data-ask=start][data-value=know-it]').focus()
  const [, message] = await page.locator('[data-message]').all()
  const id = (await message!.getAttribute('data-message'))!
  const hello = page.locator('[data-card] h3')
  const before = await hello.elementHandle()
  await adapter.show(
    { ...scriptedHello, card: { ...scriptedHello.card, tone: 'wait' } },
    { platform: 'playground', channel: 'D-U-ADA', message: id },
  )
  await page.locator('[data-card=wait]').waitFor()
  expect(await before?.evaluate((e) => e.isConnected)).toBe(false)
  await page.locator('[data-card=wait] [data-value=know-it]:focus').waitFor()
  await leave()
})

test('what people write is shown as text, whatever it looks like', async () => {
  const { page, leave } = await visit()
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  await write(page, evil)
  await page.locator('.from-person').waitFor()
  expect(await page.locator('.from-person .text').textContent()).toBe(evil)
  expect(await page.title()).toBe('Latchkey playground')
  await leave()
})

test('the pretend phone: code, recovery codes, mail; and somebody else’s phone', async () => {
  const { page, mail, clock, leave } = await visit()
  expect(await page.locator('[data-totp]').getAttribute('data-totp')).toBe('482913')
  expect(await page.locator('[data-recovery-code]').count()).toBe(3)
  mail.push({ to: 'ada@latchkey.example', subject: 'Password changed', text: 'At 14:05.', at: clock.now() })
  await page.getByText('Password changed').waitFor()
  await page.click('[data-person=U-GRACE]')
  await page.locator('[data-totp]').waitFor({ state: 'detached' })
  expect(await page.inputValue('[data-signin] input[name=account]')).toBe('grace')
  await leave()
})

test('signing in, locking, and three days later', async () => {
  const { page, clock, leave } = await visit()
  const result = page.locator('[data-signin-result]')
  const signIn = async (password: string): Promise<void> => {
    await page.fill('[data-signin] input[name=password]', password)
    await page.press('[data-signin] input[name=password]', 'Enter')
  }
  await signIn('Summer-Lake-2026')
  await page.locator('[data-signin-result=wrong]').waitFor()
  await signIn('Winter-Lake-2026')
  await page.locator('[data-signin-result=ok]').waitFor()
  expect(await page.inputValue('[data-signin] input[name=password]')).toBe('')
  await page.click('[data-lock]')
  await page.locator('[data-signin-result=locked]').waitFor()
  expect(await result.textContent()).toContain('Locked')
  const before = clock.now()
  expect(await page.locator('#clock').textContent()).toContain('3 Mar')
  await page.click('[data-forward]')
  await page.locator('#clock', { hasText: '6 Mar' }).waitFor()
  expect(clock.now()).toBeGreaterThan(before + 72 * 3_600_000)
  await leave()
})

test('the helpdesk sees alerts and what happened; a report arrives there', async () => {
  const { page, adapter, audit, clock, house, leave } = await visit()
  await adapter.tell(alert, 'alerts', 'one')
  audit.unshift({ at: clock.now(), event: 'commit.committed', flow: 'flow-1' })
  await page.locator('[data-pane=alerts] [data-card=bad]').waitFor()
  await page.locator('[data-pane=audit] [data-event="commit.committed"]').waitFor()
  await page.click('#tools summary')
  await page.click('[data-tool=report]')
  await page.fill('dialog input', 'Somebody asked for my code')
  await page.keyboard.press('Enter')
  await page.getByText('“Somebody asked for my code”').waitFor()
  expect(house.raised).toHaveLength(1)
  await leave()
})

test('a changed e-mail, a second delivery, and leaving the company', async () => {
  const { page, house, leave } = await visit()
  const tool = async (name: string): Promise<void> => {
    await page.click('#tools summary')
    await page.click(`[data-tool=${name}]`)
  }
  await tool('twice')
  await write(page, 'hello')
  await page.getByText('1 delivered again, 1 dropped').waitFor()
  await page.keyboard.press('Escape')
  await page.click('#thread')
  await tool('email')
  await page.fill('dialog input', 'new@latchkey.example')
  await page.keyboard.press('Enter')
  await expect.poll(() => house.suspended.length).toBe(1)
  await tool('leave')
  await page.click('dialog [data-submit]')
  await page.locator('[data-person=U-ADA] .gone').waitFor()
  expect(await page.isDisabled('[data-ask=message]')).toBe(true)
  expect(house.removed).toHaveLength(1)
  await leave()
})

test('with real services behind it, whoever you are in chat is typed in', async () => {
  const { page, house, leave } = await visit(desktop, { people: [] })
  expect(await page.isDisabled('[data-ask=message]')).toBe(true)
  await page.fill('#join [name=name]', 'Ines Baum')
  await page.fill('#join [name=email]', 'ines@latchkey.example')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Ines Baum', pressed: true }).waitFor()
  await write(page, 'hello')
  await expect.poll(() => house.heard.length).toBe(1)
  expect(await page.isHidden('[data-lock]')).toBe(true)
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await leave()
})

/** A card before whoever is on call: its pane is there from the first on. */
const calledOut = async (page: Page, adapter: Adapter): Promise<void> => {
  expect(await page.locator('[data-pane=on-call]').isVisible()).toBe(false)
  const at = await adapter.onCall?.()
  if (at === undefined) throw new Error('nobody is on call')
  await adapter.show(alert, at)
  await page.locator('[data-pane=on-call] [data-card]').waitFor({ state: 'attached' })
}

test.each(['light', 'dark'] as const)('nothing stands in anybody’s way: desktop, %s', async (colorScheme) => {
  const { page, adapter, leave } = await visit({ ...desktop, colorScheme })
  await adapter.tell(alert, 'alerts', 'one')
  await calledOut(page, adapter)
  const violations = async (): Promise<unknown[]> =>
    (await new AxeBuilder({ page }).withTags(rules).analyze()).violations.map(({ id, nodes }) => [
      id,
      nodes.map((n) => n.html),
    ])
  expect(await violations()).toEqual([])
  await write(page, 'hello')
  await page.click('[data-value=reset-password]')
  await page.locator('a[data-ask=link]').waitFor()
  await page.click('#tools summary')
  expect(await violations()).toEqual([])
  await page.keyboard.press('Escape')
  await page.click('button[data-ask=pairing-code]')
  await page.locator('dialog').waitFor()
  expect(await violations()).toEqual([])
  await leave()
})

test.each(['light', 'dark'] as const)('nothing stands in anybody’s way: phone, %s', async (colorScheme) => {
  const { page, adapter, leave } = await visit({ ...phone, colorScheme })
  await adapter.tell(alert, 'alerts', 'one')
  await calledOut(page, adapter)
  await write(page, 'hello')
  await page.click('[data-value=reset-password]')
  await page.locator('a[data-ask=link]').waitFor()
  for (const view of ['chat', 'phone', 'helpdesk']) {
    await page.click(`[data-show=${view}]`)
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
    expect(violations.map(({ id, nodes }) => [view, id, nodes.map((n) => n.html)])).toEqual([])
    const wide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
    expect([view, wide]).toEqual([view, false])
  }
  await leave()
})
