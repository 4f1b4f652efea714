import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Place } from '../../../src/house/port.ts'
import { ShiftedClock } from '../../../src/lib/clock.ts'
import { good, say } from '../../../src/story/card.ts'
import { FakeHouse } from '../../support/fake-house.ts'
import { adapterHost, type AdapterHost } from '../../support/teams/adapter-host.ts'
import type { Json } from '../../support/teams/activities.ts'
import { ada, ben, tenant, type Member } from '../../support/teams/company.ts'
import { chatOf } from '../../support/teams/roster.ts'
import { Teams } from '../../support/teams/teams.ts'
import { TeamsPerson } from '../../support/teams/teams-person.ts'

let teams: Teams
let host: AdapterHost
let house: FakeHouse
beforeEach(async () => {
  teams = await Teams.start()
  host = await adapterHost(
    teams,
    (adapter) => {
      house = new FakeHouse(adapter)
      return house
    },
    { clock: new ShiftedClock() },
  )
})
afterEach(async () => {
  await host.stop()
  await teams.stop()
})

const actorOf = ({ oid }: Member) => ({ platform: 'teams', tenant, user: oid })
const placeOf = (member: Member): Place => ({ platform: 'teams', channel: `${tenant}/${chatOf(member)}` })

/** Says it in Ada's name from Ben's chat: what whoever holds a live token of the Connector can send. */
const forged = async (text: string): Promise<Place> => {
  const conversation = { conversationType: 'personal', tenantId: tenant, id: chatOf(ben) }
  const change = (activity: Json): Json => ({ ...activity, conversation })
  expect((await new TeamsPerson(teams, ada).says(text, { change })).status).toBe(200)
  await expect.poll(() => house.heard.length).toBeGreaterThan(0)
  return house.heard.at(-1)?.place ?? placeOf(ada)
}

test('somebody in whose name another chat speaks is not taken for one who left', async () => {
  const at = await forged('I forgot my password')
  expect(at).toEqual(placeOf(ben))
  expect(await host.adapter.whoIs(actorOf(ada), at)).toBeUndefined()
  expect(await host.adapter.whoIs(actorOf(ada))).toMatchObject({ kind: 'member' })
})

test('nor is that chat theirs from then on: what is told them reaches them', async () => {
  await forged('help')
  const notice = { card: good(say('ended.done.reset')) }
  expect(await host.adapter.tell(notice, actorOf(ada), 'k1')).toEqual({ kind: 'sent' })
  expect(teams.rooms.of(chatOf(ben))).toEqual([])
  expect(teams.rooms.of(chatOf(ada))).toHaveLength(1)
})

test('nothing begins in it, whatever came from their own chat meanwhile', async () => {
  const at = await forged('I forgot my password')
  await new TeamsPerson(teams, ada).says('help')
  expect(await host.adapter.whoIs(actorOf(ada), at)).toBeUndefined()
  expect(await host.adapter.whoIs(actorOf(ada), placeOf(ada))).toMatchObject({ kind: 'member' })
})

test('somebody who left is gone from their own chat', async () => {
  teams.roster.deleted.add(ada.oid)
  expect(await host.adapter.whoIs(actorOf(ada), placeOf(ada))).toMatchObject({ kind: 'deleted' })
})
