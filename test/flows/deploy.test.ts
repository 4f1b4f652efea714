import { expect, test } from 'vitest'
import type { Facts } from '../../flows/facts.ts'
import { resetPassword } from '../../flows/reset-password.ts'
import { identify } from '../../flows/steps/identify.ts'
import { handOff } from '../../flows/steps/hand-off.ts'
import type { World } from '../../flows/world.ts'
import { asking, say, waiting } from '../../src/story/card.ts'
import { end, learn, type AskStep, type Story, type WorkStep } from '../../src/story/story.ts'
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

test('a step that was inserted is asked of whoever is further on already, and then they are where they were', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  const inserted: AskStep<Facts, World> = {
    name: 'inserted',
    settled: (facts) => facts.finishedAt !== undefined,
    screens: {
      person: () => waiting(say('flow.working')),
      browser: () => asking(say('password.title'), [], []),
    },
    hearsFrom: () => ['browser'],
    hear: async (_facts, _answer, _world, here) => learn({ finishedAt: here.now }),
  }
  const [first, second, ...others] = resetPassword.steps
  if (first === undefined || second === undefined) throw new Error('the reset has no steps')
  const steps = [first, second, inserted, ...others]
  town.at = town.machine(new Fate(), [{ ...resetPassword, version: resetPassword.version + 1, steps }])
  await page.types('new-password', fresh)
  expect(town.events('commit.intent')).toEqual([])
  await page.sees('password.title')
  await page.types('new-password', fresh)
  await page.sees('ended.done.reset')
})

test('a step that was removed is missed by nobody, and one that moved asks nobody twice', async () => {
  const [first, second, third, prove, again, ...others] = resetPassword.steps
  const reordered = [first, second, third, again, prove, ...others].filter((step) => step !== undefined)
  const removed = resetPassword.steps.filter((step) => step.name !== 'reassess')
  for (const steps of [reordered, removed]) {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await page.types('totp', await ada.totp())
    town.at = town.machine(new Fate(), [{ ...resetPassword, version: resetPassword.version + 1, steps }])
    await page.sees('prove.title', 'factor.recovery-codes.prove')
    await page.types('recovery-codes', ada.codes.shift() ?? '')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    expect(town.events('factor.accepted')).toHaveLength(2)
    expect(town.events('commit.intent')).toHaveLength(1)
  }
})

test('a conversation that waited through two releases is upgraded by the last one', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  const froms: number[] = []
  const upgraded: Story<Facts, World> = {
    ...resetPassword,
    version: resetPassword.version + 2,
    upgrade: (from, facts: Facts) => {
      froms.push(from)
      return { ...facts, finishedAt: 1 }
    },
  }
  town.at = town.machine(new Fate(), [upgraded])
  const seen = await town.at.engine.view(page.flow)
  expect(froms).toEqual([resetPassword.version])
  expect(seen?.facts.finishedAt).toBe(1)
  await ada.proves(page)
  await page.types('new-password', fresh)
  await page.sees('ended.done.reset')
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
