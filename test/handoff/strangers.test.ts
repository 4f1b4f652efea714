import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { strangers } from '../../src/handoff/strangers.ts'
import { Browser } from '../support/browser.ts'
import { enrolled } from '../support/talk.ts'
import { origin, Town } from '../support/world.ts'

const gone = { kind: 'refused', why: 'gone' }
const guessed = `${origin}/h#v1.${'B'.repeat(22)}.${'A'.repeat(43)}`

/** Guesses links until its address is known for it. */
const knocked = async (town: Town): Promise<Browser> => {
  const stranger = await Browser.make(town)
  for (let n = 0; n < 10; n++) await stranger.opens(guessed)
  return stranger
}

/** Counts what the store is asked to keep. */
const claims = (town: Town): { count: () => number } => {
  let count = 0
  const { raw } = town
  const claim = raw.claim.bind(raw)
  raw.claim = (key, ttlMs) => {
    count += 1
    return claim(key, ttlMs)
  }
  return { count: () => count }
}

describe('an address that was refused ten times in a minute', () => {
  test('leaves nothing in the store any more, and is told the same', async () => {
    const town = new Town()
    const { count } = claims(town)
    const stranger = await knocked(town)
    expect(count()).toBe(10)
    for (let n = 0; n < 5; n++) expect(await stranger.opens(guessed)).toEqual(gone)
    expect(await stranger.opens(`${origin}/h#v1.${'B'.repeat(22)}`)).toEqual(gone)
    stranger.cookie = `${'B'.repeat(22)}.${'A'.repeat(43)}`
    expect(await stranger.types('totp', '123456')).toEqual(gone)
    expect(count()).toBe(10)
  })

  test('is heard again a minute later', async () => {
    const town = new Town()
    const { count } = claims(town)
    const stranger = await knocked(town)
    town.clock.forward(minute)
    await stranger.opens(guessed)
    expect(count()).toBe(11)
  })

  test('is no other address', async () => {
    const town = new Town()
    const { count } = claims(town)
    await knocked(town)
    const other = await Browser.make(town)
    other.address = '192.0.2.2'
    await other.opens(guessed)
    expect(count()).toBe(11)
  })

  test('is a whole company’s: whoever holds a link there gets in, comes back, and goes on', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await knocked(town)
    const page = await ada.getsToThePage()
    await page.opens(`${origin}/h#v1.${page.flow}`)
    await ada.proves(page)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })

  test('and a used link in other hands there ends the flow and alarms as ever', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const { url = '' } = ada.drawn
    const page = await ada.opens()
    await ada.says(await page.code())
    const thief = await knocked(town)
    expect(await thief.opens(url)).toEqual(gone)
    ada.sees('ended.killed')
  })
})

describe('the count', () => {
  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:0:0:9', true],
    ['2001:db8::1', '2001:0db8:0000:0000:1::', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::ffff', true],
    ['fe80::1%eth0', 'fe80::2%eth1', true],
    ['192.0.2.1', '192.0.2.2', false],
  ])('takes %s and %s for one network: %s', async (one, other, same) => {
    const town = new Town()
    const counted = strangers(town.at.guards.limits)
    for (let n = 0; n < 10; n++) await counted.refused(one)
    expect(await counted.known(one)).toBe(true)
    expect(await counted.known(other)).toBe(same)
  })

  test('is that of all replicas together', async () => {
    const town = new Town()
    const replicas = [town.at, town.machine()].map(({ guards }) => strangers(guards.limits))
    for (let n = 0; n < 10; n++) await replicas[n % 2]?.refused('192.0.2.1')
    for (const replica of replicas) expect(await replica.known('192.0.2.1')).toBe(true)
    expect(await replicas[0]?.known('192.0.2.2')).toBe(false)
  })
})
