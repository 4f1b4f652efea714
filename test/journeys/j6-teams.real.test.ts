import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { Phone } from '../attacks/passkey.ts'
import type { Added } from '../contracts/directory.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { appointed, resetAnHourAgo } from './approvals.ts'
import { readsAt } from './approver-in-slack.ts'
import { ApproverInTeams } from './approver-in-teams.ts'
import { CorpInTeams } from './corp-in-teams.ts'
import { startProcess, type Running } from './process.ts'
import { openLdapSection } from './real-directories.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { TeamsEmployee } from './teams-employee.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const reason = 'The password was already reset in the last day.'

describe('in Teams, on OpenLDAP and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let hands: LdapHands
  let corp: CorpInTeams
  let ada: Added
  let alice: TeamsEmployee
  let grace: ApproverInTeams

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j6t-'))
    hands = await LdapHands.open(inject('openldap'))
    corp = await CorpInTeams.open()
    const more = { teams: await corp.section(dir) }
    file = await serviceFile(dir, await freePort(), 60, openLdapSection(), more)
    running = await startProcess('src/main.ts', ['--config', file])
    await corp.pointAt(running.baseUrl)
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await corp?.stop()
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const enrolled = async (person: Added): Promise<TeamsEmployee> => {
    const context = await browser.newContext()
    context.setDefaultTimeout(30_000)
    const employee = await TeamsEmployee.at(corp.person(person.mail), context)
    await employee.enrolsPasskey(person.password)
    await rested(file, person.id)
    return employee
  }

  test('J6 a human looks at it, signs with a passkey, and the person goes on where they were', async () => {
    ada = await hands.add('plain')
    const approver = await hands.add('plain')
    alice = await enrolled(ada)
    grace = new ApproverInTeams(await enrolled(approver))
    await appointed(file, approver.id)
    await resetAnHourAgo(file, ada.id)

    await alice.asks()
    await alice.portal.at('await-approval')
    const asked = await grace.card(ada.account, reason)
    await grace.signs(await grace.link())
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await hands.binds(await hands.dnOf(ada.id), new Secret(fresh))).toBe(true)
    const done = await grace.card(ada.account, 'It was approved and carried out.')
    expect(done).toMatchObject({ id: asked.id, buttons: [] })
    expect(grace.cardsOf(ada.account), 'one card for one request').toHaveLength(1)
    expect(alice.said, 'the person never reads why').not.toContain(reason)
    expect(corp.alarms, 'the link stands in no channel').not.toContain('/a#v1')
  })

  test('J7 not by the person themself, not from a stolen chat session; and a no is a no', async () => {
    await appointed(file, ada.id)
    const herself = new ApproverInTeams(alice)
    await alice.asks()
    await alice.portal.at('await-approval')
    await grace.card(ada.account, 'Asked:')
    await herself.presses('Approve with my passkey', 'submit')
    await alice.reads('You cannot decide about your own request.')

    const stolen = await (await browser.newContext()).newPage()
    await Phone.on(stolen)
    await readsAt(stolen, await grace.link())
    await stolen.locator('[data-ask=sign]').click()
    await stolen.locator('#note:not([hidden])').waitFor()
    await alice.portal.at('await-approval')

    await grace.presses('Deny')
    await alice.portal.ends('denied')
    await alice.reads('Your request was not approved')
    expect((await grace.card(ada.account, 'denied it')).buttons).toEqual([])
  })
})
