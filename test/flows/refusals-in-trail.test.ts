import { expect, test } from 'vitest'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const freezes = async (town: Town, person: Person): Promise<void> => {
  await person.says('that was not me')
  await person.presses('not-me', 'yes')
  await town.at.rest()
}

const lastRefusal = (town: Town) => town.events('flow.refused').at(-1)?.detail

test.each(['I forgot my password', 'set up recovery', 'unfreeze', 'unlock my account'])(
  'a start that is refused while frozen names person and chat user: %s',
  async (text) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await freezes(town, ada)
    await ada.says(text)
    expect(lastRefusal(town)).toMatchObject({ person: ada.id, ...ada.actor })
  },
)

test('so does a conversation that a freeze ends', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.getsToThePage()
  await freezes(town, ada)
  expect(lastRefusal(town)).toMatchObject({ reason: 'frozen', person: ada.id, ...ada.actor })
})

test('so does an unlock too many', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const kept = await town.at.world.enrolments.of(ada.id)
  const unlocks = Array.from({ length: 5 }, () => town.clock.now())
  await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, unlocks })])
  town.directory.lock(ada.id)
  await ada.says('unlock my account')
  expect(lastRefusal(town)).toMatchObject({ reason: 'unlocks-used-up', person: ada.id, ...ada.actor })
})
