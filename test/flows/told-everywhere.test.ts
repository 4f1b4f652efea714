import { expect, test } from 'vitest'
import { day } from '../../src/lib/clock.ts'
import { enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

/** Ada, whose second chat is linked, and whose third was renamed since. */
const threeChats = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
  const { world, store } = town.at
  const [second, third] = ['U-ADA-2', 'U-ADA-3'].map((user) => new Person(town, 'ada', user))
  if (second === undefined || third === undefined) throw new Error('no chats')
  const kept = await world.enrolments.of(ada.id)
  const bindings = [...kept.value.bindings, ...[second, third].map(({ actor }) => ({ actor, at: 1 }))]
  const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
  await store.write([
    world.enrolments.keep(kept, { ...kept.value, bindings, factors }),
    ...[second, third].map(({ actor }) =>
      world.enrolments.bind(actor, { value: undefined, rev: 0 }, { person: ada.id }),
    ),
  ])
  await town.at.house.bindings.suspend(third.actor, 'renamed')
  return { town, ada, second, third }
}

test('a reset is told in every chat that is linked, and any of them can say that it was not them', async () => {
  const { town, ada, second, third } = await threeChats()
  const page = await ada.getsToThePage()
  await page.passkey(ada.device)
  await page.types('new-password', fresh)
  await town.at.rest()
  expect(ada.told).toEqual(['told.password-changed'])
  expect(second.told).toEqual(['told.password-changed'])
  expect(third.told).toEqual([])
  expect(town.mails).toHaveLength(1)
  const notice = town.chat.told.find(({ to }) => to !== 'alerts' && to.user === second.actor.user)
  await second.presses('aside', 'not-me', notice?.drawn)
  await second.presses('not-me', 'yes')
  expect((await town.at.world.freezes.of(ada.id)).value.frozenAt).toBeDefined()
})

test('so is the opening of a freeze', async () => {
  const { town, ada, second } = await threeChats()
  await ada.says('that was not me')
  await ada.presses('not-me', 'yes')
  await ada.presses('start', 'unfreeze')
  const page = await ada.opens()
  await ada.says(await page.code())
  await page.passkey(ada.device)
  await town.at.rest()
  expect(second.told).toEqual(['told.frozen', 'told.unfrozen'])
  expect(ada.told).toEqual(['told.frozen', 'told.unfrozen'])
})

test('a chat whose link is in doubt freezes nobody, and is answered as ever', async () => {
  const { town, ada, third } = await threeChats()
  await third.says('that was not me')
  await third.presses('not-me', 'yes')
  third.sees('ended.frozen')
  expect((await town.at.world.freezes.of(ada.id)).value.frozenAt).toBeUndefined()
})

test('so does one that is a guest by now', async () => {
  const { town, ada, second } = await threeChats()
  second.profile({ kind: 'guest' })
  await second.says('that was not me')
  await second.presses('not-me', 'yes')
  second.sees('ended.frozen')
  expect((await town.at.world.freezes.of(ada.id)).value.frozenAt).toBeUndefined()
})
