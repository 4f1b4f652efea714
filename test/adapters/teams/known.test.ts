import { expect, test } from 'vitest'
import { activityOf } from '../../../adapters/teams/activity.ts'
import { AlertChannel } from '../../../adapters/teams/alert-channel.ts'
import { Known } from '../../../adapters/teams/known.ts'
import type { Accepted } from '../../../adapters/teams/verify.ts'
import { installations } from '../../../src/installations/installations.ts'
import { ShiftedClock } from '../../../src/lib/clock.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { message } from '../../support/teams/activities.ts'
import { ada, ben, tenant } from '../../support/teams/company.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'one') }])
const fresh = () => installations(memoryStore(new ShiftedClock()), keyring, 'teams')
const fallback = 'https://smba.trafficmanager.net/teams/'
const emea = 'https://smba.trafficmanager.net/emea/'
const hosts = ['smba.trafficmanager.net']

const from = (serviceUrl: string): Accepted => {
  const scene = { serviceUrl, at: '2026-11-23T09:00:00Z', id: 'a1', conversation: 'a:ada' }
  const activity = activityOf(Buffer.from(JSON.stringify(message(ada, scene, 'hi'))))
  if (activity === undefined) throw new Error('not an activity')
  return { kind: 'accepted', activity, tenant, user: ada.oid, personal: true }
}

test('where a tenant is served from is learned from what the gate let in, and outlives the process', async () => {
  const kept = fresh()
  const known = new Known(kept, hosts, fallback)
  expect(await known.serviceUrl(tenant)).toBe(fallback)
  await known.meet(from(emea))
  expect(await known.serviceUrl(tenant)).toBe(emea)
  expect(await new Known(kept, hosts, fallback).serviceUrl(tenant)).toBe(emea)
  expect(await new Known(kept, hosts, fallback).serviceUrl('another')).toBe(fallback)
})

test('and is forgotten when its host is trusted no more: our token would go there', async () => {
  const kept = fresh()
  await new Known(kept, hosts, fallback).meet(from(emea))
  expect(await new Known(kept, ['.teams.microsoft.com'], fallback).serviceUrl(tenant)).toBe(fallback)
})

test('a person’s chat is theirs alone, and theirs by Teams’ word only', async () => {
  const known = new Known(fresh(), hosts, fallback)
  await known.meet(from(emea))
  expect(known.person({ tenant, user: ada.oid })).toEqual({ locale: 'en-GB' })
  known.met({ tenant, user: ada.oid }, 'a:ada')
  await known.meet(from(emea))
  expect(known.person({ tenant, user: ada.oid })).toEqual({ conversation: 'a:ada', locale: 'en-GB' })
  expect(known.person({ tenant, user: ben.oid })).toBeUndefined()
  expect(known.person({ tenant: 'another', user: ada.oid })).toBeUndefined()
})

test('the alert channel is where the configuration says: another team’s news changes nothing', async () => {
  const kept = fresh()
  const alerts = new AlertChannel(kept, '19:alerts')
  const here = { tenant, serviceUrl: emea }
  const elsewhere = { tenant, serviceUrl: 'https://smba.trafficmanager.net/apac/' }
  const news = (present: boolean, ...ids: string[]) => ({ kind: 'team', present, ids }) as const
  await alerts.note(news(true, '19:team', '19:alerts'), here, 1)
  await alerts.note(news(true, '19:other'), elsewhere, 2)
  await alerts.note(news(false, '19:other'), elsewhere, 3)
  expect(await new AlertChannel(kept, '19:alerts').reference()).toEqual(here)
  await alerts.note(news(false, '19:alerts'), here, 4)
  expect(await alerts.reference()).toBeUndefined()
  const none = new AlertChannel(kept, undefined)
  await none.note(news(true, '19:alerts'), here, 5)
  expect(await none.reference()).toBeUndefined()
})

test('news that comes again or late neither silences the alerts nor sends them elsewhere', async () => {
  const kept = fresh()
  const alerts = new AlertChannel(kept, '19:alerts')
  const here = { tenant, serviceUrl: emea }
  const news = (present: boolean) => ({ kind: 'team', present, ids: ['19:alerts'] }) as const
  await alerts.note(news(false), here, 1)
  await alerts.note(news(true), here, 2)
  const { rev } = await kept.read('alert channel')
  await alerts.note(news(true), here, 2)
  await alerts.note(news(false), here, 1)
  expect(await alerts.reference()).toEqual(here)
  expect((await kept.read('alert channel')).rev).toBe(rev)
  await alerts.note(news(false), here, 3)
  await alerts.note(news(true), here, 2)
  expect(await alerts.reference()).toBeUndefined()
})

test('and where it was kept by an older release, it is still known', async () => {
  const kept = fresh()
  await kept.write('alert channel', 0, JSON.stringify({ tenant, serviceUrl: emea }))
  expect(await new AlertChannel(kept, '19:alerts').reference()).toEqual({ tenant, serviceUrl: emea })
})
