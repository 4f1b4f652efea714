import { createHash } from 'node:crypto'
import { compactVerify, EmbeddedJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { provedDevice } from '../../../src/handoff/device-proof.ts'
import type { SignedCall } from '../../../src/handoff/port.ts'
import { refusedAs } from '../../support/fake-handoff.ts'
import { secret, startBench, type Bench } from '../../support/web-browser.ts'
import { pages } from '../../support/web-cards.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(() => bench.fresh())

const heard = () => bench.host.handoff.changes()
const shownSection = 'section[data-when]:not([hidden])'

/** Verifies a proof as a stranger to our code would, and gives what it says. */
const verified = async (signed: SignedCall | undefined) => {
  const known = { algorithms: ['ES256'] }
  const { payload, protectedHeader: header } = await compactVerify(signed?.proof ?? '', EmbeddedJWK, known)
  return { header, claims: JSON.parse(new TextDecoder().decode(payload)) }
}
const bshOf = (body = ''): string => createHash('sha256').update(body).digest('base64url')

describe('a link from the chat', () => {
  test('is taken out of the address, and nothing happens before a press', async () => {
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.waitForSelector('[data-when="start"]:not([hidden])')
    expect(page.url()).toBe(`${bench.base}/h`)
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(secret)
    expect(await page.evaluate('JSON.stringify({...localStorage, ...sessionStorage})')).not.toContain(secret)
    await page.goBack().catch(() => null)
    expect(page.url()).not.toContain(secret)
    expect(bench.host.handoff.calls).toEqual([])
    await page.context().close()
  })

  test('a script that presses everything starts nothing', async () => {
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.waitForSelector('[data-when="start"]:not([hidden])')
    await page.evaluate(`for (const one of document.querySelectorAll('button, a')) {
      one.click()
      one.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
    }`)
    await page.waitForTimeout(300)
    expect(heard()).toEqual([])
    expect(await page.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0)
    await page.context().close()
  })

  test('leads on with proof of a key that nobody can read', async () => {
    const { page, complaints } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    const nonce = await page.getAttribute('html', 'data-nonce')
    await page.click('[data-ask="continue"]')
    await page.waitForURL('**/h/page')
    const [call] = heard()
    expect([call?.what, call?.flow, call?.secret?.reveal()]).toEqual(['attach', 'flow', secret])
    expect(call?.context).toMatchObject({ browser: 'Chrome on Linux' })
    const { header, claims } = await verified(call?.signed)
    expect(header).toEqual({
      typ: 'latchkey-proof+jwt',
      alg: 'ES256',
      jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    })
    expect(claims).toEqual({
      htm: 'POST',
      htu: `${bench.base}/h/attach`,
      flow: 'flow',
      ver: '',
      nonce,
      bsh: bshOf(call?.signed?.body),
    })
    const readable = await page.evaluate(`new Promise((done) => {
      const request = indexedDB.open('latchkey')
      request.onsuccess = () => {
        const get = request.result.transaction('keys').objectStore('keys').get('flow:flow')
        get.onsuccess = () => crypto.subtle.exportKey('jwk', get.result.private).then(() => 'readable', (e) => e.name)
          .then((how) => done([get.result.private.extractable, how]))
      }
    })`)
    expect(readable).toEqual([false, 'InvalidAccessError'])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('shows the same lasting key at every link, and another one in a private window', async () => {
    const arrivals = () => heard().filter(({ what }) => what === 'attach')
    const shown = async (signed: SignedCall | undefined) => {
      const known = { algorithms: ['ES256'] }
      const { payload, protectedHeader } = await compactVerify(signed?.device ?? '', EmbeddedJWK, known)
      expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ prf: bshOf(signed?.proof) })
      expect(protectedHeader.typ).toBe('latchkey-device+jwt')
      return signed && (await provedDevice(signed))
    }
    const comes = async (page: Page, flow: string) => {
      await page.goto(`${bench.base}/h#v1.${flow}.${secret}`)
      await page.click('[data-ask="continue"]')
      await page.waitForURL('**/h/page')
      return await shown(arrivals().at(-1)?.signed)
    }
    const { page, complaints } = await bench.open()
    const first = await comes(page, 'one')
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await comes(page, 'two')).toBe(first)
    const own = await verified(arrivals().at(-1)?.signed)
    expect(own.header.jwk).not.toEqual((await verified(arrivals()[0]?.signed)).header.jwk)
    expect(complaints).toEqual([])
    await page.context().close()
    const { page: another } = await bench.open()
    expect(await comes(another, 'three')).not.toBe(first)
    await another.context().close()
  })

  test('opened again in the same tab, it is taken again', async () => {
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h`)
    await page.waitForSelector('[data-when="nothing"]:not([hidden])')
    await page.evaluate(`location.hash = '#v1.other.${secret}'`)
    await page.waitForSelector('[data-when="start"]:not([hidden])')
    expect(page.url()).toBe(`${bench.base}/h`)
    await page.click('[data-ask="continue"]')
    await page.waitForURL('**/h/page')
    expect(heard()[0]?.flow).toBe('other')
    await page.context().close()
  })

  test.each([
    '#',
    '#v1',
    '#v1..',
    '#v2.flow.secret',
    '#v1.flow.a b',
    `#v1.${'f'.repeat(80)}.s`,
    '#<img src=x>',
  ])('that is none (%s) is taken out all the same', async (hash) => {
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h${hash}`)
    await page.waitForSelector('[data-when="nothing"]:not([hidden])')
    expect(page.url().replace(/#$/, '')).toBe(`${bench.base}/h`)
    await page.context().close()
  })

  test('that is dead says so kindly, and its key is forgotten', async () => {
    bench.host.handoff.respond = () => refusedAs('gone')
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.click('[data-ask="continue"]')
    await page.waitForSelector('[data-when="gone"]:not([hidden])')
    expect(await page.textContent(shownSection)).toContain('This link no longer works')
    await page.reload()
    await page.waitForSelector('[data-when="nothing"]:not([hidden])')
    expect(heard().map(({ what }) => what)).toEqual(['attach'])
    await page.context().close()
  })
})

describe('a nonce that has run out', () => {
  test('is renewed once', async () => {
    let times = 0
    bench.host.handoff.respond = () =>
      ++times === 1 ? refusedAs('proof') : { kind: 'ok', changed: true, cookie: 'flow.secret', maxAge: 900 }
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.click('[data-ask="continue"]')
    await page.waitForURL('**/h/page')
    const [first, second] = [await verified(heard()[0]?.signed), await verified(heard()[1]?.signed)]
    expect(second.claims.nonce).not.toBe(first.claims.nonce)
    expect(second.header).toEqual(first.header)
    await page.context().close()
  })

  test('and then no more', async () => {
    bench.host.handoff.respond = () => refusedAs('proof')
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.click('[data-ask="continue"]')
    await page.waitForSelector('#note:not([hidden])')
    expect(heard().length).toBe(2)
    await page.context().close()
  })
})

describe('one phone, the page closed and opened again', () => {
  test('the key is the same after a reload, and signs the prompt of its page', async () => {
    bench.host.handoff.shown = pages.code
    const { page } = await bench.enter()
    await page.reload()
    await page.fill('[data-ask="totp"]', '123 456')
    await page.click('[data-send="totp"]')
    await expect.poll(() => heard().length).toBe(2)
    const [attach, answer] = [await verified(heard()[0]?.signed), await verified(heard()[1]?.signed)]
    expect(answer.header.jwk).toEqual(attach.header.jwk)
    expect(answer.claims).toMatchObject({
      ver: 'prove-identity:7',
      flow: 'flow',
      htu: `${bench.base}/h/answer`,
    })
    expect(heard()[1]?.signed?.cookie).toBe('flow.secret')
    await page.context().close()
  })

  test('"Continue" in the chat resumes by the key alone, cookie or not', async () => {
    bench.host.handoff.shown = pages.code
    const { context, page } = await bench.enter()
    await page.close()
    await context.clearCookies()
    const other = await context.newPage()
    await other.goto(`${bench.base}/h#v1.flow`)
    await other.waitForURL('**/h/page')
    await other.waitForSelector('[data-ask="totp"]')
    expect(heard().map(({ what }) => what)).toEqual(['attach', 'resume'])
    const [attach, resume] = [await verified(heard()[0]?.signed), await verified(heard()[1]?.signed)]
    expect(resume.header.jwk).toEqual(attach.header.jwk)
    expect(resume.claims).toMatchObject({ ver: '', flow: 'flow', htu: `${bench.base}/h/resume` })
    expect(heard()[1]?.signed).not.toHaveProperty('cookie')
    await context.close()
  })

  test('a lost cookie is got back by itself', async () => {
    bench.host.handoff.shown = pages.code
    const { context, page } = await bench.enter()
    await context.clearCookies()
    await page.reload()
    await page.waitForSelector('[data-ask="totp"]')
    expect(heard().map(({ what }) => what)).toEqual(['attach', 'resume'])
    await context.close()
  })

  test('"Continue" in another browser sends nothing at all', async () => {
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow`)
    await page.waitForSelector('[data-when="elsewhere"]:not([hidden])')
    expect(heard()).toEqual([])
    await page.context().close()
  })

  test('a flow that is over says so and does not go round in circles', async () => {
    const { context, page } = await bench.enter()
    await context.clearCookies()
    bench.host.handoff.respond = () => refusedAs('gone')
    await page.goto(`${bench.base}/h/page`)
    await page.waitForSelector('[data-when="nothing"]:not([hidden])')
    await page.waitForTimeout(300)
    expect(heard().filter(({ what }) => what === 'resume').length).toBe(1)
    await context.close()
  })
})

describe('a browser that keeps nothing', () => {
  test('no cookie: the page says so and stops', async () => {
    bench.host.handoff.respond = () => ({ kind: 'ok', changed: true })
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.click('[data-ask="continue"]')
    await page.waitForSelector('[data-when="storage"]:not([hidden])')
    expect(await page.textContent(shownSection)).toContain(`cookies allowed for ${new URL(bench.base).host}`)
    expect(heard().length).toBe(1)
    await page.context().close()
  })

  test('no storage: the page says so before anything is sent', async () => {
    const { page } = await bench.open()
    await page.addInitScript(
      `Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError') } })`,
    )
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.click('[data-ask="continue"]')
    await page.waitForSelector('[data-when="storage"]:not([hidden])')
    expect(heard()).toEqual([])
    await page.context().close()
  })

  test('everything blocked: even the button is not offered', async () => {
    const { page } = await bench.open()
    await page.addInitScript(
      `Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError') } })`,
    )
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.waitForSelector('[data-when="storage"]:not([hidden])')
    await page.context().close()
  })
})

