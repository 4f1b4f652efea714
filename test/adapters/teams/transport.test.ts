import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { activityOf, type Activity } from '../../../adapters/teams/activity.ts'
import { botAuthentication } from '../../../adapters/teams/bot-authentication.ts'
import { botFramework } from '../../../adapters/teams/bot-framework.ts'
import { credentialsOf } from '../../../adapters/teams/open.ts'
import { quietly } from '../../../adapters/teams/quietly.ts'
import type { TeamsTransport } from '../../../adapters/teams/transport.ts'
import { configFor } from '../../support/teams/adapter-host.ts'
import { message } from '../../support/teams/activities.ts'
import { ada, appId, tenant } from '../../support/teams/company.ts'
import { chatOf } from '../../support/teams/roster.ts'
import { Teams } from '../../support/teams/teams.ts'

let teams: Teams
let transport: TeamsTransport
let activity: Activity
const printed: unknown[] = []
beforeEach(async () => {
  teams = await Teams.start()
  const credentials = credentialsOf(configFor(teams), { now: () => Date.now() })
  transport = botFramework(
    { appId, channelId: 'msteams', scope: teams.cloud.scope },
    botAuthentication({ appId, tenant, cloud: teams.cloud }, credentials),
  )
  const scene = {
    serviceUrl: teams.serviceUrl,
    at: '2026-11-23T09:00:00Z',
    id: 'a1',
    conversation: chatOf(ada),
  }
  const read = activityOf(Buffer.from(JSON.stringify(message(ada, scene, 'Harbour-Bell-2026'))))
  if (read === undefined) throw new Error('not an activity')
  activity = read
  for (const name of ['error', 'warn', 'log'] as const)
    vi.spyOn(console, name).mockImplementation((...words) => void printed.push(words))
})
afterEach(async () => {
  vi.restoreAllMocks()
  printed.length = 0
  await teams.stop()
})

const turns = { run: 0 }
const turn = async () => {
  turns.run += 1
  return { status: 200 }
}
const seconds = (): number => Math.floor(Date.now() / 1000)
const claims = () => ({
  iss: 'https://api.botframework.com',
  aud: appId,
  serviceurl: teams.serviceUrl,
  nbf: seconds() - 10,
  exp: seconds() + 3600,
})

test.each<[string, () => Promise<string>]>([
  ['no token', async () => ''],
  ['junk', async () => 'Bearer junk'],
  ['a token of Entra for our own app id', () => entraToken()],
  [
    'a token signed by nobody we know',
    () => teams.entraKeys.sign(claims(), 'nobody').then((t) => `Bearer ${t}`),
  ],
])('were the gate not there, botbuilder would still refuse %s, and print nothing', async (_what, token) => {
  const before = turns.run
  expect((await transport.receive(await token(), activity, turn)).status).toBeGreaterThanOrEqual(400)
  expect(turns.run).toBe(before)
  expect(printed).toEqual([])
})

test('where asking for the keys fails once, what was said is heard all the same, and once', async () => {
  const token = `Bearer ${await teams.connectorKeys.sign(claims())}`
  const before = turns.run
  teams.keysCut = 1
  expect(await transport.receive(token, activity, turn)).toEqual({ status: 200 })
  expect(turns.run).toBe(before + 1)
  expect(teams.keysCut).toBe(0)
})

test('a turn that fails is not taken twice', async () => {
  const token = `Bearer ${await teams.connectorKeys.sign(claims())}`
  let run = 0
  const failing = () => {
    run += 1
    return Promise.reject(new Error('no'))
  }
  expect((await transport.receive(token, activity, failing)).status).toBe(500)
  expect(run).toBe(1)
})

/** By a key that botbuilder would find: it looks for Entra's where it looks for the Connector's. */
const entraToken = async (): Promise<string> => {
  const iss = `https://login.microsoftonline.com/${tenant}/v2.0`
  return `Bearer ${await teams.connectorKeys.sign({ ...claims(), iss, azp: appId, tid: tenant, ver: '2.0' })}`
}

test('what others print at the same time is printed', async () => {
  let inside: () => void = () => undefined
  const waiting = quietly(() => new Promise<void>((resolve) => (inside = resolve)))
  const { error } = console
  error('seen')
  inside()
  await waiting
  expect(printed).toContainEqual(['seen'])
})
