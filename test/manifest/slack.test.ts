import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { slackManifest, type SlackMode } from '../../manifest/slack.ts'

const modes: readonly SlackMode[] = ['http', 'oauth', 'socket']
const baseUrl = 'https://latchkey.corp.example'

describe.each(modes)('the Slack manifest, %s', (mode) => {
  const manifest = slackManifest(mode, baseUrl)

  test('is the file that is committed', () => {
    const file = new URL(`../../manifest/slack.${mode}.json`, import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(manifest)
  })

  test('keeps to the lengths that Slack allows', () => {
    const { name, description = '', long_description: long = '' } = manifest.display_information
    expect(name.length).toBeLessThanOrEqual(35)
    expect(description.length).toBeLessThanOrEqual(140)
    expect(long.length).toBeGreaterThanOrEqual(175)
    expect(long.length).toBeLessThanOrEqual(4000)
    expect(manifest.features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/)
  })

  test('lets people write to the bot, and asks for nothing in anybody’s own name', () => {
    expect(manifest.features?.app_home).toMatchObject({ messages_tab_read_only_enabled: false })
    expect(manifest.oauth_config?.scopes).not.toHaveProperty('user')
    expect(manifest.settings?.event_subscriptions).not.toHaveProperty('user_events')
  })
})

const text = (mode: SlackMode): string => JSON.stringify(slackManifest(mode, baseUrl))

test('only a socket does without our address, and only an installation by link comes back to us', () => {
  expect(text('socket')).not.toContain(baseUrl)
  expect(text('http')).toContain(`${baseUrl}/slack/events`)
  expect(text('oauth')).toContain(`${baseUrl}/slack/oauth_redirect`)
  expect([text('http'), text('socket')].join('')).not.toContain('oauth_redirect')
})
