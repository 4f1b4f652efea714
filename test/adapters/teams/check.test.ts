import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkTeams } from '../../../adapters/teams/check.ts'
import { openPlatforms, platformFindings } from '../../../src/assemble-platforms.ts'
import { demoConfig } from '../../../src/config/demo.ts'
import { installations } from '../../../src/installations/installations.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { Town } from '../../support/world.ts'
import { configFor } from '../../support/teams/adapter-host.ts'
import { Teams } from '../../support/teams/teams.ts'

let teams: Teams
beforeEach(async () => {
  teams = await Teams.start()
})
afterEach(() => teams.stop())

const clock = { now: () => Date.now() }
const found = async (change = {}) => await checkTeams(configFor(teams, change), clock)

test('a bot that Entra and the Connector know', async () => {
  expect((await found()).map(({ ok }) => ok)).toEqual([true, true])
  expect(teams.connector.calls).toEqual([])
})

test('a secret that Entra does not know is told as that, and not shown', async () => {
  const [token, keys] = await found({ credential: { kind: 'secret', secret: new Secret('Harbour-Bell') } })
  expect(token).toMatchObject({ ok: false, says: expect.stringContaining('invalid_client') })
  expect(token?.fix).toContain('teams.appId')
  expect(keys?.ok).toBe(true)
  expect(JSON.stringify(token)).not.toContain('Harbour')
})

test('keys that cannot be had', async () => {
  const endpoints = { ...configFor(teams).endpoints, metadata: 'http://127.0.0.1:9/openid' }
  const [token, keys] = await found({ endpoints })
  expect(token?.ok).toBe(true)
  expect(keys).toMatchObject({ ok: false, says: expect.stringContaining('127.0.0.1:9') })
})

test('Teams is opened, and checked, where it is configured', async () => {
  const town = new Town()
  const log = (): void => {}
  const config = { ...demoConfig(0), teams: configFor(teams) }
  const kept = (platform: string) => installations(town.raw, town.keyring, platform)
  const journal = { append: () => Promise.resolve(), recent: () => [], close: () => Promise.resolve() }
  const opened = (await openPlatforms(config, clock, log))(journal, town.at.world, kept)
  expect(opened.map(({ name, routes }) => [name, routes?.map((r) => r.prefix)])).toEqual([
    ['teams', ['/api/messages']],
  ])
  expect((await platformFindings(config, clock, log)).map(({ name, ok }) => [name, ok])).toEqual([
    ['teams', true],
    ['teams', true],
  ])
  expect((await openPlatforms(demoConfig(0), clock, log))(journal, town.at.world, kept)).toEqual([])
})
