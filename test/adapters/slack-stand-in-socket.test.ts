import { App, SocketModeReceiver } from '@slack/bolt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SlackPerson } from '../support/slack/person.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { noRetries, scopes, silent, taughtBot } from './bolt-bot.ts'

let slack: SlackStandIn
let alice: SlackPerson
let heard: string[]
let app: App

beforeEach(async () => {
  slack = await SlackStandIn.start()
  const { platform } = slack
  const corp = platform.workspace('Corp')
  alice = new SlackPerson(slack, platform.account(corp, 'alice'))
  const { access } = platform.tokens.grant(platform.install(corp, alice.account, scopes))
  const appToken = platform.tokens.appLevel(['connections:write'])
  const installerOptions = { clientOptions: noRetries(slack) }
  const receiver = new SocketModeReceiver({
    appToken,
    clientPingTimeout: 2000,
    installerOptions,
    logger: silent,
  })
  const who = { token: access, botId: 'B0', botUserId: 'U0' }
  app = new App({ ...who, receiver, logger: silent, clientOptions: noRetries(slack) })
  heard = taughtBot(app)
  await app.start()
})
afterEach(async () => {
  await app.stop()
  await slack.stop()
  expect(slack.faults).toEqual([])
})

test('a talk over Socket Mode with a bot made of the real Bolt', async () => {
  expect((await alice.says('help')).answer).toMatchObject({ status: 200, late: false })
  await alice.willSee('Hello')
  await alice.presses('Enter the code')
  await alice.willSee('Six digits')
  await alice.fills({ 'Six digits': '000000' })
  alice.sees('Wrong')
  await alice.fills({ 'Six digits': '123456' })
  await alice.willSee('Thank you')
  await alice.slash('')
  await alice.willSee('Really do')
  expect(alice.sees().messages.some((m) => m.lines.includes('Look at your messages'))).toBe(true)
})

test('an event longer than a short frame, and one longer than a long one', async () => {
  for (const length of [1000, 100_000]) {
    await alice.says('x'.repeat(length))
    await expect.poll(() => heard.at(-1)).toBe(`said ${'x'.repeat(length)}`)
  }
})

test('a connection that Slack recycles, and one that is cut, come back', async () => {
  const connected = slack.calls('apps.connections.open').length
  slack.sockets.refresh()
  await slack.platform.until(() => slack.calls('apps.connections.open').length > connected)
  await slack.platform.until(() => slack.sockets.connected.length === 1)
  await alice.says('still there?')
  await expect.poll(() => heard).toEqual(['said still there?'])
  for (const socket of slack.sockets.connected) socket.cut()
  await slack.platform.until(() => slack.calls('apps.connections.open').length > connected + 1)
  await slack.platform.until(() => slack.sockets.connected.length === 1)
  await alice.says('and now?')
  await expect.poll(() => heard).toHaveLength(2)
})

test('a retry says which it is, and a ticket opens one connection', async () => {
  const first = await alice.says('help', { retry: { number: 1, reason: 'timeout' } })
  expect(first.answer?.status).toBe(200)
  const [{ answer } = { answer: undefined }] = slack.calls('apps.connections.open')
  const again = new WebSocket(String(answer?.['url']))
  await new Promise((closed) => again.addEventListener('error', closed))
  expect(slack.sockets.connected).toHaveLength(1)
})
