import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { alertsIn } from '../support/talk.ts'
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
