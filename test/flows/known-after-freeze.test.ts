import { expect, test } from 'vitest'
import { disowningByMail } from '../../flows/facts.ts'
import { unbound } from '../../src/handoff/port.ts'
import { minute } from '../../src/lib/clock.ts'
import { say } from '../../src/story/card.ts'
import { Browser, newKey } from '../support/browser.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** As after a press on the page behind a mail. */
const freezeNow = async (town: Town, { id }: Person): Promise<void> => {
  const person = { id, account: 'ada', displayName: 'Ada Byron' }
  const notice = { person, says: say('told.linked', { account: 'ada' }), at: town.clock.now() }
  await town.machine().engine.start('not-me', disowningByMail(notice, unbound))
}

/** A thief resets Ada's password; right before the nth write she says "that wasn't me". False = there were not so many. */
const frozenBefore = async (nth: number) => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['webauthn'])
  const thief = await Browser.make(town)
  thief.lasting = await newKey()
  await ada.says('I forgot my password')
  const page = await ada.opens(thief)
  await ada.says(await page.code())
  await page.passkey(ada.device)
  const write = town.raw.write.bind(town.raw)
  let [count, frozen] = [0, false]
  town.raw.write = async (changes) => {
    count += 1
    if (count === nth && !frozen) {
      frozen = true
      town.raw.write = write
      await freezeNow(town, ada)
    }
    return await write(changes)
  }
  await page.types('new-password', 'Otter-Bridge-Candle-9')
  town.raw.write = write
  await town.later(minute)
  const { browsers = [] } = (await town.at.world.enrolments.of('id-ada')).value
  const { talks } = (await town.at.world.freezes.of('id-ada')).value
  return { frozen, browsers, talks, changed: town.directory.signIn('ada', 'Otter-Bridge-Candle-9') === 'ok' }
}

test('a thief’s browser is known after no “that wasn’t me”, also where it comes while the password is written', async () => {
  let late = 0
  for (let nth = 1, frozen = true; frozen; nth++) {
    const came = await frozenBefore(nth)
    frozen = came.frozen
    if (!frozen) expect(came).toMatchObject({ browsers: [{}], talks: [] })
    else expect(came.browsers, `write ${nth}`).toEqual([])
    late += frozen && came.changed ? 1 : 0
  }
  expect(late).toBeGreaterThan(2)
})
