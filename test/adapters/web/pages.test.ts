import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { asking, type WebAsk } from '../../../src/story/card.ts'
import { startHost, type TestHost } from '../../support/web-host.ts'
import { pages, t } from '../../support/web-cards.ts'
import { ask } from '../../support/web-client.ts'

let host: TestHost
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.stop())
beforeEach(() => {
  host.handoff.calls.splice(0)
  host.handoff.shown = undefined
})

const cookie = { cookie: 'other=1; __Host-flow=flow.secret' }
const pageOf = (headers: Readonly<Record<string, string>> = cookie) =>
  ask(host.port, { path: '/h/page', headers })
const stable = (html: string): string => html.replaceAll(/nonce(-\d+|="[\w-]+")/g, 'nonce')
const mainOf = (html: string): string => /<main>[\s\S]*<\/main>/.exec(html)?.[0] ?? ''

test('a time on the page is told where its person is', async () => {
  const readers: unknown[] = []
  const zoned = await startHost({
    words: ({ id }, reader) => {
      readers.push(reader)
      return id
    },
  })
  zoned.handoff.shown = { ...pages.unlock, timeZone: 'Asia/Tokyo' }
  await ask(zoned.port, { path: '/h/page', headers: cookie })
  expect(readers).toContainEqual({ timeZone: 'Asia/Tokyo' })
  await zoned.stop()
})

describe('the landing page', () => {
  test('is inert: no cookie is set, the protocol is asked for a nonce at most', async () => {
    const got = await ask(host.port, { path: '/h', headers: cookie })
    expect(got.headers['set-cookie']).toBeUndefined()
    expect(host.handoff.calls).toEqual([])
  })

  test('is the same for everyone', async () => {
    host.handoff.shown = pages.password
    const one = await ask(host.port, { path: '/h' })
    const other = await ask(host.port, {
      path: '/h?v1.flow.secret',
      headers: { ...cookie, 'user-agent': 'Slackbot' },
    })
    expect(stable(other.body)).toBe(stable(one.body))
  })

  test('a scanner that loads it a hundred times changes nothing', async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => ask(host.port, { method: i % 2 === 0 ? 'HEAD' : 'GET' })),
    )
    expect(host.handoff.calls).toEqual([])
  })

  test('says without JavaScript what is needed and whom to call', async () => {
    const { body } = await ask(host.port, {})
    const bare = /<noscript\s*>[\s\S]*?<\/noscript\s*>/g
    expect(body.match(bare)?.join('')).toContain('Please switch on JavaScript')
    expect(body).toContain('href="tel:+4930123456"')
  })

  test('is what a browser without a flow sees at the place of its page', async () => {
    const [never, unknown] = [await pageOf({}), await pageOf()]
    const landing = await ask(host.port, {})
    expect(stable(never.body)).toBe(stable(landing.body))
    expect(stable(unknown.body)).toBe(stable(landing.body))
    expect([never.status, unknown.status]).toEqual([200, 200])
  })
})

