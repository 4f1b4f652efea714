import { describe, expect, test } from 'vitest'
import type { Drawn } from '../../src/house/port.ts'
import { minute, second } from '../../src/lib/clock.ts'
import { Browser, newKey } from '../support/browser.ts'
import { alertsIn, enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const gone = { kind: 'refused', why: 'gone' }
/** A drawing of the conversation that still had its cancel button. */
const cancelOf = (person: Person): Drawn => {
  const drawn = person.messages
    .flatMap((m) => m.drawings)
    .findLast((d) => d.card.asks.some((a) => a.kind === 'choice' && a.name === 'cancel'))
  if (drawn === undefined) throw new Error('no cancel button was ever drawn')
  return drawn
}
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('the code from the page', () => {
  test('wrong three times stops the conversation and tells security', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    const code = await page.code()
    await ada.says(wrong(code))
    ada.sees('hand-off.wrong-code', 'hand-off.type-title')
    await ada.fillsIn('pairing-code', wrong(code))
    ada.sees('hand-off.wrong-code')
    await ada.says(wrong(code))
    ada.sees('ended.killed', 'helpdesk.both', 'ask.start-again')
    expect(alertsIn(town)).toEqual(['alert.pairing-guessed'])
    expect(town.events('pairing.refused').map((e) => e.detail?.['left'])).toEqual([2, 1, 0])
    await page.sees('ended.killed')
  })

  test('counts over new links, too: another link buys no further tries', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const first = await ada.opens()
    await ada.says(wrong(await first.code()))
    await ada.says(wrong(await first.code()))
    await ada.presses('new-link')
    const second = await ada.opens()
    await ada.says(wrong(await second.code()))
    ada.sees('ended.killed')
  })

  test.each([
    ['in a form', (ada: Person, code: string) => ada.fillsIn('pairing-code', code)],
    ['as a message', (ada: Person, code: string) => ada.says(code)],
    ['in two groups', (ada: Person, code: string) => ada.says(` ${code.slice(0, 3)} ${code.slice(3)} `)],
    [
      'with a hyphen',
      (ada: Person, code: string) => ada.fillsIn('pairing-code', `${code.slice(0, 3)}-${code.slice(3)}`),
    ],
  ])('typed %s counts alike', async (_how, type) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    await type(ada, await page.code())
    ada.sees('prove.chat-title')
  })

  test('a form that was opened before the card changed still takes the code', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    await ada.says('111111')
    const stale = ada.messages
      .flatMap((m) => m.drawings)
      .find((d) => d.card.title.id === 'hand-off.type-title')
    await ada.does(
      ada.event({
        kind: 'answer',
        name: 'pairing-code',
        value: await page.code(),
        flow: stale?.flow ?? '',
        prompt: stale?.prompt ?? '',
      }),
    )
    ada.sees('prove.chat-title')
  })

  test('of three minutes ago is refused, and the page shows a new one', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    const old = await page.code()
    await town.later(3 * minute)
    await ada.says(old)
    ada.sees('hand-off.wrong-code')
    const renewed = await page.code()
    expect(renewed).not.toBe(old)
    await ada.says(renewed)
    ada.sees('prove.chat-title')
  })

  test('typed by another person counts for nothing', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const joan = await enrolled(town, 'joan')
    await ada.says('I forgot my password')
    await joan.says('I forgot my password')
    const page = await ada.opens()
    await joan.says(await page.code())
    joan.sees('hand-off.wrong-code')
    await joan.does(
      joan.event({
        kind: 'answer',
        name: 'pairing-code',
        value: await page.code(),
        flow: ada.drawn.flow ?? '',
      }),
    )
    ada.sees('hand-off.type-title')
    await page.sees('pair.title')
  })

  test('a stranger cannot open a form of somebody else’s conversation', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const joan = await enrolled(town, 'joan')
    await ada.says('I forgot my password')
    await ada.opens()
    const { flow = '', prompt = '' } = ada.drawn
    await joan.does(joan.event({ kind: 'open', name: 'pairing-code', trigger: 't', flow, prompt }))
    expect(town.chat.forms).toEqual([])
  })
})

