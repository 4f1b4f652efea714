import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { answered, appointed, changed, longEnrolled, press, type At } from '../flows/approving-scene.ts'
import type { Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** Somebody who was reset an hour ago: what they ask for next waits for a human. */
const flaggedPerson = async (town: Town, name: string): Promise<Person> => {
  town.directory.add({
    id: `id-${name}`,
    account: name,
    displayName: name,
    mail: `${name}@corp.example`,
    password: new Secret('Winter-Lake-2026'),
  })
  const person = await longEnrolled(town, name)
  await changed(town, person, { lastResetAt: town.clock.now() })
  return person
}

const office = async () => {
  const town = new Town()
  const [grace, joan] = [await longEnrolled(town, 'grace'), await longEnrolled(town, 'joan')]
  await appointed(town, grace, joan)
  return { town, grace, joan }
}

/** Once more from the first word to the wait for an approver; undefined where too much was begun just now. */
const asks = async (town: Town, person: Person): Promise<At | undefined> => {
  await person.says('I forgot my password')
  if (person.drawn.url === undefined) return undefined
  const page = await person.opens()
  await person.says(await page.code())
  await page.passkey(person.device)
  return { town, flow: page.flow }
}

const titles = (town: Town): readonly string[] =>
  (town.chat.rooms.get('alerts') ?? []).map(({ drawings }) => drawings.at(-1)?.card.title.id ?? '')

const asked = (town: Town): number => town.events('approval.requested').length

describe('requests that wait for approval, without end', () => {
  test('for one person stand on one card, which calls three times an hour at most, and tell the owner nothing', async () => {
    const { town } = await office()
    const victim = await flaggedPerson(town, 'victim')
    for (let n = 0; n < 200; n++) {
      await town.later(17 * second)
      await asks(town, victim)
    }
    expect(asked(town)).toBeGreaterThan(50)
    expect(titles(town).filter((id) => id === 'approval.title.reset')).toHaveLength(1)
    expect(titles(town).filter((id) => id === 'alert.approval-waits').length).toBeLessThanOrEqual(3)
    expect(titles(town).length).toBeLessThanOrEqual(4)
    expect(victim.told).toEqual([])
    expect(town.mails).toEqual([])
    expect(town.events('commit.intent')).toEqual([])
    expect(town.faults).toEqual([])
  })

  test('for twelve people have a card each; no approver holds more than three, however often one presses', async () => {
    const { town, grace, joan } = await office()
    const waiting: At[] = []
    for (let n = 0; n < 12; n++) {
      const at = await asks(town, await flaggedPerson(town, `person-${n}`))
      if (at !== undefined) waiting.push(at)
    }
    expect(waiting).toHaveLength(12)
    expect(titles(town).filter((id) => id === 'approval.title.reset')).toHaveLength(12)
    const held = async ({ id }: Person): Promise<number> =>
      (await town.at.world.approvals.standings.of(id)).value.pending.length
    for (let round = 0; round < 4; round++)
      for (const at of waiting)
        for (const value of ['call', 'approve'] as const) {
          await press(at, grace, value)
          expect(await held(grace)).toBeLessThanOrEqual(3)
        }
    expect(await held(grace)).toBe(3)
    expect(answered(await press(waiting[11]!, grace, 'approve'))).toEqual(['approval.no.too-many'])
    // Whoever else may approve is not held up by it, and what was let go makes room.
    expect(await press(waiting[11]!, joan, 'approve')).toHaveProperty('reveal.token')
    await town.later(hour / 4 + minute)
    const ends = await Promise.all(
      waiting.map(async ({ flow }) => (await town.at.engine.view(flow))?.outcome),
    )
    expect(new Set(ends)).toEqual(new Set(['no-one-answered']))
    expect(town.events('commit.intent')).toEqual([])
  })

  test('for a hundred conversations of ten people: never more cards than people', async () => {
    const { town } = await office()
    const people: Person[] = []
    for (let n = 0; n < 10; n++) people.push(await flaggedPerson(town, `person-${n}`))
    for (let n = 0; n < 100; n++) {
      await town.later(10 * second)
      await asks(town, people[n % people.length]!)
    }
    expect(asked(town)).toBeGreaterThan(50)
    const cards = titles(town).filter((id) => id !== 'alert.approval-waits')
    expect(cards.length).toBeLessThanOrEqual(people.length)
    expect(people.flatMap(({ told }) => told)).toEqual([])
  })
})
