import { readFile } from 'node:fs/promises'
import type { BrowserContext } from 'playwright-core'
import { encode } from 'uqr'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page as Shown } from '../../../src/handoff/port.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { fieldsOf, refusedAs, typed } from '../../support/fake-handoff.ts'
import { startBench, type Bench } from '../../support/web-browser.ts'
import { pages, recoveryCodes, seed } from '../../support/web-cards.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(() => bench.fresh())

const on = (shown: Shown) => {
  bench.host.handoff.shown = shown
  return bench.enter({ permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true })
}
const answers = () => bench.host.handoff.changes().filter(({ what }) => what === 'answer')

/** What a person would paste elsewhere: our own pages may not read the clipboard. */
const pasted = async (context: BrowserContext): Promise<string> => {
  const elsewhere = await context.newPage()
  await elsewhere.setContent('<textarea></textarea>')
  await elsewhere.focus('textarea')
  await elsewhere.keyboard.press('Control+V')
  return await elsewhere.inputValue('textarea')
}

describe('typing', () => {
  test('a new password, pasted, seen, sent by Enter', async () => {
    const { context, page } = await on(pages.password)
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    const field = page.locator('[data-ask="password"]')
    expect(await field.getAttribute('autocomplete')).toBe('new-password')
    expect(await field.getAttribute('maxlength')).toBeNull()
    await page.evaluate(`navigator.clipboard.writeText('Winter-Lake-2026 \u{1f511}')`)
    await field.focus()
    await page.keyboard.press('Control+V')
    expect(await field.getAttribute('type')).toBe('password')
    await page.click('[data-toggle]')
    expect([await field.getAttribute('type'), await page.textContent('[data-toggle]')]).toEqual([
      'text',
      'Hide',
    ])
    await field.press('Enter')
    await expect.poll(() => answers().length).toBe(1)
    expect(answers()[0]?.name).toBe('password')
    expect(typed(answers()[0])).toBe('Winter-Lake-2026 \u{1f511}')
    await context.close()
  })

  test('the current and a new password: one form, told apart for a password manager, one answer', async () => {
    const { context, page } = await on(pages.change)
    const [current, chosen] = [page.getByLabel('Your present password'), page.getByLabel('New password')]
    expect([await current.getAttribute('autocomplete'), await chosen.getAttribute('autocomplete')]).toEqual([
      'current-password',
      'new-password',
    ])
    const account = page.getByLabel('Account')
    expect([await account.inputValue(), await account.getAttribute('autocomplete')]).toEqual([
      'ada',
      'username',
    ])
    expect(await account.isEditable()).toBe(false)
    await current.fill('Winter-Lake-2026')
    await current.press('Enter')
    expect(answers()).toEqual([])
    await page.click('[data-toggle="ask-chosen"]')
    expect([await current.getAttribute('type'), await chosen.getAttribute('type')]).toEqual([
      'password',
      'text',
    ])
    await chosen.fill(' Otter-Bridge ü ')
    await chosen.press('Enter')
    await expect.poll(() => answers().length).toBe(1)
    expect(answers()[0]?.name).toBe('password-change')
    expect(fieldsOf(answers()[0]?.value)).toEqual({ current: 'Winter-Lake-2026', chosen: ' Otter-Bridge ü ' })
    expect(page.url()).not.toContain('Winter')
    await context.close()
  })

  test('a code with a space in it arrives without', async () => {
    const { context, page } = await on(pages.code)
    const field = page.locator('[data-ask="totp"]')
    expect([await field.getAttribute('inputmode'), await field.getAttribute('autocomplete')]).toEqual([
      'numeric',
      'one-time-code',
    ])
    await field.fill('123 456')
    await field.press('Enter')
    await expect.poll(() => answers().length).toBe(1)
    expect(typed(answers()[0])).toBe('123456')
    await context.close()
  })

  test.each(['', '12345', 'abcdef'])('a code that is none (%j) is not sent', async (text) => {
    const { context, page } = await on(pages.code)
    await page.fill('[data-ask="totp"]', text)
    await page.click('[data-send="totp"]')
    await page.waitForTimeout(200)
    expect(answers()).toEqual([])
    await context.close()
  })

  test('a button says its value', async () => {
    const { context, page } = await on(pages.passkey)
    await page.click('[data-ask="another-way"][data-value="other"]')
    await expect.poll(() => answers().length).toBe(1)
    expect(answers()[0]).toMatchObject({ name: 'another-way', value: 'other' })
    await context.close()
  })

  test('two quick presses are one answer', async () => {
    const { context, page } = await on(pages.password)
    await page.fill('[data-ask="password"]', 'Winter-Lake-2026')
    await page.dblclick('[data-send="password"]')
    await expect.poll(() => page.textContent('[data-send="password"]')).toBe('Set this password')
    expect(answers().length).toBe(1)
    await context.close()
  })

  test('while one answer is under way no other can be given, and none gets lost', async () => {
    const { context, page } = await on(pages.code)
    bench.host.handoff.respond = () => {
      bench.host.handoff.shown = pages.recovery
      return { kind: 'ok', changed: true }
    }
    await page.route('**/h/answer', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    await page.fill('[data-ask="totp"]', '123456')
    await page.click('[data-send="totp"]')
    await page.click('[data-ask="another-way"]', { force: true })
    await page.waitForSelector('[data-ask="recovery-code"]')
    expect(answers().map(({ name }) => name)).toEqual(['totp'])
    await context.close()
  })

  test('a script that presses everything sends nothing', async () => {
    const { context, page } = await on(pages.codes)
    await page.waitForSelector('li')
    const before = answers().length
    await page.evaluate(`for (const one of document.querySelectorAll('button')) one.click()
      for (const form of document.forms) form.requestSubmit()`)
    await page.waitForTimeout(200)
    expect(answers().length).toBe(before)
    await context.close()
  })
})

describe('an answer that was not taken', () => {
  test('unavailable: the words stay in the field, to be sent again', async () => {
    const { context, page } = await on(pages.password)
    bench.host.handoff.respond = () => refusedAs('unavailable')
    await page.fill('[data-ask="password"]', 'Winter-Lake-2026')
    await page.click('[data-send="password"]')
    await page.waitForSelector('#note[role="alert"]:not([hidden])')
    expect(await page.textContent('#note')).toContain('Nothing was changed')
    expect(await page.inputValue('[data-ask="password"]')).toBe('Winter-Lake-2026')
    bench.host.handoff.respond = () => ({ kind: 'ok', changed: false })
    await page.click('[data-send="password"]')
    await expect.poll(() => answers().length).toBe(2)
    await context.close()
  })

  test('no connection: the same', async () => {
    const { context, page } = await on(pages.password)
    await page.fill('[data-ask="password"]', 'Winter-Lake-2026')
    await context.setOffline(true)
    await page.click('[data-send="password"]')
    await page.waitForSelector('#note:not([hidden])')
    expect(await page.textContent('#note')).toContain('nothing is done twice')
    await context.close()
  })

  test('stale: the page is loaded anew, once', async () => {
    const { context, page } = await on(pages.password)
    bench.host.handoff.respond = () => {
      bench.host.handoff.shown = pages.code
      return refusedAs('stale')
    }
    await page.fill('[data-ask="password"]', 'Winter-Lake-2026')
    await page.click('[data-send="password"]')
    await page.waitForSelector('[data-ask="totp"]')
    await context.close()
  })

  test('stale for ever: the page stops asking by itself and says so', async () => {
    bench.host.handoff.shown = pages.seed
    const { respond } = bench.host.handoff
    bench.host.handoff.respond = (call) => (call.what === 'answer' ? refusedAs('stale') : respond(call))
    const { context, page } = await bench.enter()
    await page.waitForSelector('#note:not([hidden])')
    await page.waitForTimeout(300)
    expect(answers().length).toBe(2)
    await context.close()
  })

  test('gone: the page says what there is now', async () => {
    const { context, page } = await on(pages.code)
    bench.host.handoff.respond = () => {
      bench.host.handoff.shown = pages.killed
      return refusedAs('gone')
    }
    await page.fill('[data-ask="totp"]', '123456')
    await page.click('[data-send="totp"]')
    await page.waitForSelector('[data-outcome="killed"]')
    await context.close()
  })
})

describe('the pairing code', () => {
  test('stands there in two groups of three, with its time in words, after a reload too', async () => {
    const { context, page } = await on(pages.pairing)
    for (const _ of [1, 2]) {
      await expect.poll(() => page.textContent('[data-ask="pairing-code"]')).toBe('042 917')
      expect(await page.textContent('[data-part="left"]')).toContain('about 3 more minutes')
      await page.reload()
    }
    await page.click('[data-part="copy"]')
    expect(await pasted(context)).toBe('042917')
    await context.close()
  })

  test('that runs out is renewed by itself', async () => {
    let codes = ['111222', '333444']
    const { respond } = bench.host.handoff
    bench.host.handoff.respond = (call) => {
      if (call.name !== 'pairing-code') return respond(call)
      const [code = '000000', ...rest] = codes
      codes = rest
      return {
        kind: 'ok',
        changed: false,
        reveal: { code, expiresAt: systemClock.now() + (rest.length > 0 ? 100 : 60_000) },
      }
    }
    const { context, page } = await on(pages.pairing)
    await expect.poll(() => page.textContent('output')).toBe('111 222')
    await expect.poll(() => page.textContent('output'), { timeout: 8000 }).toBe('333 444')
    expect(await page.textContent('[data-part="left"]')).toContain('less than a minute')
    await context.close()
  })

  test('typed in the chat moves the page on', async () => {
    const { context, page } = await on(pages.pairing)
    await page.waitForSelector('output:not(:empty)')
    bench.host.handoff.shown = pages.passkey
    await page.waitForSelector('[data-ask="webauthn"]', { timeout: 8000 })
    await context.close()
  })

  test('waits through a broken connection', async () => {
    const { context, page } = await on(pages.waiting)
    await context.setOffline(true)
    await page.waitForSelector('#note:not([hidden])', { timeout: 8000 })
    expect(await page.textContent('#note')).toContain('tries again by itself')
    await context.setOffline(false)
    await page.waitForSelector('#note[hidden]', { state: 'attached', timeout: 8000 })
    await context.close()
  })
})

describe('enrolling an app', () => {
  test('the picture shows the seed, the link opens the app on this phone, the key can be copied', async () => {
    const { context, page, complaints } = await on(pages.seed)
    await page.waitForSelector('[data-part="qr"] path', { state: 'attached' })
    const { uri, secret } = seed
    expect(await page.getAttribute('[data-part="open"]', 'href')).toBe(uri)
    const { size, data } = encode(uri, { ecc: 'M', border: 0 })
    expect(await page.getAttribute('[data-part="qr"]', 'viewBox')).toBe(`-4 -4 ${size + 8} ${size + 8}`)
    const path = (await page.getAttribute('[data-part="qr"] path', 'd')) ?? ''
    const drawn = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x},${y}`)
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x},${y}`] : [])))
    expect(drawn).toEqual(dark)
    await page.click('[data-part="copy"]')
    expect(await pasted(context)).toBe(secret)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a link that is none of an authenticator app is not offered', async () => {
    bench.host.handoff.respond = ({ what }) =>
      what === 'answer'
        ? { kind: 'ok', changed: false, reveal: { uri: 'javascript:alert(1)', secret: 'ABCD' } }
        : { kind: 'ok', changed: true, cookie: 'flow.secret', maxAge: 900 }
    const { context, page } = await on(pages.seed)
    await page.waitForSelector('[data-part="qr"] path', { state: 'attached' })
    expect(await page.getAttribute('[data-part="open"]', 'href')).toBeNull()
    await context.close()
  })
})

