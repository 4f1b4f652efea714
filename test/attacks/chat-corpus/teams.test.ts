import { afterAll, beforeAll, expect, test } from 'vitest'
import { day, hour } from '../../../src/lib/clock.ts'
import { en } from '../../../src/words/en.ts'
import { fieldsOn } from '../../support/teams/card-reading.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { alertChannel, newPassword, oldPassword, openOffice, type Office } from './office.ts'
import { Siege } from './siege.ts'
import { quiet } from './state.ts'

let office: Office
let siege: Siege
beforeAll(async () => {
  office = await openOffice()
  // Where a tenant is served from is learned of whoever writes first.
  await office.ben.says('hello')
  siege = new Siege(office)
})
afterAll(async () => await office.close())

const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000')
const stands = async (words: string): Promise<void> => {
  await quiet(office)
  expect(office.ada.messages.flatMap((message) => textsIn(message)).join('\n')).toContain(words)
}
const types = async (code: string, as: 'execute' | 'submit'): Promise<void> => {
  const [field] = fieldsOn(office.ada.card).keys()
  office.ada.fills(field ?? '', code)
  await office.ada.presses(en['teams.send'], { as })
}

test('a whole conversation goes on while every request of it comes bent, twice, and again', async () => {
  const { teams, ada, directory } = office
  await teams.installs(ada.member)
  await stands(en['why.open'])
  const hello = await ada.says('hello 👋🏽 \u202Eoll\u202C \uD83D')
  await ada.edits(hello, 'I forgot my password')
  await ada.says('I forgot my password')
  await stands(en['hand-off.title'])
  const browser = await office.browser()
  await browser.opens(ada.link(en['hand-off.open']))
  await browser.page()
  const shown = String((await browser.says('pairing-code', {})).reveal['code'])
  await stands(en['hand-off.type-title'])
  await types(wrongFor(shown), 'execute')
  await stands('Tries left: 2')
  await types(wrongFor(shown), 'submit')
  await stands('Tries left: 1')
  await ada.says(shown)
  await stands(en['prove.chat-title'])
  await browser.page()
  await browser.says('totp', await office.code())
  await browser.page()
  await browser.says('recovery-codes', office.recoveryCode)
  await browser.page()
  await browser.says('new-password', newPassword)
  await quiet(office)
  expect(directory.signIn('ada', newPassword)).toBe('ok')
  expect(directory.signIn('ada', oldPassword)).toBe('wrong')
  expect(siege.faults).toEqual([])
})

test('in another order, in a later conversation, nothing of it counts again', async () => {
  await office.ada.says('I forgot my password')
  await siege.replays(siege.tape.toReversed(), [200, 501], 'in reverse')
  await siege.replays(siege.tape.slice(3), [200, 501], 'from the middle')
  expect(siege.faults).toEqual([])
})

test('the alert channel is found once, and stays where it is', async () => {
  const { teams, ada } = office
  const team = { id: alertChannel, name: 'Security', channel: alertChannel }
  const other = { id: '19:other@thread.tacv2', name: 'Fun', channel: '19:fun@thread.tacv2' }
  await teams.joins(team, ada.member)
  await teams.joins(other, ada.member)
  await teams.leaves(other, ada.member)
  expect(siege.faults).toEqual([])
  await teams.leaves(team, ada.member)
  const left = siege.tape.length
  await teams.joins(team, ada.member)
  await siege.replays(siege.tape.slice(0, left), [200, 501], 'after the bot came back')
  expect(siege.faults).toEqual([])
})

test('when their tokens are over, nothing is even looked at', async () => {
  office.clock.forward(day + hour)
  await siege.replays(siege.tape, [401], 'a day later')
  await office.ada.says('help')
  await stands(en['desk.help-title'])
  expect(siege.faults).toEqual([])
  expect(siege.kinds).toEqual(
    new Set([
      'teams message',
      'teams messageUpdate',
      'teams invoke',
      'teams conversationUpdate',
      'teams installationUpdate',
    ]),
  )
  expect(siege.bent).toBeGreaterThan(500)
})
