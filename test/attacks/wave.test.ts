import { describe, expect, test } from 'vitest'
import { day, minute } from '../../src/lib/clock.ts'
import { happening } from '../alerts/happening.ts'
import { textOf } from '../support/phrases.ts'
import { Browser, newKey } from '../support/browser.ts'
import { enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'
import { appointed, longEnrolled } from '../flows/approving-scene.ts'

/** A company that is watched, two days after Ada set a new password in her own browser. */
const company = async (): Promise<{ readonly town: Town; readonly ada: Person; readonly own: Browser }> => {
  const town = new Town()
  town.watches = true
  town.at = town.machine()
  const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
  const own = await Browser.make(town)
  own.lasting = await newKey()
  await resets(ada, own, 'Otter-Bridge-Candle-9')
  await own.sees('ended.done.reset')
  await town.later(2 * day)
  return { town, ada, own }
}

const resets = async (person: Person, page: Browser, password: string): Promise<void> => {
  await person.says('I forgot my password')
  await person.opens(page)
  await person.says(await page.code())
  await page.passkey(person.device)
  await page.types('new-password', password)
}

/** So many accounts begin, some of them nobody's. */
const wave = async (town: Town, size: number): Promise<void> => {
  for (let n = 0; n < size; n++) await new Person(town, `stranger-${n}`).says('I forgot my password')
}

const cards = (town: Town): readonly string[] =>
  (town.chat.rooms.get('alerts') ?? []).flatMap(({ drawings }) =>
    drawings.slice(-1).map(({ card }) => textOf(card)),
  )

describe('a wave of people', () => {
  test('raises what everybody is asked for, is told once, and comes down by itself', async () => {
    const { town } = await company()
    const grace = await enrolled(town, 'grace')
    const before = cards(town).length
    await wave(town, 40)
    await town.later(minute)
    expect(town.events('breaker.raised')).toMatchObject([
      { detail: { why: 'many-starts', band: 'approval' } },
    ])
    expect(cards(town).slice(before)).toEqual([
      expect.stringMatching(/Far more people than usual .*go on as before/s),
    ])
    await grace.getsToThePage()
    grace.sees('ended.needs-approval', 'helpdesk.both')
    await town.later(20 * minute)
    const page = await grace.getsToThePage()
    await grace.proves(page)
    await page.types('new-password', 'Heron-Ladder-Copper-7')
    await page.sees('ended.done.reset')
  })

  test('is told on a card of its own, also while one gathers the requests of too many', async () => {
    const { town } = await company()
    for (const name of ['p1', 'p2', 'p3', 'p4'])
      await town.at.guards.board?.take([happening(name, town.clock.now())])
    await town.later(minute)
    const before = cards(town).length
    await wave(town, 40)
    await town.later(minute)
    expect(cards(town).slice(before)).toEqual([expect.stringContaining('Far more people than usual')])
  })

  test('is no outage: a passkey in a known browser goes on in the midst of it', async () => {
    const { town, ada, own } = await company()
    await wave(town, 40)
    expect((await town.at.guards.crowds.breaker()).raisedAt).toBeDefined()
    await resets(ada, own, 'Heron-Ladder-Copper-7')
    await own.sees('ended.done.reset')
  })

  test('is not raised by one chat user, whatever they do', async () => {
    const { town, ada } = await company()
    for (let n = 0; n < 200; n++) await ada.says('I forgot my password')
    expect(town.events('breaker.raised')).toEqual([])
  })
})

describe('ten people behind one address', () => {
  const behind = { network: { prefix: 'the-office' } }
  const crowded = async () => {
    const there = await company()
    const { town } = there
    for (let n = 0; n < 10; n++)
      await town.at.guards.crowds.paired({ person: `id-${n}`, tenant: 'T1', prefix: behind.network.prefix })
    return there
  }

  test('shut it for codes, and for no passkey in a known browser', async () => {
    const { town, ada, own } = await crowded()
    const grace = await enrolled(town, 'grace')
    const office = await Browser.make(town)
    office.origin = behind
    await grace.says('I forgot my password')
    await grace.opens(office)
    await grace.says(await office.code())
    grace.sees('ended.refused', 'helpdesk.both')
    own.origin = behind
    await resets(ada, own, 'Heron-Ladder-Copper-7')
    await own.sees('ended.done.reset')
    expect(town.events('risk.assessed').map(({ detail }) => [detail?.['band'], detail?.['best']])).toEqual(
      expect.arrayContaining([
        ['deny', 'insufficient'],
        ['deny', 'sufficient'],
      ]),
    )
  })

  test('and a passkey in an unknown browser waits for a human', async () => {
    const { town } = await crowded()
    const joan = await longEnrolled(town, 'joan')
    const grace = await longEnrolled(town, 'grace')
    await appointed(town, joan)
    const strange = await Browser.make(town)
    strange.origin = behind
    await grace.says('I forgot my password')
    await grace.opens(strange)
    await grace.says(await strange.code())
    await strange.passkey(grace.device)
    await strange.sees('approval.wait-title')
    expect((await town.at.engine.view(strange.flow))?.facts.approval?.shown).toMatchObject({
      evidence: ['webauthn'],
      needed: 1,
    })
    expect(town.events('commit.intent')).toHaveLength(1)
  })
})
