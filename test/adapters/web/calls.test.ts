import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/lib/secret.ts'
import { done, fieldsOf, refusedAs, typed } from '../../support/fake-handoff.ts'
import { startHost, type TestHost } from '../../support/web-host.ts'
import { pages } from '../../support/web-cards.ts'
import { post, type Got } from '../../support/web-client.ts'

let host: TestHost
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.stop())
beforeEach(() => {
  host.handoff.calls.splice(0)
  host.handoff.respond = () => done
  host.handoff.shown = undefined
})

const cookie = { cookie: '__Host-flow=flow.secret', 'latchkey-proof': 'a.b.c' }
const answer = (said: unknown, headers: Readonly<Record<string, string>> = cookie): Promise<Got> =>
  post(host.port, '/h/answer', said, headers)
const only = () => {
  expect(host.handoff.changes().length).toBe(1)
  return host.handoff.changes()[0]!
}

describe('what the protocol hears', () => {
  test('the first contact: the secret wrapped, the browser named, the body byte for byte', async () => {
    const body = '{ "flow" : "flow",  "secret":"Winter-Lake-2026" }'
    await post(host.port, '/h/attach', body, {
      'latchkey-proof': 'a.b.c',
      'user-agent':
        'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
    })
    const { signed, flow, secret, context } = only()
    expect(signed).toEqual({ proof: 'a.b.c', method: 'POST', path: '/h/attach', body, address: '127.0.0.1' })
    expect(flow).toBe('flow')
    expect([String(secret), secret?.reveal()]).toEqual(['[secret]', 'Winter-Lake-2026'])
    expect(context).toEqual({
      browser: 'Chrome on Android',
      origin: { agent: { device: 'phone', os: 'Android', family: 'Chrome' } },
    })
  })

  test('a browser that comes back', async () => {
    await post(host.port, '/h/resume', { flow: 'flow' }, { 'latchkey-proof': 'a.b.c' })
    expect(only()).toMatchObject({ what: 'resume', flow: 'flow', signed: { path: '/h/resume' } })
    expect(only().signed).not.toHaveProperty('cookie')
  })

  test("a call without proof is handed on as such: refusing it is the protocol's business", async () => {
    await answer({ name: 'totp', value: '1' }, {})
    expect(only().signed?.proof).toBeUndefined()
  })

  test.each([
    ['password', 'password'],
    ['current', 'current'],
    ['code', 'totp'],
    ['recovery', 'recovery-code'],
    ['code', 'something-else'],
  ] as const)('what is typed on the %s page as %s is a secret', async (page, name) => {
    host.handoff.shown = pages[page]
    await answer({ name, value: 'Winter-Lake-2026' })
    expect(only().value).toBeInstanceOf(Secret)
    expect(typed(only())).toBe('Winter-Lake-2026')
    expect(only().signed?.cookie).toBe('flow.secret')
  })

  test('without a page, everything typed is a secret', async () => {
    await answer({ name: 'another-way', value: 'other' })
    expect(only().value).toBeInstanceOf(Secret)
  })

  test('what a button says is not', async () => {
    host.handoff.shown = pages.passkey
    await answer({ name: 'another-way', value: 'other' })
    expect(only().value).toBe('other')
  })

  test('what is typed into several fields is secret, every one, whatever the page shows', async () => {
    for (const shown of [pages.change, pages.passkey, undefined]) {
      host.handoff.calls.length = 0
      host.handoff.shown = shown
      await answer({ name: 'password-change', secrets: { current: 'Winter-Lake-2026', chosen: ' ü ' } })
      const { value } = only()
      expect(value).toEqual({ current: expect.any(Secret), chosen: expect.any(Secret) })
      expect(JSON.stringify(value)).not.toContain('Winter')
      expect(fieldsOf(value)).toEqual({ current: 'Winter-Lake-2026', chosen: ' ü ' })
    }
  })

  test.each([
    { name: 'x', secrets: {} },
    { name: 'x', secrets: 'a' },
    { name: 'x', secrets: ['a'] },
    { name: 'x', secrets: { a: 1 } },
    { name: 'x', secrets: { a: { b: 'c' } } },
    { name: 'x', secrets: { a: '1', b: '2', c: '3', d: '4', e: '5' } },
    { name: 'x', secrets: { ['a'.repeat(41)]: '1' } },
    { name: 'x', value: 'v', secrets: { a: '1' } },
    '{"name":"x","secrets":{"__proto__":"1","a":"2"}}',
  ])('a form of several fields that is none is not heard: %j', async (body) => {
    expect((await answer(body)).status).toBe(400)
    expect(host.handoff.changes()).toEqual([])
  })

  test('a ceremony goes through as it is', async () => {
    host.handoff.shown = pages.passkey
    const value = { nonce: 'n', response: { id: 'x', response: { signature: 'y' } } }
    await answer({ name: 'webauthn', value })
    expect(only().value).toEqual(value)
  })

  test('a password keeps every character', async () => {
    host.handoff.shown = pages.password
    const password = '  \u{1f511} ünïcödé\t"quotes" \\ end  '
    await answer({ name: 'password', value: password })
    expect(typed(only())).toBe(password)
  })
})