describe('the page of a step', () => {
  test.each(Object.entries(pages))('%s is drawn as agreed', async (name, page) => {
    host.handoff.shown = page
    const { status, body } = await pageOf()
    expect(status).toBe(200)
    expect(body).toContain(`<body data-step="${page.step}" data-prompt="${page.prompt}"`)
    await expect(mainOf(body)).toMatchFileSnapshot(`./golden/${name}.html.txt`)
  })

  test('the landing page is drawn as agreed', async () => {
    await expect(mainOf((await ask(host.port, {})).body)).toMatchFileSnapshot('./golden/landing.html.txt')
  })

  test.each(Object.entries(pages))('%s stays below 20 kB as a whole', async (_, page) => {
    host.handoff.shown = page
    expect(Buffer.byteLength((await pageOf()).body)).toBeLessThan(20_000)
  })

  test('may be loaded again and again: it changes nothing', async () => {
    host.handoff.shown = pages.password
    await pageOf()
    await ask(host.port, { path: '/h/state', headers: cookie })
    expect(host.handoff.changes()).toEqual([])
  })

  test('every control carries the name of its ask', async () => {
    host.handoff.shown = pages.codes
    const { body } = await pageOf()
    expect(body).toMatch(/data-ask="kept"\s+data-value="yes"/)
    expect(body).toMatch(/data-ask="kept"\s+data-value="stop"/)
  })

  test('words are words, whatever stands in them', async () => {
    const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;{{7*7}}`
    const card = asking<WebAsk>(
      t('t.wrong', { left: evil }),
      [t('t.wrong', { left: evil })],
      [
        { kind: 'choice', name: evil, options: [{ value: evil, label: t('t.wrong', { left: evil }) }] },
        { kind: 'password', name: evil, label: t('t.wrong', { left: evil }), use: 'new' },
      ],
    )
    host.handoff.shown = { step: evil, prompt: evil, card }
    const { body } = await pageOf()
    expect(body).not.toContain('<script>')
    expect(body).not.toContain('<img')
    expect(body).not.toMatch(/="[^"]*'><script/)
    expect(body.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(8)
  })
})

describe('the state', () => {
  test('names the present prompt', async () => {
    host.handoff.shown = pages.pairing
    const { body } = await ask(host.port, { path: '/h/state', headers: cookie })
    expect(JSON.parse(body)).toEqual({ prompt: 'pair:7' })
  })

  test('is null where there is none, and tells no cause', async () => {
    const bodies = [
      {},
      cookie,
      { cookie: `__Host-flow=${'x'.repeat(5000)}` },
      { cookie: '__Host-flow="; drop' },
    ]
    for (const headers of bodies) {
      const { body } = await ask(host.port, { path: '/h/state', headers })
      expect(body).toBe('{"prompt":null}')
    }
  })
})

describe('the end', () => {
  test('makes the browser forget its key, but not the cookies of the whole company', async () => {
    host.handoff.shown = pages.committed
    const { headers, body } = await pageOf()
    expect(headers['clear-site-data']).toBe('"cache"')
    expect(body).toContain('data-outcome="committed"')
    expect(headers['set-cookie']).toEqual([
      '__Host-flow=flow.secret; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Strict',
    ])
  })

  test('can be read again after a reload', async () => {
    host.handoff.shown = pages.committed
    const [first, again] = [await pageOf(), await pageOf()]
    expect(mainOf(again.body)).toBe(mainOf(first.body))
  })

  test('comes with no page before it', async () => {
    host.handoff.shown = pages.password
    const { headers, body } = await pageOf()
    expect([headers['clear-site-data'], headers['set-cookie']]).toEqual([undefined, undefined])
    expect(body).not.toContain('data-outcome')
  })
})

describe('when something is down', () => {
  test('the person reads so, and nothing else', async () => {
    const broken = await startHost({ readiness: () => Promise.reject(new Error('redis://10.0.0.1')) })
    broken.handoff.page = () => Promise.reject(new Error('redis://10.0.0.1 refused'))
    const page = await ask(broken.port, { path: '/h/page', headers: cookie })
    const state = await ask(broken.port, { path: '/h/state', headers: cookie })
    const ready = await ask(broken.port, { path: '/readyz' })
    await broken.stop()
    expect([page.status, state.status, ready.status]).toEqual([503, 503, 503])
    expect(page.body).toContain('We cannot reach our own systems')
    expect(`${page.body}${state.body}${ready.body}`).not.toContain('redis')
    expect(broken.faults.map(({ path }) => path)).toEqual(['/h/page', '/h/state', '/readyz'])
  })

  test('each dependency is named to those who watch', async () => {
    const half = await startHost({
      readiness: async () => [
        { name: 'store', ok: true },
        { name: 'directory', ok: false },
      ],
    })
    const ready = await ask(half.port, { path: '/readyz' })
    const alive = await ask(half.port, { path: '/healthz' })
    await half.stop()
    expect([ready.status, alive.status]).toEqual([503, 200])
    expect(JSON.parse(ready.body)).toEqual({
      ready: false,
      dependencies: [
        { name: 'store', ok: true },
        { name: 'directory', ok: false },
      ],
    })
  })
})

test.each([
  [{}, 'Your helpdesk can help you in person.'],
  [{ phone: '112' }, 'Call the helpdesk: <a href="tel:112">112</a>'],
  [
    { url: 'https://help.example.com' },
    '<a href="https://help.example.com" target="_blank" rel="noopener">Helpdesk page</a>',
  ],
  [{ url: 'javascript:alert(1)' }, 'Your helpdesk can help you in person.'],
])('whoever is stuck is told whom to turn to: %j', async (helpdesk, expected) => {
  const other = await startHost({ helpdesk })
  const { body } = await ask(other.port, {})
  await other.stop()
  expect(body).toContain(expected)
})
