import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { Phone } from '../attacks/passkey.ts'
import { appointed, askedLongAgo } from './approvals.ts'
import { ApproverInSlack, approve, readsAt } from './approver-in-slack.ts'
import { FlaggedInSlack } from './flagged-in-slack.ts'
import { forge } from './forged-signature.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const decided = /^(approval|commit)\./

describe('in Slack, on Samba AD and Redis', () => {
  let it: FlaggedInSlack
  beforeAll(async () => {
    it = await FlaggedInSlack.open(59)
  })
  afterAll(async () => await it?.close())

  const told = async () =>
    (await it.trail()).filter(({ event }) => decided.test(event)).map(({ event }) => event)

  test('J7 what an approver denies goes no further', async () => {
    await it.begins()
    const { ada, alice, grace } = it.people
    await it.asks()
    await grace.asked(ada.account)
    await grace.presses('Deny', ada.account)
    await grace.isTold('You denied it.')
    await alice.portal.ends('denied')
    await alice.reads('Your request was not approved')
    const card = await grace.card(ada.account, 'denied it')
    expect(card.buttons).toEqual([])
    expect(await told()).toEqual(['approval.requested', 'approval.denied'])
  })

  test('J7 neither the person themself nor a stolen chat session can say yes, and nobody’s answer is not a no', async () => {
    const { ada, alice, grace } = it.people
    await appointed(it.file, ada.id)
    const herself = new ApproverInSlack(it.corp, alice)
    await it.asks()
    await grace.asked(ada.account)
    await herself.presses(approve, ada.account)
    await herself.isTold('You cannot decide about your own request.')
    expect(herself.whispers.flatMap(({ links }) => Object.keys(links))).toEqual([])

    // Somebody has Grace's chat on their own machine: they get as far as a page that asks for her passkey.
    const link = await grace.link(ada.account)
    const page = await it.strangersPage()
    await Phone.on(page)
    await readsAt(page, link)
    await page.locator('[data-ask=sign]').click()
    await page.locator('#note:not([hidden])').waitFor()
    expect(await page.textContent('#note')).toContain('there is no passkey of yours on this device')
    const forged = await forge(it.baseUrl, link)
    expect([forged.status, await forged.text()]).toEqual([
      409,
      expect.stringContaining('Your passkey did not sign'),
    ])
    expect(await told()).toEqual(['approval.requested', 'approval.refused', 'approval.refused'])
    await alice.portal.at('await-approval')

    await askedLongAgo(it.file, await it.flow(), 5 * minute)
    // Whoever is on call has the same card, under the same rights.
    await grace.asked(ada.account, it.corp.onCall)
    await herself.presses('Deny', ada.account, it.corp.onCall)
    await alice.portal.at('await-approval')
    await askedLongAgo(it.file, await it.flow(), 10 * minute)
    await alice.portal.ends('no-one-answered')
    await alice.reads('No one answered')
    for (const room of [it.corp.alerts, it.corp.onCall])
      expect((await grace.card(ada.account, 'No one answered.', room)).buttons).toEqual([])
    expect((await told()).at(-1)).toBe('approval.unanswered')
    expect(await it.signsIn(ada.password.reveal())).toBe(true)
  })

  test('J7 what was approved no longer counts once the rules have changed, and is asked anew', async () => {
    const { ada, alice, grace } = it.people
    await it.asks()
    await grace.asked(ada.account)
    await grace.signs(await grace.link(ada.account))
    await alice.portal.at('set-password')
    await it.restarts({ policy: { minLength: 20 } })
    await alice.portal.answers('new-password', fresh)
    await alice.portal.at('await-approval')
    expect(await told()).toEqual(
      expect.arrayContaining(['approval.granted', 'approval.voided', 'approval.requested']),
    )
    expect(await it.signsIn(fresh)).toBe(false)
    await grace.signs(await grace.link(ada.account))
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await it.signsIn(fresh)).toBe(true)
  })
})
