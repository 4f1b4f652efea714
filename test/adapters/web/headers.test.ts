import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHost, type TestHost } from '../../support/web-host.ts'
import { pages } from '../../support/web-cards.ts'
import { ask, fromOurPage, raw, type Sent } from '../../support/web-client.ts'

let host: TestHost
beforeAll(async () => {
  host = await startHost({
    routes: [
      { prefix: '/slack/', handle: async () => new Response('ok') },
      {
        prefix: '/loose/',
        handle: async () =>
          new Response('ok', {
            headers: {
              'content-security-policy': "default-src 'self'",
              'cache-control': 'public, max-age=9999',
              'x-content-type-options': 'none',
              'referrer-policy': 'unsafe-url',
            },
          }),
      },
      { prefix: '/broken/', handle: () => Promise.reject(new Error('Winter-Lake-2026')) },
    ],
  })
  host.handoff.shown = pages.password
})
afterAll(() => host.stop())

const call = (path: string, more: Sent = {}): Sent => ({
  method: 'POST',
  path,
  headers: fromOurPage,
  body: '{"flow":"f","secret":"s"}',
  ...more,
})
const cookie = { cookie: '__Host-flow=flow.secret' }

const everyKind: readonly (readonly [string, number, Sent])[] = [
  ['alive', 200, { path: '/healthz' }],
  ['ready', 200, { path: '/readyz' }],
  ['the landing page', 200, { path: '/h' }],
  ['a page without a cookie', 200, { path: '/h/page' }],
  ['a page', 200, { path: '/h/page', headers: cookie }],
  ['the head of a page', 200, { method: 'HEAD', path: '/h/page', headers: cookie }],
  ['the state', 200, { path: '/h/state', headers: cookie }],
  ['the page behind a notice', 200, { path: '/notme' }],
  ['the approver’s page', 200, { path: '/a' }],
  ['an approver’s call to nothing', 410, call('/a/open', { body: '{"flow":"f","token":"t"}' })],
  ['a wrong method on the approver’s page', 405, { method: 'POST', path: '/a' }],
  ['a wrong method on an approver’s call', 405, { path: '/a/sign' }],
  ['an unknown page below the approver’s', 404, { path: '/a/nope' }],
  ['a press behind a notice', 422, call('/notme', { body: '{"notice":"n","token":"t","word":"w"}' })],
  [
    'a press behind a notice from elsewhere',
    403,
    call('/notme', { headers: { 'content-type': 'application/json' } }),
  ],
  ['a wrong method behind a notice', 405, { method: 'DELETE', path: '/notme' }],
  ['a call', 200, call('/h/attach')],
  ['a call from elsewhere', 403, call('/h/attach', { headers: { 'content-type': 'application/json' } })],
  ['a call of another type', 415, call('/h/attach', { headers: { 'sec-fetch-site': 'same-origin' } })],
  ['a call that is no JSON', 400, call('/h/attach', { body: '{' })],
  ['a call too large', 413, call('/h/attach', { body: 'x'.repeat(40_000) })],
  ['an unknown page', 404, { path: '/nope' }],
  ['an unknown page below ours', 404, { path: '/h/nope' }],
  ['an unknown call', 404, call('/h/nope')],
  ['a wrong method on a page', 405, { method: 'DELETE', path: '/h' }],
  ['a wrong method on a call', 405, { path: '/h/answer' }],
  ['a preflight', 405, { method: 'OPTIONS', path: '/h/answer' }],
  ['another host', 421, { headers: { host: 'evil.example' } }],
  ['an expectation', 405, { method: 'PUT', path: '/h', headers: { expect: 'the-unexpected' } }],
  ["another adapter's route", 200, { path: '/slack/events' }],
  ["another adapter's route, with headers of its own", 200, { path: '/loose/x' }],
  ["another adapter's route that fails", 503, { path: '/broken/x' }],
  ["too much for another adapter's route", 413, call('/slack/events', { body: 'x'.repeat(1_100_000) })],
]

describe('every response carries every header', () => {
  test.each(everyKind)('%s: %i', async (_, status, sent) => {
    const got = await ask(host.port, sent)
    expect(got.status).toBe(status)
    expectAll(got.headers)
  })

  test.each([
    ['no request at all', 'hello\r\n\r\n', '400'],
    [
      'headers without end',
      `GET /h HTTP/1.1\r\nhost: reset.example.com\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      '431',
    ],
    ['no host', 'GET /h HTTP/1.1\r\n\r\n', '421'],
  ])('%s', async (_, text, status) => {
    const [head = ''] = (await raw(host.port, text)).split('\r\n\r\n')
    const [line = '', ...rest] = head.split('\r\n')
    expect(line).toContain(status)
    expectAll(Object.fromEntries(rest.map((one) => one.toLowerCase().split(/: (.*)/s))))
  })

  test('only the content policy may be brought along by a route', async () => {
    const { headers } = await ask(host.port, { path: '/loose/x' })
    expect(headers['content-security-policy']).toBe("default-src 'self'")
  })

  test('an error tells nothing of what went wrong, and the log all', async () => {
    const { body } = await ask(host.port, { path: '/broken/x' })
    expect(body).toBe('{"why":"unavailable"}')
    expect(host.faults.at(-1)).toMatchObject({ event: 'web.fault', path: '/broken/' })
  })
})

describe('the policy of a page', () => {
  test('lets only its own script and style run', async () => {
    const { headers, body } = await ask(host.port, { path: '/h/page', headers: cookie })
    const policy = String(headers['content-security-policy'])
    const [, nonce = ''] = /script-src 'nonce-([\w-]{22,})' 'strict-dynamic'/.exec(policy) ?? []
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'nonce-${nonce}'; img-src 'self' data:; ` +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    )
    const marked = body.match(/<(script|style)\b[^>]*>/g) ?? []
    const runs = marked.filter((tag) => !tag.includes('application/json'))
    expect(runs.length).toBe(3)
    for (const tag of runs) expect(tag).toContain(`nonce="${nonce}"`)
    expect(body).not.toMatch(/ style="| on[a-z]+="|javascript:/)
  })

  test('is never the same twice', async () => {
    const policies = await Promise.all(Array.from({ length: 5 }, () => ask(host.port, {})))
    expect(new Set(policies.map(({ headers }) => headers['content-security-policy'])).size).toBe(5)
  })
})

test('transport security is promised only where the address is https', async () => {
  const plain = await startHost({ baseUrl: 'http://reset.example.com' })
  const got = await ask(plain.port, {})
  await plain.stop()
  expect(got.headers['strict-transport-security']).toBeUndefined()
})

const exact = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
  'strict-transport-security': 'max-age=31536000; includesubdomains',
}

const expectAll = (headers: Readonly<Record<string, string | string[] | undefined>>): void => {
  for (const [name, value] of Object.entries(exact))
    expect(String(headers[name]).toLowerCase(), name).toBe(value)
  expect(headers['content-security-policy']).toContain("default-src '")
  expect(headers['permissions-policy']).toContain('publickey-credentials-get=(self)')
  expect(headers['permissions-policy']).toContain('camera=()')
  for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
    expect(headers[name], name).toBeUndefined()
}