describe('recovery codes', () => {
  test('are listed, downloaded, copied', async () => {
    const { context, page } = await on(pages.codes)
    await page.waitForSelector('li')
    expect(await page.locator('li').allTextContents()).toEqual(recoveryCodes)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('[data-part="download"]'),
    ])
    expect(download.suggestedFilename()).toBe('recovery-codes.txt')
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toContain(recoveryCodes.join('\n'))
    await page.click('[data-part="copy"]')
    expect(await pasted(context)).toBe(text)
    await context.close()
  })

  test('never stand in the page that is loaded', async () => {
    const { context, page } = await on(pages.codes)
    const html = await (await context.request.get(`${bench.base}/h/page`)).text()
    expect(html).not.toContain(recoveryCodes[0])
    await page.waitForSelector('li')
    await context.close()
  })

  test('a new one in the place of a used one is shown before the page moves on', async () => {
    const { context, page } = await on(pages.recovery)
    bench.host.handoff.respond = () => {
      bench.host.handoff.shown = pages.password
      return { kind: 'ok', changed: true, reveal: { replacement: 'TEST-NEWC-ODEA-BBBB' } }
    }
    await page.fill('[data-ask="recovery-code"]', 'TEST-CODE-1AAA-BBBB')
    await page.click('[data-send="recovery-code"]')
    await page.waitForSelector('li')
    expect(await page.locator('li').allTextContents()).toEqual(['TEST-NEWC-ODEA-BBBB'])
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Your new recovery code')
    await page.click('[data-ask="kept"]')
    await page.waitForSelector('[data-ask="password"]')
    await context.close()
  })

  test('made on the way: the next answer is bound to the newer prompt', async () => {
    const { respond } = bench.host.handoff
    bench.host.handoff.respond = (call) => {
      if (call.name !== 'recovery-codes') return respond(call)
      bench.host.handoff.shown = { ...pages.codes, prompt: 'enrol:8' }
      return { kind: 'ok', changed: true, reveal: { codes: recoveryCodes } }
    }
    const { context, page } = await on(pages.codes)
    await page.waitForSelector('[data-prompt="enrol:8"] li')
    await context.close()
  })
})

/** The names of what this browser keeps of us. */
const keptKeys = `new Promise((done, fail) => {
  const request = indexedDB.open('latchkey')
  request.onerror = fail
  request.onsuccess = () => {
    const all = request.result.transaction('keys').objectStore('keys').getAllKeys()
    all.onsuccess = () => { request.result.close(); done(all.result) }
  }
})`

describe('the end', () => {
  test('can be read again, but the key is gone; only the lasting one stays', async () => {
    const { context, page } = await on(pages.committed)
    await page.reload()
    expect(await page.getAttribute('body', 'data-outcome')).toBe('committed')
    expect(await page.evaluate(keptKeys)).toEqual(['device'])
    const [cookie] = await context.cookies()
    expect((cookie?.expires ?? 0) - systemClock.now() / 1000).toBeLessThan(601)
    await context.close()
  })
})
