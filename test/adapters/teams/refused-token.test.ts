import { afterEach, beforeEach, expect, test } from 'vitest'
import { minute, ShiftedClock } from '../../../src/lib/clock.ts'
import { bad, say } from '../../../src/story/card.ts'
import { FakeHouse } from '../../support/fake-house.ts'
import { adapterHost, type AdapterHost } from '../../support/teams/adapter-host.ts'
import { ada, tenant } from '../../support/teams/company.ts'
import { Teams } from '../../support/teams/teams.ts'

let teams: Teams
let host: AdapterHost
let clock: ShiftedClock
beforeEach(async () => {
  teams = await Teams.start()
  clock = new ShiftedClock()
  host = await adapterHost(teams, (adapter) => new FakeHouse(adapter), { clock })
})
afterEach(async () => {
  await host.stop()
  await teams.stop()
})

const actor = { platform: 'teams', tenant, user: ada.oid }
const notice = { card: bad(say('ended.done.reset')) }
const tell = (key: string) => host.adapter.tell(notice, actor, key)

test('a token that the Connector takes no more costs nobody a notice, and another is asked for', async () => {
  expect(await tell('k1')).toEqual({ kind: 'sent' })
  teams.entra.revokes()
  clock.forward(2 * minute)
  expect(await tell('k2')).toMatchObject({ kind: 'later' })
  clock.forward(minute)
  expect(await tell('k2')).toEqual({ kind: 'sent' })
  expect(teams.entra.asked).toBe(2)
})

test('one that is refused at once is not asked for again and again', async () => {
  for (let n = 0; n < 5; n++) {
    teams.entra.revokes()
    expect(await tell('k1')).toMatchObject({ kind: n === 0 ? 'sent' : 'later' })
    clock.forward(2000)
  }
  expect(teams.entra.asked).toBeLessThan(3)
})
