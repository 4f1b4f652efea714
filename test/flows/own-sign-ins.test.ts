import { expect, test } from 'vitest'
import { Keeper } from '../../src/activity/keeper.ts'
import { names } from '../../src/activity/names.ts'
import { ownSignIns } from '../../src/activity/own.ts'
import { ownKey } from '../../src/activity/own-key.ts'
import { Sources } from '../../src/activity/sources.ts'
import { hour, minute } from '../../src/lib/clock.ts'
import { memoryLogs } from '../../src/store/memory-logs.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { Fault } from '../../src/story/errors.ts'
import { signIn } from '../contracts/activity.ts'
import { Browser, newKey } from '../support/browser.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { morning, Town } from '../support/world.ts'

/** Ada, enrolled with a passkey, in a town that keeps what conversations teach. */
const learning = async () => {
  const town = new Town()
  const { clock } = town
  const [store, faults]: [ReturnType<typeof memoryStore>, unknown[]] = [memoryStore(clock), []]
  const keeper = new Keeper({
    logs: memoryLogs(clock),
    store,
    names: names(await ownKey(store, town.keyring)),
    clock,
    sources: new Sources(store, clock, []),
    failed: (fault) => void faults.push(fault),
  })
  town.ownSignIns = ownSignIns(keeper, (fault) => void faults.push(fault))
  town.at = town.machine()
  const ada = await enrolled(town, 'ada', ['webauthn'])
  const known = async () => (await keeper.history('id-ada')).signIns
  return { town, keeper, ada, known, faults }
}

const onThePage = async (town: Town, ada: Person) => {
  const browser = await Browser.make(town)
  browser.lasting = await newKey()
  await ada.says('I forgot my password')
  const page = await ada.opens(browser)
  await ada.says(await page.code())
  return page
}

const resets = async (town: Town, ada: Person) => {
  const page = await onThePage(town, ada)
  await page.passkey(ada.device)
  await page.types('new-password', 'Otter-Bridge-Candle-9')
  await page.sees('ended.done.reset')
}

test('a conversation that came to a good end teaches once where its browser was; none before it does', async () => {
  const { town, ada, known } = await learning()
  await onThePage(town, ada)
  expect(await known()).toEqual([])
  await resets(town, ada)
  await town.later(minute)
  expect(await known()).toMatchObject([
    {
      source: 'latchkey',
      person: 'id-ada',
      id: expect.stringMatching(/^latchkey:/),
      device: expect.any(String),
    },
  ])
})

test('“that wasn’t me” takes back what they taught, and nothing that other sources did', async () => {
  const { town, keeper, ada, known } = await learning()
  await keeper.record([signIn('id-ada', 'e1', morning - hour)])
  await resets(town, ada)
  expect(await known()).toHaveLength(2)
  await ada.says('that was not me')
  await ada.presses('not-me', 'yes')
  await town.at.rest()
  expect((await known()).map(({ id }) => id)).toEqual(['e1'])
})

test('a keeper that is away keeps nobody from their end, nor from freezing, and is told', async () => {
  const { town, keeper, ada, faults } = await learning()
  const away = async (): Promise<never> => await Promise.reject(new Fault('ERR_ACTIVITY', 'gone'))
  keeper.record = away
  keeper.revoke = away
  await resets(town, ada)
  await ada.says('that was not me')
  await ada.presses('not-me', 'yes')
  await town.at.rest()
  expect((await town.at.world.freezes.of('id-ada')).value.frozenAt).toBeDefined()
  expect(faults).toHaveLength(2)
})
