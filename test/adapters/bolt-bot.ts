import { createServer, type RequestListener } from 'node:http'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import type { SlackStandIn } from '../support/slack/stand-in.ts'

export const scopes = ['chat:write', 'im:history', 'im:write', 'users:read', 'users:read.email', 'commands']
const nothing = (): void => undefined
export const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}
export const noRetries = (slack: SlackStandIn) => ({
  slackApiUrl: slack.apiUrl,
  allowAbsoluteUrls: false,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: silent,
})

const plain = (text: string) => ({ type: 'plain_text' as const, text })
export const section = (text: string) => ({ type: 'section' as const, text: plain(text) })
export const button = (text: string, action_id: string, more: object = {}) => ({
  type: 'button' as const,
  text: plain(text),
  action_id,
  ...more,
})
export const codeForm = {
  type: 'modal' as const,
  callback_id: 'code',
  title: plain('Your code'),
  submit: plain('Send'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'code',
      label: plain('Six digits'),
      element: { type: 'plain_text_input' as const, action_id: 'value', min_length: 6, max_length: 6 },
    },
  ],
}

/** What the bot does: a card, a form behind its button, a link, a Home and a slash command. */
const taught = (app: App, heard: string[]): void => {
  app.message(async ({ message, say }) => {
    if (message.subtype !== undefined || 'bot_id' in message) return
    heard.push(`said ${'text' in message ? message.text : ''}`)
    const buttons = [button('Enter the code', 'enter'), button('Open', 'open', { url: 'https://x.example/' })]
    await say({ text: 'Hello', blocks: [section('Hello'), { type: 'actions', elements: buttons }] })
  })
  app.action('enter', async ({ ack, body, client }) => {
    await ack()
    if (body.type === 'block_actions')
      await client.views.open({ trigger_id: body.trigger_id, view: codeForm })
  })
  app.action('open', async ({ ack }) => {
    await ack()
    heard.push('link')
  })
  app.view('code', async ({ ack, view, body, client }) => {
    const code = view.state.values['code']?.['value']?.value
    if (code !== '123456') return ack({ response_action: 'errors', errors: { code: 'Wrong' } })
    await ack()
    await client.chat.postMessage({ channel: body.user.id, text: 'Thank you' })
  })
  app.view({ callback_id: 'code', type: 'view_closed' }, async ({ ack }) => {
    await ack()
    heard.push('closed')
  })
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [
      section('You are at home'),
      { type: 'actions' as const, elements: [button('Go', 'open')] },
    ]
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } })
  })
  app.event('user_change', async ({ event }) => void heard.push(`changed ${event.user.deleted}`))
  app.event('app_uninstalled', async () => void heard.push('uninstalled'))
  app.event('tokens_revoked', async ({ event }) => void heard.push(`revoked ${event.tokens.bot?.length}`))
  app.command('/latchkey', async ({ ack, respond }) => {
    await ack('Look at your messages')
    await respond({ text: 'Really do', response_type: 'ephemeral' })
  })
}

/** A server on a free port. */
export const listening = async (serve: RequestListener) => {
  const server = createServer(serve)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { server, origin: `http://127.0.0.1:${address.port}` }
}

/** A bot made of the real Bolt, listening over HTTP. */
export const boltBot = async (slack: SlackStandIn, token: string) => {
  const heard: string[] = []
  const receiver = new HTTPReceiver({ signingSecret: slack.platform.signingSecret, logger: silent })
  const options = { token, receiver, logger: silent, clientOptions: noRetries(slack) }
  const app = new App({ ...options, botId: 'B0', botUserId: 'U0' })
  app.error(async (error) => void heard.push(`error ${error.message}`))
  taught(app, heard)
  const { server, origin } = await listening((req, res) => {
    // Bolt throws for a path that is not its own.
    try {
      receiver.requestListener(req, res)
    } catch {
      res.writeHead(404).end()
    }
  })
  slack.courier.pointAt(`${origin}/slack/events`)
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return { app, heard, stop }
}

/** Teaches another Bolt app the same, and returns what it hears. */
export const taughtBot = (app: App): string[] => {
  const heard: string[] = []
  taught(app, heard)
  return heard
}
