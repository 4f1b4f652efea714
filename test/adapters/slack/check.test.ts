import { afterEach, expect, test } from 'vitest'
import { checkSlack } from '../../../adapters/slack/index.ts'
import { scopes } from '../../../adapters/slack/scopes.ts'
import type { SlackConfig } from '../../../src/config/port.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { Desk, type Wishes } from './desk.ts'

let desk: Desk
afterEach(async () => await desk.close())

const told = async (wishes: Wishes, more: Partial<SlackConfig> = {}): Promise<readonly string[]> => {
  desk = await Desk.open(wishes)
  const found = await checkSlack({ ...desk.config, ...more }, 'https://latchkey.corp.example')
  return found.map(
    ({ ok, says, fix }) => `${ok ? 'ok' : 'FAIL'} ${says}${fix === undefined ? '' : ` (${fix})`}`,
  )
}

test('a good token is good', async () => {
  expect(await told({})).toEqual(['ok the bot is in Corp, with the scopes it needs'])
})

test('scopes that are missing are named', async () => {
  const [one] = await told({ scopes: scopes.filter((s) => s !== 'users:read.email') })
  expect(one).toBe('FAIL the app lacks users:read.email (add the scopes and install it again)')
})

test('a token that Slack does not take', async () => {
  const [one] = await told({}, { speaks: { by: 'token', botToken: new Secret('xoxb-nobody') } })
  expect(one).toContain('FAIL Slack does not take the token: invalid_auth')
  expect(one).toContain('slack.botTokenFile')
})

test('a token of another workspace', async () => {
  expect((await told({}, { workspaces: ['T0OTHER'] }))[0]).toContain('FAIL the bot token is of T')
})

test('Socket Mode', async () => {
  expect(await told({ socket: true })).toContain('ok Socket Mode can be opened')
  await desk.close()
  const arrives = { mode: 'socket', appToken: new Secret('xapp-nobody') } as const
  expect((await told({ socket: true }, { arrives }))[1]).toContain('slack.appTokenFile')
})

test('a Slack that is not there', async () => {
  expect((await told({}, { apiUrl: 'http://127.0.0.1:1/api/' }))[0]).toBe(
    'FAIL Slack does not answer (let this machine reach slack.apiUrl over HTTPS)',
  )
})

test('an installation by OAuth says where', async () => {
  expect((await told({ oauth: true }))[0]).toContain('https://latchkey.corp.example/slack/install')
})
