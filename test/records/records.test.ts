import { describe, expect, test } from 'vitest'
import { stories } from '../../flows/index.ts'
import { minute } from '../../src/lib/clock.ts'
import { Fate } from '../support/kill.ts'
import { journeys, moments, type Journey } from './journeys.ts'
import { keptBy, present, releases, type Kept } from './release.ts'
import { Scene, type Moment } from './scene.ts'
import { shapesIn } from './shape.ts'

const journeyOf = (kept: Kept): Journey => {
  const journey = journeys.find(({ name }) => name === kept.journey)
  if (journey === undefined) throw new Error(`no journey ${kept.journey}: a released one must stay walkable`)
  return journey
}

/** Everything is read as it was, and nothing was found tampered with. */
const isRead = async (scene: Scene, story: string): Promise<void> => {
  const { engine, world } = scene.town.at
  const seen = await engine.view(scene.flow)
  expect(seen?.person.title.id).toBeTypeOf('string')
  const stored = await scene.town.at.store.read(`flow:${scene.flow}`)
  expect(stored?.value).toContain(`"story":"${story}"`)
  await world.enrolments.of(scene.ada.id)
  await world.freezes.of(scene.ada.id)
  expect(scene.town.tampered).toEqual([])
}

/** From this moment on, as if nothing had been released meanwhile; everybody is told what they are owed. */
const goesOn = async (scene: Scene, { moves, outcome, heldBack }: Journey, after: number): Promise<void> => {
  if (heldBack !== true) {
    for (const [, go] of moves.slice(after)) await go(scene)
    expect(await scene.outcome()).toBe(outcome)
  }
  await scene.town.later(2 * minute)
  expect(scene.kept.all(scene.town.clock.now()).filter(({ key }) => key.startsWith('outbox:'))).toEqual([])
  expect(scene.town.faults).toEqual([])
}

/** Whatever it was, its person is not stuck in it: it can be left, and another one begun. */
const startsAnew = async (scene: Scene, { leaves = ['cancel', 'cancel'] }: Journey): Promise<void> => {
  await scene.town.later(minute)
  const { flow } = scene
  const open = (await scene.outcome()) === undefined
  if (open) await scene.ada.presses(...leaves, await scene.card())
  expect(await scene.outcome()).toBeDefined()
  await scene.ada.says('I forgot my password')
  expect(scene.ada.drawn.flow).toBeDefined()
  expect(scene.ada.drawn.flow).not.toBe(flow)
  expect(scene.town.tampered).toEqual([])
}

/** A release that is older than what wrote this leaves it alone. */
const isLeftAlone = async (scene: Scene, story: string): Promise<void> => {
  const older = stories.map((s) => (s.name === story ? { ...s, version: s.version - 1 } : s))
  const without = stories.filter((s) => s.name !== story)
  for (const known of [older, without]) {
    const { engine } = scene.town.machine(new Fate(), known)
    const before = await scene.town.raw.read(`flow:${scene.flow}`)
    const answer = {
      from: 'person',
      name: 'cancel',
      value: 'cancel',
      eventId: 'e',
      actor: scene.ada.actor,
    } as const
    await expect(engine.view(scene.flow)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
    await expect(engine.hear(scene.flow, answer)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
    await expect(engine.settle(scene.flow)).rejects.toMatchObject({ code: 'ERR_FLOW_NEWER' })
    expect(await scene.town.raw.read(`flow:${scene.flow}`)).toEqual(before)
  }
}

const all = releases.flatMap((release) =>
  keptBy(release).map((kept): [release: string, journey: string, kept: Kept] => [
    release,
    kept.journey,
    kept,
  ]),
)

describe('what a release stored', () => {
  test.each(all)(
    '%s, %s: is read, and its person comes to an end from every moment',
    async (_, _name, kept) => {
      const journey = journeyOf(kept)
      const again = (moment: Moment) => Scene.at(moment, journey.directory)
      for (const [n, moment] of kept.moments.entries()) {
        await isRead(await again(moment), kept.story)
        await goesOn(await again(moment), journey, n + 1)
        await startsAnew(await again(moment), journey)
      }
    },
  )

  test.each(all)('%s, %s: is left alone by a release that is older', async (_, _name, kept) => {
    const [moment] = kept.moments
    if (moment === undefined) throw new Error('no moment was kept')
    await isLeftAlone(await Scene.at(moment, journeyOf(kept).directory), kept.story)
  })
})

test('every story has its records in this release', () => {
  expect(releases).toContain(present)
  expect(new Set(keptBy(present).map(({ story }) => story))).toEqual(new Set(stories.map((s) => s.name)))
})

test.each(journeys)(
  '$name: what is stored now has the shape that this release is known by',
  async (journey) => {
    const now = await moments(new Scene(), journey)
    const then = keptBy(present).find((kept) => kept.journey === journey.name)
    const shapes = (given: readonly Moment[]) => given.map(({ name, store }) => [name, ...shapesIn(store)])
    expect(
      shapes(now),
      'What is stored has changed. If this release is out: give the story a new version (and an `upgrade` where facts are ' +
        'read in another way), raise the version in package.json, and add records with `npm run records`. Never rewrite the ' +
        'records of a release.',
    ).toEqual(shapes(then?.moments ?? []))
  },
)
