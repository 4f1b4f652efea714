import { afterAll, beforeAll, expect, test } from 'vitest'
import { second, minute } from '../../../src/lib/clock.ts'
import { en } from '../../../src/words/en.ts'
import { newPassword, oldPassword, openOffice, type Office } from './office.ts'
import { Siege } from './siege.ts'
import { quiet } from './state.ts'

let office: Office
let siege: Siege
beforeAll(async () => {
  office = await openOffice()
  siege = new Siege(office)
})
afterAll(async () => await office.close())

const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000')
/** Once everything has come to rest: what stands anywhere in the conversation, on the form, on the App Home. */
const stands = async (words: string): Promise<void> => {
  await quiet(office)
  expect(JSON.stringify(office.alice.sees())).toContain(words)
}
const unpolluted = (): boolean => !('polluted' in {})

test('a whole conversation goes on while every request of it comes bent, twice, and again', async () => {
  const { slack, alice, directory } = office
  expect((await slack.events.urlVerification('are-you-there')).answer?.body).toContain('are-you-there')
  expect((await slack.events.sslCheck()).answer).toMatchObject({ status: 200, body: '' })
  await alice.opensHome()
  await stands(en['why.open'])
  await alice.says('hello 👋🏽 \u202Eoll\u202C')
  await alice.slash('I forgot my password')
  await stands(en['hand-off.title'])
  const browser = await office.browser()
  await browser.opens(alice.link(en['hand-off.open']))
  await browser.page()
  const shown = String((await browser.says('pairing-code', {})).reveal['code'])
  await quiet(office)
  await alice.presses(en['hand-off.type-code'])
  await stands(en['hand-off.type-title'])
  await alice.fills({ answer: wrongFor(shown) })
  await stands('Tries left: 2')
  await slack.courier.send('interactive', {
    type: 'view_closed',
    api_app_id: slack.platform.appId,
    team: { id: office.corp.id },
    user: { id: alice.account.id, team_id: office.corp.id },
    view: { id: 'V1' },
  })
  await slack.events.userChanged(office.corp, alice.account)
  await alice.edits('I meant something else')
  await alice.says(shown)
  await stands(en['prove.chat-title'])
  await browser.page()
  await browser.says('totp', await office.code())
  await browser.page()
  await browser.says('recovery-codes', office.recoveryCode)
  await browser.page()
  await browser.says('new-password', newPassword)
  await quiet(office)
  expect(directory.signIn('alice', newPassword)).toBe('ok')
  expect(directory.signIn('alice', oldPassword)).toBe('wrong')
  expect(siege.faults).toEqual([])
})

test('in another order, in a later conversation, nothing of it counts again', async () => {
  const { alice } = office
  await alice.says('I forgot my password')
  await siege.replays(siege.tape.toReversed(), [200], 'in reverse')
  await siege.replays(siege.tape.slice(5), [200], 'from the middle')
  expect(siege.faults).toEqual([])
})

test('removals count once, and six minutes later nothing is even looked at', async () => {
  const { alice, slack, clock } = office
  await alice.says('help')
  await stands(en['hand-off.new-link'])
  const signed = siege.tape.filter(({ kind }) => kind !== 'ssl_check')
  clock.forward(6 * minute + second)
  await siege.replays(signed, [401], 'six minutes later')
  await slack.events.uninstall(office.corp, slack.platform.installs[0]!)
  expect(siege.faults).toEqual([])
  expect(siege.kinds).toEqual(
    new Set([
      'url_verification',
      'ssl_check',
      'app_home_opened',
      'message',
      'slash command',
      'block_actions',
      'view_submission',
      'view_closed',
      'user_change',
      'tokens_revoked',
      'app_uninstalled',
    ]),
  )
  expect(siege.bent).toBeGreaterThan(500)
  expect(unpolluted()).toBe(true)
})
