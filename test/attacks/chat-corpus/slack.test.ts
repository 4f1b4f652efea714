import { afterAll, beforeAll, expect, test } from 'vitest'
import { second, minute } from '../../../src/lib/clock.ts'
import { standsInSlack, throughSlack } from './conversations.ts'
import { en } from '../../../src/words/en.ts'
import { openOffice, type Office } from './office.ts'
import { Siege } from './siege.ts'

let office: Office
let siege: Siege
beforeAll(async () => {
  office = await openOffice()
  siege = new Siege(office)
})
afterAll(async () => await office.close())

const unpolluted = (): boolean => !('polluted' in {})

test('a whole conversation goes on while every request of it comes bent, twice, and again', async () => {
  await throughSlack(office)
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
  await standsInSlack(office, en['hand-off.new-link'])
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
