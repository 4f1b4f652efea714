import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import type { Browser } from '../support/browser.ts'
import { alertsIn, Person } from '../support/talk.ts'
import type { Town } from '../support/world.ts'
import { answered, approves, cardIds, cardOf, flagged, flaggedForTwo, press } from './approving-scene.ts'

const fresh = 'Otter-Bridge-Candle-9'

describe('a flagged reset', () => {
  test('waits for an approver, who signs; and goes on in the same browser', async () => {
    const scene = await flagged()
    const { town, ada, page, grace } = scene
    await page.sees('approval.wait-title')
    ada.sees('approval.wait-title')
    expect(await cardIds(scene)).toEqual(
      expect.arrayContaining([
        'approval.title.reset',
        'approval.proved.webauthn',
        'risk.recent-reset',
        'approval.no-number',
      ]),
    )
    expect(await approves(scene, grace)).toMatchObject({ kind: 'approved', complete: true })
    await page.sees('password.title')
    expect(ada.told).toContain('approval.go-on')
    await page.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
    expect(await cardIds(scene)).toEqual(expect.arrayContaining(['approval.given-by', 'approval.came.done']))
    const [granted] = town.events('approval.granted')
    expect(granted?.detail).toMatchObject({ approver: 'id-grace', person: 'id-ada', complete: true })
    expect(town.faults).toEqual([])
  })

  test('is denied without a passkey, and the person is told no reason', async () => {
    const scene = await flagged()
    const { town, ada, page, grace } = scene
    expect(answered(await press(scene, grace, 'deny'))).toEqual(['approval.you-denied'])
    await page.sees('ended.denied', 'ended.denied.line', 'helpdesk.both')
    ada.sees('ended.denied', 'ended.denied.line', 'helpdesk.both')
    expect((await cardOf(scene))?.tone).toBe('bad')
    expect(await cardIds(scene)).toContain('approval.came.denied')
    expect(town.events('approval.denied')).toHaveLength(1)
  })

  test('takes two different approvers where the policy says so', async () => {
    const scene = await flaggedForTwo()
    const { page, grace, joan } = scene
    expect(await cardIds(scene)).toContain('approval.needs-two')
    expect(await approves(scene, grace)).toMatchObject({ kind: 'approved', complete: false })
    await page.sees('approval.wait-title')
    expect(answered(await press(scene, grace, 'approve'))).toEqual(['approval.no.already'])
    expect(await approves(scene, joan)).toMatchObject({ kind: 'approved', complete: true })
    await page.sees('password.title')
    await page.types('new-password', fresh)
    expect(scene.town.directory.signIn('ada', fresh)).toBe('ok')
  })

  test('is called out again after five minutes, and ends after fifteen with nobody’s no', async () => {
    const scene = await flagged()
    const { town, ada, page } = scene
    const starts = async () => (await town.at.world.enrolments.of(ada.id)).value.starts.length
    expect(await starts()).toBe(1)
    await town.later(5 * minute - 1)
    expect(town.events('approval.escalated')).toHaveLength(0)
    await town.later(1)
    expect(alertsIn(town)).toContain('alert.approval-waits')
    expect(await cardIds(scene)).toContain('approval.waits-long')
    await town.later(10 * minute - 1)
    await page.sees('approval.wait-title')
    await town.later(1)
    await page.sees('ended.no-one-answered', 'ended.no-one-answered.line', 'helpdesk.both')
    expect(await starts()).toBe(0)
    expect(await cardIds(scene)).toContain('approval.came.no-one')
    expect(town.events('approval.unanswered')).toHaveLength(1)
  })

  test('leaves the person the time they had', async () => {
    const scene = await flagged()
    const { town, page, grace } = scene
    await town.later(14 * minute)
    await approves(scene, grace)
    await town.later(9 * minute)
    await page.sees('password.title')
  })
})

const alertCards = (town: Town) => (town.chat.rooms.get('alerts') ?? []).map((m) => m.drawings.at(-1))

describe('somebody who asks again and again', () => {
  const asksAgain = async (ada: Person): Promise<Browser> => {
    const page = await ada.getsToThePage()
    await page.passkey(ada.device)
    return page
  }

  test('stands on one card, which calls three times an hour at most', async () => {
    const scene = await flagged()
    const { town, ada, grace } = scene
    let { page } = scene
    for (let n = 2; n <= 5; n++) {
      await town.later(6 * minute)
      page = await asksAgain(ada)
    }
    await town.later(6 * minute)
    const cards = alertCards(town).filter((drawn) => drawn?.card.title.id === 'approval.title.reset')
    expect(cards).toHaveLength(1)
    expect(cards[0]?.flow).toBe(page.flow)
    expect(JSON.stringify(cards[0]?.card.lines)).toContain('{"id":"approval.times","with":{"times":"5"}}')
    expect(alertsIn(town).filter((id) => id === 'alert.approval-waits')).toHaveLength(3)
    expect(await approves({ town, flow: page.flow }, grace)).toMatchObject({ complete: true })
    expect(await press(scene, grace, 'approve')).toMatchObject({ verdict: 'over' })
  })

  test('has a new card after an hour', async () => {
    const { town, ada } = await flagged()
    await town.later(61 * minute)
    await asksAgain(ada)
    const titles = alertCards(town).map((drawn) => drawn?.card.title.id)
    expect(titles.filter((id) => id === 'approval.title.reset')).toHaveLength(2)
  })

  test('in two chats of theirs at once is heard in the newer one only', async () => {
    const scene = await flagged()
    const { town, ada, grace, page } = scene
    const other = new Person(town, 'ada', 'U-ADA-2')
    const { enrolments } = town.at.world
    const bound = await enrolments.boundTo(other.actor)
    await town.at.store.write([enrolments.bind(other.actor, bound, { person: ada.id })])
    const newer = await other.getsToThePage()
    await newer.passkey(ada.device)
    await newer.sees('approval.wait-title')
    expect(await press(scene, grace, 'approve')).toMatchObject({ verdict: 'taken' })
    await page.sees('ended.replaced')
    expect(await approves({ town, flow: newer.flow }, grace)).toMatchObject({ complete: true })
  })
})
