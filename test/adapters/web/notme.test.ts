import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { origins } from '../../support/origins.ts'
import { startHost, type TestHost } from '../../support/web-host.ts'
import { ask, post } from '../../support/web-client.ts'

let host: TestHost
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.stop())
beforeEach(() => {
  host.disowned.splice(0)
  host.came = 'frozen'
})

const press = { notice: 'notice-1', token: 'token-1', word: 'FREEZE' }
const stable = (html: string): string => html.replaceAll(/nonce(-\d+|="[\w-]+")/g, 'nonce')

describe('the page behind the link of a notice', () => {
  test('is inert and the same for everyone', async () => {
    const one = await ask(host.port, { path: '/notme' })
    const other = await ask(host.port, {
      path: '/notme?v1.notice-1.token-1',
      headers: { cookie: '__Host-flow=f.s' },
    })
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        ask(host.port, { method: i % 2 === 0 ? 'HEAD' : 'GET', path: '/notme' }),
      ),
    )
    expect(stable(other.body)).toBe(stable(one.body))
    expect(one.headers['set-cookie']).toBeUndefined()
    expect(host.disowned).toEqual([])
    expect(host.handoff.calls).toEqual([])
  })

  test('is drawn as agreed, below 20 kB', async () => {
    const { body } = await ask(host.port, { path: '/notme' })
    const main = /<main>[\s\S]*<\/main>/.exec(body)?.[0] ?? ''
    await expect(main).toMatchFileSnapshot('./golden/notme.html.txt')
    expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  })

  test('says without JavaScript what is needed and whom to call', async () => {
    const { body } = await ask(host.port, { path: '/notme' })
    const bare = /<noscript\s*>[\s\S]*?<\/noscript\s*>/g
    expect(body.match(bare)?.join('')).toContain('out of the address')
    expect(body).toContain('href="tel:+4930123456"')
  })
})

describe('a press there', () => {
  test.each(origins)('%s', async (_, headers, status) => {
    const json = { 'content-type': 'application/json' }
    const got = await ask(host.port, {
      method: 'POST',
      path: '/notme',
      headers: { ...json, ...headers },
      body: JSON.stringify(press),
    })
    expect(got.status).toBe(status)
    expect(host.disowned.length).toBe(status === 200 ? 1 : 0)
  })

  test.each([
    ['frozen', 200, '{"came":"frozen"}'],
    ['void', 410, '{"why":"gone"}'],
    ['unavailable', 503, '{"why":"unavailable"}'],
  ] as const)('%s is %i', async (came, status, body) => {
    host.came = came
    const got = await post(host.port, '/notme', press)
    expect([got.status, got.body]).toEqual([status, body])
    expect(host.disowned).toEqual([{ notice: 'notice-1', token: 'token-1' }])
  })

  test.each(['FREEZE', 'freeze', ' Freeze '])('takes the word as people type it: %j', async (word) => {
    expect((await post(host.port, '/notme', { ...press, word })).status).toBe(200)
  })

  test.each(['FREEZ', 'x', 'FREEZE IT', 'test@example.com'])(
    'with another word does nothing: %j',
    async (word) => {
      expect((await post(host.port, '/notme', { ...press, word })).status).toBe(422)
      expect(host.disowned).toEqual([])
    },
  )

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"notice":"n","token":"t"}',
    '{"notice":"n","word":"FREEZE"}',
    '{"notice":"","token":"t","word":"FREEZE"}',
    '{"notice":1,"token":"t","word":"FREEZE"}',
    '{"notice":"n","token":{},"word":"FREEZE"}',
    '{"notice":"n","token":"t","word":"FREEZE","more":1}',
    `{"notice":"n","token":"${'x'.repeat(300)}","word":"FREEZE"}`,
  ])('that is not what it should be is refused: %s', async (body) => {
    const got = await post(host.port, '/notme', body)
    expect([got.status, got.body]).toEqual([400, '{"why":"body"}'])
    expect(host.disowned).toEqual([])
  })

  test('is bounded', async () => {
    expect((await post(host.port, '/notme', ' '.repeat(40_000))).status).toBe(413)
  })
})
