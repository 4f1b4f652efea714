import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import { Browser } from '../support/browser.ts'
import { enrolled } from '../support/talk.ts'
import { origin, Town } from '../support/world.ts'

const gone = { kind: 'refused', why: 'gone' }
const link = (flow: string, secret?: string): string =>
  `${origin}/h#v1.${flow}${secret === undefined ? '' : `.${secret}`}`
const guess = 'A'.repeat(43)

const flows = async (town: Town): Promise<Readonly<Record<string, string>>> => {
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  const live = ada.drawn.flow ?? ''
  const joan = await enrolled(town, 'joan')
  await joan.says('I forgot my password')
  const cancelled = joan.drawn.flow ?? ''
  await joan.presses('cancel')
  const grace = await enrolled(town, 'grace')
  const page = await grace.getsToThePage()
  const paired = page.flow
  return { unknown: 'B'.repeat(22), live, cancelled, paired }
}

describe('a stranger learns nothing from the answers', () => {
  test('to a guessed link, of whatever flow', async () => {
    const town = new Town()
    for (const [what, flow] of Object.entries(await flows(town)))
      expect(await (await Browser.make(town)).opens(link(flow, guess)), what).toEqual(gone)
  })

  test('to a return without the key', async () => {
    const town = new Town()
    for (const [what, flow] of Object.entries(await flows(town)))
      expect(await (await Browser.make(town)).opens(link(flow)), what).toEqual(gone)
  })

  test('to a cookie of its own making', async () => {
    const town = new Town()
    for (const [what, flow] of Object.entries(await flows(town))) {
      const stranger = await Browser.make(town)
      stranger.cookie = `${flow}.${guess}`
      expect(await stranger.page(), what).toBeUndefined()
    }
  })

  test('the true link of an ended flow is as gone as any other', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    await ada.presses('cancel')
    expect(await (await Browser.make(town)).opens(url)).toEqual(gone)
    await town.later(25 * 60 * minute)
    expect(await (await Browser.make(town)).opens(url)).toEqual(gone)
  })
})

describe('bad input is refused and changes nothing', () => {
  test.each([undefined, '', '.', 'x', 'x.', '.x', 'a.b.c', '..', `${'a'.repeat(5000)}.b`])(
    'the cookie %j',
    async (cookie) => {
      const town = new Town()
      const ada = await enrolled(town, 'ada')
      const page = await ada.getsToThePage()
      page.cookie = cookie
      expect(await page.page()).toBeUndefined()
      expect(await page.types('totp', '123456')).toEqual(gone)
      expect(town.events('factor.refused')).toEqual([])
    },
  )

  test('a proof for one flow with the cookie of another', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const joan = await enrolled(town, 'joan')
    const one = await ada.getsToThePage()
    const two = await joan.getsToThePage()
    expect(await one.types('totp', await ada.totp(), { cookie: two.cookie })).toEqual(gone)
    expect(await one.types('totp', await ada.totp(), { flow: two.flow })).toEqual(gone)
    expect(await one.types('totp', await ada.totp(), { flow: two.flow, cookie: two.cookie })).toEqual(gone)
    expect(town.events('factor.accepted')).toEqual([])
  })

  test('an attach whose proof names another flow', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const [, flow = '', secret = ''] = /#v1\.([\w-]+)\.([\w-]+)$/.exec(ada.drawn.url ?? '') ?? []
    const browser = await Browser.make(town)
    const call = await browser.signed('/h/attach', {}, { flow: 'another' })
    const refused = { kind: 'refused', why: 'proof' }
    expect(await town.at.handoff.attach(call, flow, new Secret(secret), { browser: 'x' })).toEqual(refused)
    expect(
      await town.at.handoff.resume(await browser.signed('/h/resume', {}, { flow: 'another' }), flow),
    ).toEqual(refused)
  })

  test.each([
    'totp',
    '__proto__',
    'constructor',
    'toString',
    '',
    'webauthn',
    'recovery-codes',
    'cancel\u0000',
  ])('an answer named %j of a shape nobody asked for', async (name) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    const page = await ada.getsToThePage()
    for (const value of [
      '',
      'x',
      { a: { b: 1 } },
      { nonce: 1, response: null },
      new Secret(''),
      new Secret('x'.repeat(30_000)),
    ])
      await page.says(name, value)
    await page.sees('prove.title')
    expect(town.faults).toEqual([])
    expect(town.events('factor.accepted')).toEqual([])
  })

  test('while the store is away the browser hears “unavailable”, and nothing is lost', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    const prompt = (await page.page())?.prompt ?? ''
    const call = await page.signed('/h/answer', { name: 'totp' }, { prompt })
    const read = town.raw.read.bind(town.raw)
    town.raw.read = () => Promise.reject(new Fault('ERR_STORE', 'away'))
    expect(await town.at.handoff.answer(call, 'totp', new Secret(await ada.totp()))).toEqual({
      kind: 'refused',
      why: 'unavailable',
    })
    town.raw.read = read
    expect(await page.types('totp', await ada.totp())).toMatchObject({ kind: 'ok' })
  })
})
