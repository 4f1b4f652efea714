import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { origins } from '../../support/origins.ts'
import { startHost, type TestHost } from '../../support/web-host.ts'
import { ask, fromOurPage, post, raw } from '../../support/web-client.ts'

let host: TestHost
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.stop())
beforeEach(() => host.handoff.calls.splice(0))

const answer = { name: 'totp', value: '123456' }
const json = { 'content-type': 'application/json' }

describe('a call that changes something comes from a page of ours', () => {
  test.each(origins)('%s', async (_, headers, status) => {
    const got = await ask(host.port, {
      method: 'POST',
      path: '/h/answer',
      headers: { ...json, ...headers },
      body: JSON.stringify(answer),
    })
    expect(got.status).toBe(status)
    expect(host.handoff.changes().length).toBe(status === 200 ? 1 : 0)
  })
})

describe('the host', () => {
  test.each([
    ['another name', 'GET /h HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'],
    [
      'our name with another port',
      'GET /h HTTP/1.1\r\nhost: reset.example.com:81\r\nconnection: close\r\n\r\n',
    ],
    [
      'two names',
      'GET /h HTTP/1.1\r\nhost: reset.example.com\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
    ],
    ['none', 'GET /h HTTP/1.1\r\nconnection: close\r\n\r\n'],
    [
      'a whole address of another',
      'GET http://evil.example/h HTTP/1.1\r\nhost: reset.example.com\r\nconnection: close\r\n\r\n',
    ],
    [
      'a name in front of a comma',
      'GET /h HTTP/1.1\r\nhost: reset.example.com, evil.example\r\nconnection: close\r\n\r\n',
    ],
  ])('%s is refused', async (_, text) => {
    const got = await raw(host.port, text)
    expect(got).toMatch(/^HTTP\/1.1 421 /)
    expect(got).not.toContain('evil')
  })

  test('forwarded names count for nothing', async () => {
    const forwarded = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
    const got = await ask(host.port, { path: '/h', headers: forwarded })
    expect(got.status).toBe(200)
    expect(got.body).not.toContain('evil')
  })

  test('capitals are the same name', async () => {
    expect((await ask(host.port, { headers: { host: 'RESET.example.COM' } })).status).toBe(200)
  })

  test.each(['/healthz', '/readyz'])('%s answers a balancer that knows only an address', async (path) => {
    expect((await ask(host.port, { path, headers: { host: '10.0.0.7:8080' } })).status).toBe(200)
  })
})

describe('bodies', () => {
  test.each([
    ['no type', { 'sec-fetch-site': 'same-origin' }],
    ['a form', { ...fromOurPage, 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { ...fromOurPage, 'content-type': 'text/plain' }],
    ['JSON with a parameter', { ...fromOurPage, 'content-type': 'application/json; charset=utf-8' }],
    ['two types', { ...fromOurPage, 'content-type': 'application/json, text/plain' }],
    ['a cousin of JSON', { ...fromOurPage, 'content-type': 'application/jsonp' }],
  ])('%s is refused', async (_, headers) => {
    const body = JSON.stringify(answer)
    expect((await ask(host.port, { method: 'POST', path: '/h/answer', headers, body })).status).toBe(415)
    expect(host.handoff.changes()).toEqual([])
  })

  const long = 'x'.repeat(300)
  test.each([
    ['/h/answer', '', 'nothing'],
    ['/h/answer', '{', 'half a thing'],
    ['/h/answer', '[]', 'a list'],
    ['/h/answer', 'null', 'null'],
    ['/h/answer', '"text"', 'text'],
    ['/h/answer', '{}', 'no name'],
    ['/h/answer', '{"name":"totp"}', 'no value'],
    ['/h/answer', '{"name":1,"value":"x"}', 'a number for a name'],
    ['/h/answer', `{"value":"x","name":"${long}"}`, 'a long name'],
    ['/h/answer', '{"name":"totp","value":7}', 'a number for a value'],
    ['/h/answer', '{"name":"totp","value":null}', 'null for a value'],
    ['/h/answer', '{"name":"totp","value":["x"]}', 'a list for a value'],
    ['/h/answer', '{"name":"totp","value":"x","flow":"f"}', 'more than asked'],
    ['/h/attach', '{"flow":"f"}', 'no secret'],
    ['/h/attach', '{"flow":"","secret":"s"}', 'an empty flow'],
    ['/h/attach', `{"flow":"f","secret":"${long}"}`, 'a long secret'],
    ['/h/attach', '{"flow":{},"secret":"s"}', 'an object for a flow'],
    ['/h/resume', '{"secret":"s"}', 'no flow'],
    ['/h/resume', '{"flow":"f","secret":"s"}', 'a secret where none belongs'],
    ['/h/answer', '\ufeff{"name":"totp","value":"x"}', 'a byte-order mark'],
  ])('%s does not take $2', async (path, body) => {
    const got = await post(host.port, path, body)
    expect([got.status, got.body]).toEqual([400, '{"why":"body"}'])
    expect(host.handoff.changes()).toEqual([])
  })

  test('bytes that are no text are refused', async () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])
    const got = await ask(host.port, { method: 'POST', path: '/h/answer', headers: fromOurPage, body })
    expect(got.status).toBe(400)
  })

  test('a body is bounded, announced or not', async () => {
    const most = JSON.stringify({ name: 'password', value: 'x'.repeat(32_000) })
    expect((await post(host.port, '/h/answer', most)).status).toBe(200)
    expect((await post(host.port, '/h/answer', `${most}${' '.repeat(1000)}`)).status).toBe(413)
    const chunked = { ...fromOurPage, 'transfer-encoding': 'chunked' }
    const body = Buffer.alloc(400_000, 0x20)
    const got = await ask(host.port, { method: 'POST', path: '/h/answer', headers: chunked, body })
    expect(got.status).toBe(413)
    expect(host.handoff.changes().length).toBe(1)
  })
})

describe('methods and paths', () => {
  test.each([
    ['GET', '/h/attach', 'POST'],
    ['GET', '/h/answer', 'POST'],
    ['HEAD', '/h/resume', 'POST'],
    ['PUT', '/h/answer', 'POST'],
    ['POST', '/h', 'GET, HEAD'],
    ['POST', '/h/page', 'GET, HEAD'],
    ['DELETE', '/h/state', 'GET, HEAD'],
    ['PATCH', '/healthz', 'GET, HEAD'],
  ])('%s %s is not allowed', async (method, path, allow) => {
    const got = await ask(host.port, { method, path })
    expect([got.status, got.headers['allow']]).toEqual([405, allow])
    expect(host.handoff.changes()).toEqual([])
  })

  test.each(['/', '/H', '/h/', '/h/page/', '/h//page', '/h/../h/answers', '/.env', '/h/answer%00'])(
    'there is nothing at %s',
    async (path) => {
      expect((await ask(host.port, { path })).status).toBe(404)
    },
  )

  test('people who lose their way read a kind sentence', async () => {
    const { body } = await ask(host.port, { path: '/nope' })
    expect(body).toContain('There is no such page')
    expect(body).toContain('+49 30 123 456')
    expect(body).not.toContain('nope')
  })
})
