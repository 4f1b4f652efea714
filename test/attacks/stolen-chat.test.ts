import { describe, expect, test } from 'vitest'
import { hour, minute } from '../../src/lib/clock.ts'
import { alertsIn, enrolled, type Person } from '../support/talk.ts'
import type { Browser } from '../support/browser.ts'
import { Town } from '../support/world.ts'

/** Somebody who has the owner's chat session, and a browser, and nothing else, and tries for a day. */
const triesForADay = async (town: Town, ada: Person): Promise<void> => {
  for (let at = 0; at < 24; at++) {
    await guesses(await getsIn(ada, 'I forgot my password'))
    await guessesToEnrol(await getsIn(ada, 'set up recovery'))
    await town.later(hour)
  }
}

/** To the page, if the chat still has a way there. */
const getsIn = async (ada: Person, text: string): Promise<Browser | undefined> => {
  await ada.says(text)
  if (ada.drawn.url === undefined) return undefined
  const page = await ada.opens()
  const page1 = await page.page()
  if (page1 === undefined) return undefined
  await ada.says(await page.code())
  return page
}

const guesses = async (page: Browser | undefined): Promise<void> => {
  for (let n = 0; n < 8; n++) {
    await page?.types('totp', String(100_000 + n))
    await page?.types('recovery-codes', `AAAA-BBBB-CCCC-DDD${n}`)
    await page?.types('new-password', 'Thief-Chosen-Password-9')
  }
}

const guessesToEnrol = async (page: Browser | undefined): Promise<void> => {
  for (let n = 0; n < 5; n++) {
    await page?.types('current-password', `Guess-Number-${n}`)
    await page?.types('totp', String(200_000 + n))
  }
}

describe('a stolen chat session, and every guess of a day', () => {
  test('sets no password, adds no authenticator, locks no account', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const before = (await town.at.world.enrolments.of(ada.id)).value.factors.map((f) => f.id)
    await triesForADay(town, ada)
    expect(town.events('commit.intent')).toEqual([])
    expect(town.events('factor.accepted')).toEqual([])
    expect((await town.at.world.enrolments.of(ada.id)).value.factors.map((f) => f.id)).toEqual(before)
    const status = await town.directory.people.status(ada.id)
    expect(status?.locked).toBe(false)
    // The directory locks at five; our checks keep two away from that.
    expect(status?.policy.lockoutThreshold).toBe(5)
    expect(status?.badPasswords).toBeLessThanOrEqual(3)
    expect(town.faults).toEqual([])
  })

  test('guesses no more often than the limits say, whatever is begun anew', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await triesForADay(town, ada)
    const tried = (factor: string): number =>
      town.events('factor.refused').filter((e) => e.detail?.['factor'] === factor).length
    expect(tried('totp')).toBeLessThanOrEqual(10 * 24)
    expect(tried('recovery-codes')).toBeLessThanOrEqual(5 * 24)
  })

  test('leaves the passkey’s way open to its owner', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    await triesForADay(town, ada)
    const page = await ada.getsToThePage()
    await page.passkey(ada.device)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })
})

describe('a thousand starts within an hour', () => {
  test('tell the owner nothing they did not begin, and the helpdesk on one card', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 1000; n++) {
      town.clock.forward(3 * 1000)
      const page = n % 20 === 0 ? await getsIn(ada, 'I forgot my password') : undefined
      if (page === undefined) await ada.says('I forgot my password')
      else for (let k = 0; k < 5; k++) await page.types('totp', '000000')
    }
    await town.later(minute)
    expect(town.mails).toEqual([])
    expect(ada.told).toEqual([])
    expect(alertsIn(town).length).toBeGreaterThan(0)
    expect(town.chat.rooms.get('alerts')).toHaveLength(1)
  })
})
