import { afterEach, describe, expect, test } from 'vitest'
import { webHost, type WebHost } from '../../adapters/web/index.ts'
import { inWords } from '../../src/words/render.ts'
import { Browser } from '../support/browser.ts'
import { enrolled } from '../support/talk.ts'
import { ask, fromOurPage, type Got } from '../support/web-client.ts'
import { origin } from '../support/world.ts'
import { classes, type Held } from './classes.ts'
import { RecordedTown } from './recording.ts'

interface Seen {
  readonly status: number
  readonly headers: unknown
  readonly body: string
  readonly calls: readonly string[]
  readonly waited: readonly number[]
}

let host: WebHost | undefined
afterEach(() => host?.stop(200))

/** Our pages over a whole service on memory. */
const opened = async (town: RecordedTown, waited: number[]): Promise<number> => {
  host = webHost({
    listen: { host: '127.0.0.1', port: 0 },
    trustedProxies: [],
    baseUrl: origin,
    clock: town.clock,
    wait: async (ms) => waited.push(ms),
    log: ({ error }) => {
      throw error
    },
    routes: [],
    handoff: town.at.handoff,
    disown: town.at.disown,
    approver: town.at.approver,
    words: inWords,
    readiness: async () => [],
    helpdesk: { phone: '1' },
  })
  return (await host.start()).port
}

/** One way to ask, by a browser that nobody awaits. */
type Knock = (port: number, stranger: Browser, held: Held) => Promise<Got>

const signed =
  (path: string, body: (held: Held) => unknown, cookie: (held: Held) => string | undefined): Knock =>
  async (port, stranger, held) => {
    const said = body(held)
    const call = await stranger.signed(path, said, { flow: held.flow, prompt: '', cookie: undefined })
    const crumb = cookie(held)
    const headers = {
      ...fromOurPage,
      host: new URL(origin).host,
      'latchkey-proof': call.proof ?? '',
      ...(crumb !== undefined && { cookie: `__Host-flow=${crumb}` }),
    }
    return await ask(port, { method: 'POST', path, headers, body: JSON.stringify(said) })
  }

const looked =
  (path: string): Knock =>
  (port, _stranger, { flow, secret }) =>
    ask(port, { path, headers: { host: new URL(origin).host, cookie: `__Host-flow=${flow}.${secret}` } })

const guessed = ({ flow, secret }: Held) => `${flow}.${secret}`
const knocks: Readonly<Record<string, Knock>> = {
  'presents the link': signed(
    '/h/attach',
    ({ flow, secret }) => ({ flow, secret }),
    () => undefined,
  ),
  'presents a guessed link': signed(
    '/h/attach',
    ({ flow }) => ({ flow, secret: 'C'.repeat(43) }),
    () => undefined,
  ),
  'comes back without the key': signed(
    '/h/resume',
    ({ flow }) => ({ flow }),
    () => undefined,
  ),
  'answers under a cookie of its own making': signed(
    '/h/answer',
    () => ({ name: 'totp', value: '123456' }),
    guessed,
  ),
  'asks for the page under such a cookie': looked('/h/page'),
  'asks for the state under such a cookie': looked('/h/state'),
}

/** Everything that is fresh in every response. */
const settled = (text: string): string =>
  text.replaceAll(/[\w-]{20,}\.k1\.[\w-]{20,}/g, 'NONCE').replaceAll(/nonce[-="' ]+[\w-]+/g, 'nonce')

const seenBy = async (name: string, knock: Knock, often = 0): Promise<Seen> => {
  const town = new RecordedTown()
  const ada = await enrolled(town, 'ada')
  const make = classes[name]
  if (make === undefined) throw new Error(`no class ${name}`)
  const held = await make(town, ada)
  const waited: number[] = []
  const port = await opened(town, waited)
  const stranger = await Browser.make(town)
  for (let n = 0; n < often; n++) await ask(port, { ...bogus, path: '/h/resume' })
  waited.length = 0
  const box: { got?: Got } = {}
  const calls = await town.during(async () => (box.got = await knock(port, stranger, held)))
  await host?.stop(200)
  if (box.got === undefined) throw new Error('no answer')
  const { status, headers, body } = box.got
  const { date: _date, ...rest } = headers
  return { status, headers: JSON.parse(settled(JSON.stringify(rest))), body: settled(body), calls, waited }
}

const bogus = {
  method: 'POST',
  headers: { ...fromOurPage, host: new URL(origin).host },
  body: JSON.stringify({ flow: 'x' }),
}

describe.each(Object.entries(knocks))('a stranger who %s', (what, knock) => {
  test('is told the same of every flow, after the same calls, held back alike', async () => {
    const unknown = await seenBy('no such flow', knock)
    expect(unknown.calls.length).toBeGreaterThan(0)
    expect(unknown.waited).toEqual([250])
    for (const name of Object.keys(classes)) expect(await seenBy(name, knock), name).toEqual(unknown)
  })

  if (!what.includes('asks for') && what !== 'presents the link')
    test('and once his address was refused often, too', async () => {
      const unknown = await seenBy('no such flow', knock, 12)
      expect(unknown.calls.filter((call) => call.startsWith('claim'))).toEqual([])
      for (const name of Object.keys(classes)) expect(await seenBy(name, knock, 12), name).toEqual(unknown)
    })
})

test('and one with a bogus proof is told the same of every flow, while his address is watched', async () => {
  const knock: Knock = (port, _stranger, { flow }) =>
    ask(port, { ...bogus, path: '/h/resume', body: JSON.stringify({ flow }) })
  const unknown = await seenBy('no such flow', knock, 12)
  for (const name of Object.keys(classes)) expect(await seenBy(name, knock, 12), name).toEqual(unknown)
})

/**
 * The one exception: who shows a used link to us in another browser holds its secret, so there is nothing left to keep from him. The
 * flow must end by it (CHAT-BIND step 8), which is a write; the answer and its holding back are those of every other.
 */
test('a used link ends the flow: the same answer, held back alike, after the same calls and its writes', async () => {
  const town = new RecordedTown()
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  const [, flow = '', secret = ''] = /#v1\.([\w-]+)\.([\w-]+)$/.exec(ada.drawn.url ?? '') ?? []
  const page = await ada.opens()
  await ada.says(await page.code())
  const waited: number[] = []
  const port = await opened(town, waited)
  const knock = knocks['presents the link']!
  const stranger = await Browser.make(town)
  const box: { got?: Got } = {}
  const calls = await town.during(async () => (box.got = await knock(port, stranger, { flow, secret })))
  const unknown = await seenBy('no such flow', knock)
  expect({ status: box.got?.status, body: box.got?.body, waited }).toEqual({
    status: unknown.status,
    body: unknown.body,
    waited: unknown.waited,
  })
  expect(calls.slice(0, unknown.calls.length)).toEqual(unknown.calls)
  const [reads, ends] = calls.slice(unknown.calls.length)
  expect(reads, 'an end leaves the freeze’s list').toBe('read freeze')
  expect(ends).toMatch(/^write flow\+draw/)
})
