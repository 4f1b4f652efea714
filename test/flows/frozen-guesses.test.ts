import { expect, test } from 'vitest'
import { disowningByMail } from '../../flows/facts.ts'
import { unbound } from '../../src/handoff/port.ts'
import { say } from '../../src/story/card.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const wrongCode = '000000'

/** Four wrong codes; the owner freezes from elsewhere, and this conversation has not heard of it yet. */
const frozenAtTheLastTry = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  for (let n = 0; n < 4; n++) await page.types('totp', wrongCode)
  const person = { id: ada.id, account: 'ada', displayName: 'Ada Byron' }
  const notice = { person, says: say('told.linked', { account: 'ada' }), at: town.clock.now() }
  await town.machine().engine.start('not-me', disowningByMail(notice, unbound))
  const totp = town.at.world.factors.find((f) => f.type === 'totp')
  if (totp === undefined) throw new Error('no app')
  const prove = totp.prove.bind(totp)
  let asked = 0
  totp.prove = (...call) => {
    asked += 1
    return prove(...call)
  }
  return { town, ada, page, asked: () => asked }
}

test.each([
  ['wrong', () => Promise.resolve(wrongCode)],
  ['right', (ada: { totp(): Promise<string> }) => ada.totp()],
])(
  'the last try on a page whose owner froze meanwhile is heard once and says frozen: %s',
  async (_, code) => {
    const { town, ada, page, asked } = await frozenAtTheLastTry()
    await page.types('totp', await code(ada))
    await page.sees('ended.frozen')
    expect(asked()).toBe(1)
    expect(town.faults).toEqual([])
    await page.types('totp', wrongCode)
    expect(asked(), 'nothing is heard after it').toBe(1)
  },
)