describe('the link', () => {
  test('in a second browser alarms, says so, and only the typed code chooses', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    const page = await ada.opens()
    const other = await Browser.make(town, 'Firefox on Linux')
    await other.opens(url)
    ada.sees('hand-off.second')
    expect(alertsIn(town)).toEqual(['alert.second-browser'])
    expect(await page.code()).not.toBe(await other.code())
    await ada.says(await page.code())
    await page.sees('prove.title')
    expect(await other.page()).toBeUndefined()
    expect(await other.types('totp', await ada.totp())).toEqual(gone)
    expect(ada.drawn.card.lines.map((l) => l.id)).not.toContain('hand-off.second')
  })

  test('that was opened twice is remembered, new link or not', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    await ada.opens()
    await (await Browser.make(town)).opens(url)
    await ada.presses('new-link')
    const page = await ada.opens()
    await ada.says(await page.code())
    expect(String(town.events('risk.assessed')[0]?.detail?.['reasons'])).toContain('second-browser')
  })

  test('takes three browsers and no fourth', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    for (let n = 0; n < 3; n++)
      expect(await (await Browser.make(town)).opens(url)).toMatchObject({ kind: 'ok' })
    expect(await (await Browser.make(town)).opens(url)).toEqual(gone)
  })

  test('opened again by the same browser shows the same code', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    const page = await ada.opens()
    const code = await page.code()
    await page.opens(url)
    expect(await page.code()).toBe(code)
    expect(alertsIn(town)).toEqual([])
  })

  test('of five minutes ago is dead, and any word brings a new one', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    await town.later(5 * minute)
    const page = await Browser.make(town)
    expect(await page.opens(url)).toEqual(gone)
    await ada.says('it does not work')
    ada.sees('hand-off.title')
    expect(ada.drawn.url).not.toBe(url)
    expect(await page.opens(ada.drawn.url ?? '')).toMatchObject({ kind: 'ok' })
  })

  test('that was replaced by a new one is dead', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    const page = await ada.opens()
    await ada.presses('new-link')
    ada.sees('hand-off.title')
    expect(await page.page()).toBeUndefined()
    expect(await page.opens(url)).toEqual(gone)
    expect(await (await ada.opens()).page()).toBeDefined()
  })

  test('used up, in the hands of another browser, kills and alarms', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    const page = await ada.opens()
    await ada.says(await page.code())
    expect(await (await Browser.make(town, 'Edge on Windows')).opens(url)).toEqual(gone)
    ada.sees('ended.killed')
    await page.sees('ended.killed')
    expect(alertsIn(town)).toEqual(['alert.intruder'])
  })

  test('used up, in the hands of the paired browser, resumes', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    const page = await ada.opens()
    await ada.says(await page.code())
    page.cookie = undefined
    await town.later(6 * minute)
    expect(await page.opens(url)).toMatchObject({ kind: 'ok' })
    await page.sees('prove.title')
    expect(alertsIn(town)).toEqual([])
  })

  test('that a card mints just as a browser came in by the last one throws nobody out', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    const code = await page.code()
    const minted = { from: 'house', name: 'issue-link', value: 'another', eventId: 'late' } as const
    const heard = await town.at.engine.hear(page.flow, minted)
    expect(heard.verdict).toBe('shown')
    await page.sees('pair.title')
    await ada.says(code)
    ada.sees('prove.chat-title')
  })

  test('“that’s not me” stops it, tells security which browser, and keeps the helpdesk near', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    await ada.presses('not-me')
    ada.sees('ended.disowned', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.disowned'])
    await page.sees('ended.disowned')
  })
})

describe('the paired browser', () => {
  test('comes back by “Continue” with nothing but its key', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    const { url = '' } = ada.drawn
    expect(url).toMatch(/#v1\.[\w-]+$/)
    const old = page.cookie
    page.cookie = undefined
    expect(await page.opens(url)).toMatchObject({ kind: 'ok' })
    await page.sees('prove.title')
    expect(await page.types('totp', await ada.totp(), { cookie: old })).toEqual(gone)
    await page.types('totp', await ada.totp())
    await page.sees('prove.next')
  })

  test('cannot be imitated: another key, the right key without its cookie, its cookie with another key', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    const { url = '' } = ada.drawn
    const thief = await Browser.make(town)
    expect(await thief.opens(url)).toEqual(gone)
    const code = await ada.totp()
    expect(await page.types('totp', code, { key: await newKey() })).toEqual(gone)
    expect(await page.types('totp', code, { cookie: undefined })).toEqual(gone)
    expect(await page.types('totp', code, { cookie: `${page.flow}.${'a'.repeat(43)}` })).toEqual(gone)
    expect(await page.types('totp', code)).toMatchObject({ kind: 'ok' })
  })

  test('that comes back while its password is being set is asked to wait; a stranger is told nothing', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.proves(page)
    const { url = '' } = ada.drawn
    const began = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const commit = town.directory.commit.commit.bind(town.directory.commit)
    town.directory.commit.commit = async (order) => {
      began.resolve()
      await finish.promise
      return await commit(order)
    }
    const going = page.types('new-password', 'Otter-Bridge-Candle-9')
    await began.promise
    await town.at.rest()
    ada.sees('commit.acting')
    expect(await page.opens(url)).toEqual({ kind: 'refused', why: 'unavailable' })
    expect(await (await Browser.make(town)).opens(url)).toEqual(gone)
    await ada.presses('cancel', 'cancel', cancelOf(ada))
    finish.resolve()
    await going
    await page.sees('ended.done.reset')
  })

  test('an answer of an older page is stale and changes nothing', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    const prompt = (await page.page())?.prompt ?? ''
    await page.types('totp', await ada.totp())
    town.clock.forward(30 * second)
    expect(await page.types('recovery-codes', ada.codes[0] ?? '', { prompt })).toEqual({
      kind: 'refused',
      why: 'stale',
    })
    await page.sees('prove.next')
  })
})
