import { describe, expect, test } from 'vitest'
import { day, hour } from '../../src/lib/clock.ts'
import { Browser, deviceProof, newKey } from '../support/browser.ts'
import { enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = ['Otter-Bridge-Candle-9', 'Maple-Ferry-Lantern-7', 'Copper-Orchard-Sail-5']

const town = async (types: Parameters<typeof enrolled>[2] = ['webauthn']) => {
  const place = new Town()
  return { place, ada: await enrolled(place, 'ada', types) }
}

const browserWith = async (place: Town, lasting: Browser['lasting']) => {
  const browser = await Browser.make(place)
  browser.lasting = lasting
  return browser
}

/** Ada asks for a reset and comes to the page in a browser that keeps this key. */
const onThePage = async (place: Town, ada: Person, lasting: Browser['lasting']) => {
  await ada.says('I forgot my password')
  const page = await ada.opens(await browserWith(place, lasting))
  await ada.says(await page.code())
  return page
}

const resets = async (place: Town, ada: Person, lasting: Browser['lasting'], password = fresh[0] ?? '') => {
  const page = await onThePage(place, ada, lasting)
  await page.passkey(ada.device)
  await page.types('new-password', password)
  await page.sees('ended.done.reset')
}

const known = async ({ at: { world } }: Town) => (await world.enrolments.of('id-ada')).value.browsers ?? []
/** The bands of the newest conversation's judgement. */
const judged = (place: Town) => place.events('risk.assessed').at(-1)?.detail
const later = async (place: Town) => await place.later(2 * day)

describe('a browser is known of a person', () => {
  test('once they have finished something there with a passkey: the next request from it is lighter', async () => {
    const { place, ada } = await town()
    const laptop = await newKey()
    await resets(place, ada, laptop)
    expect(judged(place)).toMatchObject({ band: 'step-up', reasons: ['unknown-device'] })
    expect(place.events('browser.known')).toHaveLength(1)
    await later(place)
    await resets(place, ada, laptop, fresh[1])
    expect(judged(place)).toMatchObject({ band: 'allow', reasons: [] })
    expect(await known(place)).toHaveLength(1)
    await later(place)
    await onThePage(place, ada, await newKey())
    expect(judged(place)).toMatchObject({ band: 'step-up', reasons: ['unknown-device'] })
  })

  test('with two classes of factor', async () => {
    const { place, ada } = await town(['totp', 'recovery-codes'])
    const page = await onThePage(place, ada, await newKey())
    await ada.proves(page)
    await page.types('new-password', fresh[0] ?? '')
    expect(await known(place)).toHaveLength(1)
  })

  test('when they set up their recovery there, with their password and a first method', async () => {
    const place = new Town()
    const ada = new Person(place, 'ada')
    await ada.says('set up')
    const page = await ada.opens(await browserWith(place, await newKey()))
    await ada.says(await page.code())
    await page.types('current-password', 'Winter-Lake-2026')
    expect(await known(place)).toEqual([])
    await page.presses('add', 'webauthn')
    await page.passkey(ada.device, 'create')
    expect(await known(place)).toEqual([])
    await page.presses('done')
    expect(await known(place)).toHaveLength(1)
  })

  test('and not by a private window, which keeps no key', async () => {
    const { place, ada } = await town()
    await resets(place, ada, undefined)
    expect(await known(place)).toEqual([])
    expect(place.events('browser.known')).toEqual([])
  })

  test('for 180 days after it was last confirmed', async () => {
    const { place, ada } = await town()
    const laptop = await newKey()
    await resets(place, ada, laptop)
    place.clock.forward(180 * day - hour)
    await onThePage(place, ada, laptop)
    expect(judged(place)).toMatchObject({ band: 'allow' })
    place.clock.forward(2 * hour)
    await onThePage(place, ada, laptop)
    expect(judged(place)).toMatchObject({ band: 'step-up' })
  })

  test('no more once they forget all of them', async () => {
    const { place, ada } = await town()
    const laptop = await newKey()
    await resets(place, ada, laptop)
    await ada.says('set up')
    const page = await ada.opens(await browserWith(place, laptop))
    await ada.says(await page.code())
    await page.types('current-password', fresh[0] ?? '')
    await page.passkey(ada.device)
    await page.sees('enrol.browsers')
    await page.presses('forget-browsers')
    expect(await known(place)).toEqual([])
    expect(place.events('browser.forgotten')).toMatchObject([{ detail: { count: 1 } }])
  })
})

describe('a thief’s browser does not become known', () => {
  test('by coming to the page, or by proving and walking away', async () => {
    const { place, ada } = await town()
    await onThePage(place, ada, await newKey())
    const page = await onThePage(place, ada, await newKey())
    await page.passkey(ada.device)
    await place.later(hour)
    expect(await known(place)).toEqual([])
  })

  test('by a conversation that its owner stops', async () => {
    const { place, ada } = await town()
    const page = await onThePage(place, ada, await newKey())
    await page.passkey(ada.device)
    await ada.presses('cancel')
    expect(await known(place)).toEqual([])
  })

  test('beyond the owner’s “that wasn’t me”, with all that was known before', async () => {
    const { place, ada } = await town()
    const thiefs = await newKey()
    await resets(place, ada, await newKey())
    await later(place)
    await resets(place, ada, thiefs, fresh[1])
    expect(await known(place)).toHaveLength(2)
    await ada.presses('aside', 'not-me')
    await ada.presses('not-me', 'yes')
    expect(await known(place)).toEqual([])
    expect(place.events('browser.forgotten')).toMatchObject([{ detail: { count: 2 } }])
  })

  test('by showing a key that it cannot sign with', async () => {
    const { place, ada } = await town()
    const laptop = await newKey()
    await resets(place, ada, laptop)
    await later(place)
    await ada.says('I forgot my password')
    const thief = await newKey()
    const replayed = await deviceProof(laptop, 'an.older.call')
    const forged = await deviceProof({ jwk: laptop.jwk, secret: thief.secret }, 'x')
    const { url = '' } = ada.drawn
    const browser = await Browser.make(place)
    await browser.opens(url, { device: forged })
    await browser.opens(url, { device: replayed })
    await ada.says(await browser.code())
    expect(judged(place)).toMatchObject({ band: 'step-up', reasons: ['unknown-device'] })
  })

  test('by opening the link beside its owner', async () => {
    const { place, ada } = await town()
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    await (await browserWith(place, await newKey())).opens(url)
    const page = await browserWith(place, await newKey())
    await page.opens(url)
    await ada.says(await page.code())
    await page.passkey(ada.device)
    await page.types('new-password', fresh[0] ?? '')
    await page.sees('ended.done.reset')
    expect(await known(place)).toEqual([])
  })
})

test('of one person says nothing of another', async () => {
  const { place, ada } = await town()
  const laptop = await newKey()
  await resets(place, ada, laptop)
  const grace = await enrolled(place, 'grace', ['webauthn'])
  await onThePage(place, grace, laptop)
  expect(judged(place)).toMatchObject({ band: 'step-up', reasons: ['unknown-device'] })
})

test('at most eight are kept, and no key or thumbprint of any', async () => {
  const { place, ada } = await town()
  for (let n = 0; n < 9; n++) {
    await later(place)
    await resets(place, ada, await newKey(), `${fresh[n % 3] ?? ''}-${n}`)
  }
  expect(await known(place)).toHaveLength(8)
  for (const { device } of await known(place)) expect(device).toMatch(/^[\w-]{27}$/)
})
