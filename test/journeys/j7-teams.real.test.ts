import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { Phone } from '../attacks/passkey.ts'
import { appointed, askedLongAgo } from './approvals.ts'
import { readsAt } from './approver-in-slack.ts'
import { ApproverInTeams, approve } from './approver-in-teams.ts'
import { duty, security } from './corp-in-teams.ts'
import { FlaggedInTeams } from './flagged-in-teams.ts'
import { forge } from './forged-signature.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const decided = /^(approval|commit)\./
const reason = 'The password was already reset in the last day.'

describe('in Teams, on OpenLDAP and Redis', () => {
  let it: FlaggedInTeams
  beforeAll(async () => {
    it = await FlaggedInTeams.open(52)
  })
  afterAll(async () => await it?.close())

  const told = async () =>
    (await it.trail()).filter(({ event }) => decided.test(event)).map(({ event }) => event)

  test('J7 what an approver denies goes no further', async () => {
    await it.begins()
    const { ada, alice, grace } = it.people
    await it.asks()
    await grace.asked(ada.account)
    await grace.presses('Deny')
    await alice.portal.ends('denied')
    await alice.reads('Your request was not approved')
    expect((await grace.card(ada.account, 'denied it')).buttons).toEqual([])
    expect(await told()).toEqual(['approval.requested', 'approval.denied'])
  })

  test('J7 neither the person themself nor a stolen chat session can say yes, and nobody’s answer is not a no', async () => {
    const { ada, alice, grace } = it.people
    await appointed(it.file, ada.id)
    const herself = new ApproverInTeams(alice)
    await it.asks()
    await grace.asked(ada.account)
    await herself.presses(approve, 'submit')
    await alice.reads('You cannot decide about your own request.')

    // Somebody has Grace's chat on their own machine: they get as far as a page that asks for her passkey.
    const link = await grace.link()
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
    await grace.asked(ada.account, duty)
    await herself.presses('Deny', 'submit', duty)
    await alice.portal.at('await-approval')
    await askedLongAgo(it.file, await it.flow(), 10 * minute)
    await alice.portal.ends('no-one-answered')
    await alice.reads('No one answered')
    for (const team of [security, duty])
      expect((await grace.card(ada.account, 'No one answered.', team)).buttons).toEqual([])
    expect((await told()).at(-1)).toBe('approval.unanswered')
    expect(await it.signsIn(ada.password.reveal())).toBe(true)
  })

  test('J7 what was approved no longer counts once the rules have changed, and is asked anew', async () => {
    const { ada, alice, grace } = it.people
    await it.asks()
    await grace.asked(ada.account)
    await grace.signs(await grace.link())
    await alice.portal.at('set-password')
    await it.restarts({ policy: { minLength: 20 } })
    await alice.portal.answers('new-password', fresh)
    await alice.portal.at('await-approval')
    expect(await told()).toEqual(
      expect.arrayContaining(['approval.granted', 'approval.voided', 'approval.requested']),
    )
    expect(await it.signsIn(fresh)).toBe(false)
    await grace.signs(await grace.link())
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await it.signsIn(fresh)).toBe(true)
    expect(alice.said, 'the person never reads why').not.toContain(reason)
    expect(it.corp.alarms, 'the link stands in no channel').not.toContain('/a#v1')
  })
})
