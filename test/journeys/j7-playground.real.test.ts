import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Phone } from '../attacks/passkey.ts'
import type { Added } from '../contracts/directory.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { appointedAlone, askedLongAgo, resetAnHourAgo } from './approvals.ts'
import { readsAt } from './approver-in-slack.ts'
import { forge } from './forged-signature.ts'
import { PlaygroundApproval } from './playground-approval.ts'
import { startProcess, type Running } from './process.ts'
import { openLdapSection } from './real-directories.ts'
import { serviceFile } from './service-file.ts'
import { flowOf, toldOf } from './trail.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const reason = 'The password was already reset in the last day.'
const decided = /^(approval|commit)\./

describe('on the playground, before OpenLDAP and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let hands: LdapHands
  let ada: Added
  let approver: Added
  let alice: PlaygroundApproval
  let grace: PlaygroundApproval

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j7p-'))
    hands = await LdapHands.open(inject('openldap'))
    file = await serviceFile(dir, await freePort(), 53, openLdapSection())
    running = await startProcess('src/cli.ts', ['demo', '--config', file, '--no-open'])
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const enrolled = async (person: Added): Promise<PlaygroundApproval> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
    const one = await PlaygroundApproval.open(context, running.baseUrl, person)
    await one.enrols(file)
    return one
  }
  const flow = async (): Promise<string> => await flowOf(join(dir, 'audit.jsonl'), await alice.user())
  const told = async (): Promise<readonly string[]> =>
    (await toldOf(join(dir, 'audit.jsonl'), await flow()))
      .map(({ event }) => event)
      .filter((event) => decided.test(event))
  const signsIn = async (password: string): Promise<boolean> =>
    await hands.binds(await hands.dnOf(ada.id), new Secret(password))

  test('J7 what an approver denies goes no further', async () => {
    ada = await hands.add('plain')
    approver = await hands.add('plain')
    alice = await enrolled(ada)
    grace = await enrolled(approver)
    await appointedAlone(file, approver.id)
    await resetAnHourAgo(file, ada.id)

    await alice.asks()
    await grace.chat.helpdeskSees(reason)
    await grace.presses('deny')
    await alice.portal.ends('denied')
    await alice.chat.sees('Your request was not approved')
    await grace.reads('alerts', 'denied it')
    expect(await told()).toEqual(['approval.requested', 'approval.denied'])
  })

  test('whoever holds the role looks somebody up in chat; whoever does not is told the same of everybody', async () => {
    await grace.chat.says(`who ${ada.account}`)
    await grace.chat.sees('This service last set their password')
    await grace.chat.sees('Passkeys and security keys: 1.')
    await grace.chat.says('who nobody-here')
    await grace.chat.sees('Nobody has exactly that account')
    for (const one of [approver.account, 'nobody-here']) {
      await alice.chat.says(`who ${one}`)
      await alice.chat.sees('Only the helpdesk can look people up here')
    }
    expect(await alice.chat.page.locator('#thread').innerText()).not.toContain(approver.displayName)
  })

  test('J7 neither the person themself nor a stolen chat session can say yes, and nobody’s answer is not a no', async () => {
    await appointedAlone(file, approver.id, ada.id)
    await alice.asks()
    await alice.presses('approve')
    await alice.chat.sees('You cannot decide about your own request.')

    // Somebody has Grace's chat on their own machine: they get as far as a page that asks for her passkey.
    const link = await grace.link()
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(30_000)
    await Phone.on(page)
    await readsAt(page, link)
    await page.locator('[data-ask=sign]').click()
    await page.locator('#note:not([hidden])').waitFor()
    expect(await page.textContent('#note')).toContain('there is no passkey of yours on this device')
    expect((await forge(running.baseUrl, link)).status).toBe(409)
    expect(await told()).toEqual(['approval.requested', 'approval.refused', 'approval.refused'])
    await alice.portal.at('await-approval')

    await askedLongAgo(file, await flow(), 5 * minute)
    await grace.reads('on-call', reason)
    await alice.presses('deny', 'on-call')
    await alice.portal.at('await-approval')
    await askedLongAgo(file, await flow(), 10 * minute)
    await alice.portal.ends('no-one-answered')
    await alice.chat.sees('No one answered')
    for (const pane of ['alerts', 'on-call'] as const) await grace.reads(pane, 'No one answered.')
    expect((await told()).at(-1)).toBe('approval.unanswered')
    expect(await signsIn(ada.password.reveal())).toBe(true)
  })

  test('J7 what was approved no longer counts once the approver is none any more, and is asked anew', async () => {
    await alice.asks()
    await grace.signs(await grace.link())
    await alice.portal.at('set-password')
    await appointedAlone(file, ada.id, 'somebody-else')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.at('await-approval')
    expect(await told()).toEqual(expect.arrayContaining(['approval.granted', 'approval.voided']))
    expect(await signsIn(fresh)).toBe(false)
    await appointedAlone(file, approver.id)
    await grace.signs(await grace.link())
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await signsIn(fresh)).toBe(true)
    expect(await alice.chat.page.locator('#thread').innerText(), 'never why').not.toContain(reason)
  })
})
