import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { redisStore } from '../../../src/store/redis.ts'
import { throughSlack, throughTeams } from './conversations.ts'
import { openOffice, type Office } from './office.ts'
import { Siege } from './siege.ts'

let office: Office
let siege: Siege
beforeAll(async () => {
  const url = new URL('/37', inject('redisUrl')).href
  office = await openOffice(async (clock) => {
    const store = await redisStore({ url, clock, log: () => {} })
    return { store, now: () => store.ping() }
  })
  await office.ben.says('hello')
  siege = new Siege(office)
})
afterAll(async () => await office.close())

test('under siege on Redis, a conversation in Slack goes on', async () => {
  await throughSlack(office)
  expect(siege.faults).toEqual([])
})

test('and one in Teams; afterwards none of their requests counts again', async () => {
  await throughTeams(office)
  await siege.replays(siege.tape.toReversed(), [200, 501], 'in reverse')
  expect(siege.faults).toEqual([])
})
