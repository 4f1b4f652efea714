import { expect, test } from 'vitest'
import type { Facts } from '../../flows/facts.ts'
import { resetPassword } from '../../flows/reset-password.ts'
import { identify } from '../../flows/steps/identify.ts'
import { handOff } from '../../flows/steps/hand-off.ts'
import type { World } from '../../flows/world.ts'
import { end, type Story, type WorkStep } from '../../src/story/story.ts'
import { minute } from '../../src/lib/clock.ts'
import { Fate } from '../support/kill.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

/** A check that the next release asks of everybody who has not committed yet. */
const newCheck: WorkStep<Facts, World> = {
  name: 'new-check',
  settled: () => false,
  work: async () => end('refused'),
}
const [, , ...rest] = resetPassword.steps
const next: Story<Facts, World> = {
  ...resetPassword,
  version: resetPassword.version + 1,
  steps: [identify, handOff, newCheck, ...rest],
}

test('a reset that was committed is told and done by the next release, whatever it asks before', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  const dying = new Fate()
  town.at = town.machine(dying)
  const commit = town.directory.commit.commit.bind(town.directory.commit)
  town.directory.commit.commit = async (order) => {
    const result = await commit(order)
    dying.kill('after the directory was written')
    return result
  }
  await expect(page.types('new-password', fresh)).rejects.toThrow('killed')
  town.at = town.machine(new Fate(), [next])
  await town.later(minute)
  await page.sees('ended.done.reset')
  expect(ada.told).toEqual(['told.password-changed'])
})

test('a reset that was not committed owes the new check', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  town.at = town.machine(new Fate(), [next])
  await page.types('new-password', fresh)
  await page.sees('ended.refused')
  expect(town.events('commit.intent')).toEqual([])
})

test('a replica of the release before leaves a newer conversation to the others, and hears it later', async () => {
  const town = new Town()
  const older = town.at
  town.at = town.machine(new Fate(), [{ ...resetPassword, version: resetPassword.version + 1 }])
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  const newer = town.at
  town.at = older
  const { flow = '' } = ada.drawn
  await expect(older.engine.view(flow)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
  const page = await ada.opens()
  expect(page.cookie).toBeUndefined()
  town.at = newer
  await ada.opens(page)
  await page.sees('pair.title')
})
