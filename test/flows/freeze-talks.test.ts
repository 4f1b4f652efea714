import { expect, test } from 'vitest'
import { disowningByMail } from '../../flows/facts.ts'
import { begun, lifted } from '../../src/freeze/port.ts'
import { unbound } from '../../src/handoff/port.ts'
import { day, minute } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import { say } from '../../src/story/card.ts'
import { saidInAlerts } from '../support/notices.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const old = 'Winter-Lake-2026'
const fresh = 'Otter-Bridge-Candle-9'

/** Another replica freezes, as after a press on the page behind a mail. */
const freezeNow = async (town: Town, { id }: Person): Promise<void> => {
  const person = { id, account: 'ada', displayName: 'Ada Byron' }
  const notice = { person, says: say('told.linked', { account: 'ada' }), at: town.clock.now() }
  await town.machine().engine.start('not-me', disowningByMail(notice, unbound))
}

const thaw = async (town: Town, { id }: Person): Promise<void> => {
  const kept = await town.at.world.freezes.of(id)
  expect(kept.value.frozenAt).toBeDefined()
  await town.at.store.write([town.at.world.freezes.keep(kept, lifted(kept.value, town.clock.now()))])
}

test('a write under way is told, though its chat user has begun something else since', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  const commit = town.directory.commit.commit.bind(town.directory.commit)
  town.directory.commit.commit = async (order) => {
    await ada.says('I forgot my password')
    await freezeNow(town, ada)
    return await commit(order)
  }
  await page.types('new-password', fresh)
  await town.later(minute)
  expect(town.directory.signIn('ada', fresh)).toBe('ok')
  expect(saidInAlerts(town)).toContain('alert.not-me.acting')
})

test('a set-up that a newer one replaced is over when its process died at it, and stays over after freeze and thaw', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const thief = await ada.getsToThePage('set up recovery')
  await thief.types('current-password', old)
  const replaced = `flow:${ada.drawn.flow ?? ''}`
  const write = town.raw.write.bind(town.raw)
  let died = false
  town.raw.write = (changes) => {
    if (!changes.some(({ key }) => key === replaced)) return write(changes)
    town.raw.write = write
    died = true
    return Promise.reject(new Fault('ERR_STORE', 'the store went away at this write'))
  }
  await ada.says('set up recovery')
  expect(died).toBe(true)
  await town.later(minute)
  await thief.sees('ended.replaced')
  ada.sees('hand-off.title')
  await freezeNow(town, ada)
  await thaw(town, ada)
  await thief.types('totp', await ada.totp())
  await thief.sees('ended.replaced')
})

const listed = async (town: Town, { id }: Person): Promise<readonly string[]> =>
  (await town.at.world.freezes.of(id)).value.talks.map(({ flow }) => flow)

const ends: Readonly<Record<string, (ada: Person, town: Town) => Promise<unknown>>> = {
  'is cancelled': (ada) => ada.says('cancel'),
  'runs out of time': async (_ada, town) => await town.later(16 * minute),
  'runs out of tries': async (ada) => {
    await ada.opens()
    for (let n = 0; n < 3; n++) await ada.says('000000')
  },
}

test.each(Object.keys(ends))('a conversation that %s is nothing a freeze could stop', async (how) => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  expect(await listed(town, ada)).toHaveLength(1)
  await ends[how]?.(ada, town)
  expect(await listed(town, ada)).toEqual([])
  await ada.says('that was not me')
  await ada.presses('not-me', 'yes')
  await town.at.rest()
  expect(saidInAlerts(town)).not.toContain('alert.not-me.ended')
})

test('what lifts a freeze is over with it', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
  await town.later(4 * day)
  await freezeNow(town, ada)
  await ada.says('I forgot my password')
  await ada.presses('start', 'unfreeze')
  const page = await ada.opens()
  await ada.says(await page.code())
  expect(await listed(town, ada)).toHaveLength(1)
  await page.passkey(ada.device)
  ada.sees('ended.done.unfreeze')
  expect(await listed(town, ada)).toEqual([])
})

test('an end that loses to a newer conversation of the same person is written over what that one left', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  const own = `flow:${ada.drawn.flow ?? ''}`
  const write = town.raw.write.bind(town.raw)
  let another = false
  town.raw.write = async (changes) => {
    if (!another && changes.some(({ key }) => key === own)) {
      another = true
      const kept = await town.at.world.freezes.of(ada.id)
      const began = begun(kept.value, 'another', ada.actor, town.clock.now())
      await town.at.store.write([town.at.world.freezes.keep(kept, began)])
    }
    return await write(changes)
  }
  await ada.says('cancel')
  ada.sees('ended.cancelled')
  expect(await listed(town, ada)).toEqual(['another'])
})