describe('what the browser hears', () => {
  test('a fresh nonce with every answer', async () => {
    const [one, two] = [
      await answer({ name: 'totp', value: '1' }),
      await answer({ name: 'totp', value: '1' }),
    ]
    const [first, second] = [JSON.parse(one.body), JSON.parse(two.body)]
    expect(first).toEqual({ nonce: expect.stringMatching(/^nonce-/), changed: true })
    expect(second.nonce).not.toBe(first.nonce)
  })

  test('a cookie that no other host, script or plain connection gets to see', async () => {
    host.handoff.respond = () => ({ kind: 'ok', changed: true, cookie: 'flow.new', maxAge: 900 })
    const got = await post(host.port, '/h/attach', { flow: 'f', secret: 's' })
    expect(got.headers['set-cookie']).toEqual([
      '__Host-flow=flow.new; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Strict',
    ])
  })

  test('a code with the time it has left by our clock', async () => {
    host.handoff.respond = () => ({
      kind: 'ok',
      changed: false,
      reveal: { code: '042917', expiresAt: 1_170_000 },
    })
    const { body } = await answer({ name: 'pairing-code', value: {} })
    expect(JSON.parse(body).reveal).toEqual({ code: '042917', expiresAt: 1_170_000, expiresIn: 170_000 })
  })

  test('a seed with the modules of its picture', async () => {
    const uri = 'otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP&issuer=Example'
    host.handoff.respond = () => ({ kind: 'ok', changed: false, reveal: { uri, secret: 'JBSWY3DPEHPK3PXP' } })
    const { reveal } = JSON.parse((await answer({ name: 'totp-seed', value: {} })).body)
    expect(reveal.qr.length).toBeGreaterThan(20)
    expect(new Set(reveal.qr.map((row: string) => row.length))).toEqual(new Set([reveal.qr.length]))
    // The three finders and the quiet line beside them (ISO/IEC 18004, 6.3.3).
    expect(reveal.qr[0]).toMatch(/^11111110[01]*01111111$/)
    expect(reveal.qr[1]).toMatch(/^10000010[01]*01000001$/)
    expect(reveal.qr.at(-1)).toMatch(/^11111110/)
  })

  test.each([
    ['proof', 401],
    ['stale', 409],
    ['unavailable', 503],
  ] as const)('%s is %i, with a nonce to try again', async (why, status) => {
    host.handoff.respond = () => refusedAs(why)
    const got = await answer({ name: 'totp', value: '1' })
    expect(got.status).toBe(status)
    expect(JSON.parse(got.body)).toEqual({ why, nonce: expect.stringMatching(/^nonce-/) })
  })

  test('gone is gone, and nothing tells why or where', async () => {
    host.handoff.respond = () => refusedAs('gone')
    const all = [
      await post(host.port, '/h/attach', { flow: 'unknown', secret: 's' }),
      await post(host.port, '/h/attach', { flow: 'expired', secret: 'wrong' }, cookie),
      await post(host.port, '/h/resume', { flow: 'killed' }),
      await answer({ name: 'password', value: 'Winter-Lake-2026' }),
      await answer({ name: 'pairing-code', value: {} }, {}),
    ]
    for (const { status, headers, body } of all) {
      expect([status, body]).toEqual([410, '{"why":"gone"}'])
      expect(headers['set-cookie']).toBeUndefined()
      expect(Object.keys(headers)).toEqual(Object.keys(all[0]!.headers))
    }
  })

  test('a fault inside is a plain "unavailable"', async () => {
    host.handoff.respond = () => {
      throw new Error('Winter-Lake-2026')
    }
    const got = await answer({ name: 'password', value: 'Winter-Lake-2026' })
    expect([got.status, got.body]).toEqual([503, '{"why":"unavailable"}'])
    expect(host.faults.at(-1)?.path).toBe('/h/answer')
  })
})