describe('when our side is down', () => {
  test('the link can be pressed again', async () => {
    const up = bench.host.handoff.respond
    bench.host.handoff.respond = () => refusedAs('unavailable')
    const { page } = await bench.open()
    await page.goto(`${bench.base}/h#v1.flow.${secret}`)
    await page.click('[data-ask="continue"]')
    await page.waitForSelector('#note:not([hidden])')
    expect(await page.textContent('#note')).toContain('Nothing was changed')
    bench.host.handoff.respond = up
    await page.click('[data-ask="continue"]')
    await page.waitForURL('**/h/page')
    await page.context().close()
  })

  test('coming back offers to try again', async () => {
    const { context, page } = await bench.enter()
    await context.clearCookies()
    const up = bench.host.handoff.respond
    bench.host.handoff.respond = () => refusedAs('unavailable')
    await page.goto(`${bench.base}/h`)
    await page.waitForSelector('[data-when="retry"]:not([hidden])')
    bench.host.handoff.respond = up
    await page.click('[data-ask="retry"]')
    await page.waitForURL('**/h/page')
    await context.close()
  })
})

test('without JavaScript the page says what is needed and offers nothing that cannot work', async () => {
  bench.host.handoff.shown = pages.password
  const { page } = await bench.open({ javaScriptEnabled: false })
  const cookie = { name: '__Host-flow', value: 'a.b', url: 'https://localhost', secure: true }
  await page.context().addCookies([cookie])
  for (const path of ['/h', '/h/page']) {
    await page.goto(`${bench.base}${path}`)
    expect(await page.isVisible('noscript h1')).toBe(true)
    expect(await page.isVisible('text=+49 30 123 456')).toBe(true)
    for (const control of await page.locator('button, input').all())
      expect(await control.isVisible()).toBe(false)
  }
  await page.context().close()
})
