import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { understand } from '../../flows/front-desk.ts'
import { scopes } from '../../adapters/slack/scopes.ts'
import { slackManifest } from '../../manifest/slack.ts'
import { teamsManifest } from '../../manifest/teams.ts'

const sourceOf = (adapter: string): string => {
  const folder = new URL(`../../adapters/${adapter}/`, import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  return files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
}

/** What each method of the Web API asks for (docs.slack.dev/reference/methods). */
const needs: Readonly<Record<string, string | undefined>> = {
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'im:history',
  'conversations.open': 'im:write',
  'users.info': 'users:read',
  'views.open': undefined,
  'views.publish': undefined,
  'auth.test': undefined,
  'auth.revoke': undefined,
  'apps.connections.open': undefined,
}
/** What the methods do not ask for: the address in a profile, the messages themselves, the slash command. */
const besides = ['users:read.email', 'im:history', 'commands']

const manifest = slackManifest('http', 'https://latchkey.corp.example')

test('the Slack manifest asks for the scopes of what the adapter calls, and for no other', () => {
  const called = [...sourceOf('slack').matchAll(/\bclient\.((?:\w+\.)+\w+)\(/g)]
    .map(([, name = '']) => name)
    .filter((name) => name.includes('.'))
  expect(called.length).toBeGreaterThan(5)
  expect(called.filter((name) => !(name in needs))).toEqual([])
  const wanted = new Set([...called.map((name) => needs[name]), ...besides].filter((s) => s !== undefined))
  expect([...wanted].toSorted()).toEqual([...scopes].toSorted())
  expect([...(manifest.oauth_config?.scopes?.bot ?? [])].toSorted()).toEqual([...scopes].toSorted())
})

test('the Slack manifest subscribes to the events that the adapter hears, and to no other', () => {
  const source = sourceOf('slack')
  const heard = [...source.matchAll(/\bcase '(\w+)':|\bevent\.type === '(\w+)'/g)].map(([, a, b]) => a ?? b)
  const known = ['app_home_opened', 'app_uninstalled', 'message', 'tokens_revoked', 'user_change']
  expect(known.filter((name) => heard.includes(name))).toEqual(known)
  const events = manifest.settings?.event_subscriptions?.bot_events ?? []
  expect(events.map((name) => name.replace('message.im', 'message')).toSorted()).toEqual(known)
})

test('the manifests send the platforms where the adapters listen', () => {
  expect(sourceOf('slack')).toContain(`'${new URL(requestUrl()).pathname}'`)
  expect(sourceOf('slack')).toContain(`'/slack/oauth_redirect'`)
  expect(sourceOf('teams')).toContain(`'/api/messages'`)
  const readme = readFileSync(new URL('../../manifest/README.md', import.meta.url), 'utf8')
  expect(readme).toContain('/api/messages')
})

const requestUrl = (): string => manifest.settings?.event_subscriptions?.request_url ?? ''

test('the Teams manifest offers words that the bot understands', () => {
  const company = {
    baseUrl: 'https://latchkey.corp.example',
    appId: '11111111-2222-4333-8444-555555555555',
    organisation: 'Corp',
    website: 'https://corp.example',
    privacy: 'https://corp.example',
    terms: 'https://corp.example',
  }
  const titles = teamsManifest(company).bots.flatMap((b) =>
    b.commandLists.flatMap((l) => l.commands.map((c) => c.title)),
  )
  expect(titles.map(understand)).toEqual(['triage', 'why-locked', 'enrol-factor', 'help'])
})
