import { afterAll, beforeAll, expect, test } from 'vitest'
import { day, hour } from '../../../src/lib/clock.ts'
import { standsInTeams, throughTeams } from './conversations.ts'
import { en } from '../../../src/words/en.ts'
import { alertChannel, openOffice, type Office } from './office.ts'
import { Siege } from './siege.ts'

let office: Office
let siege: Siege
beforeAll(async () => {
  office = await openOffice()
  // Where a tenant is served from is learned of whoever writes first.
  await office.ben.says('hello')
  siege = new Siege(office)
})
afterAll(async () => await office.close())

test('a whole conversation goes on while every request of it comes bent, twice, and again', async () => {
  await throughTeams(office)
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
  await standsInTeams(office, en['desk.help-title'])
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
