import { fork, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scopes } from '../../adapters/slack/scopes.ts'
import { pack } from '../../adapters/slack/press.ts'
import { parsed } from '../../src/story/record.ts'
import { freePort } from '../services/free-port.ts'
import { startRedis } from '../services/redis.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { personal } from '../support/teams/activities.ts'
import { ada, appId, tenant } from '../support/teams/company.ts'
import { chatOf } from '../support/teams/roster.ts'
import { Teams } from '../support/teams/teams.ts'
import type { Wanted } from './chat-server.ts'

/**
 * `npm run bench:chat [-- requests rounds]`: what a signed press costs the whole service, beside what it costs the bare SDK that
 * acknowledges it and does nothing. CPU of the server's process, per request; the least of the rounds, which other work of the
 * machine disturbs least, and the median.
 */
const [requests, rounds] = [Number(process.argv[2] ?? 1500), Number(process.argv[3] ?? 5)]
const atOnce = 16

const slack = await SlackStandIn.start()
const teams = await Teams.start()
const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
const redis = await startRedis(dir)
const corp = slack.platform.workspace('Corp')
const install = slack.platform.install(corp, slack.platform.account(corp, 'admin'), scopes)
const alice = slack.platform.account(corp, 'alice')

const wanted = (kind: Wanted['kind'], port: number): Wanted => ({
  kind,
  port,
  redis: new URL(kind === 'slack' ? '/1' : '/2', redis.url).href,
  slack: {
    appId: slack.platform.appId,
    signingSecret: slack.platform.signingSecret,
    token: slack.platform.tokens.grant(install).access,
    workspace: corp.id,
    apiUrl: slack.apiUrl,
  },
  teams: {
    appId,
    tenant,
    secret: teams.entra.registration.secret,
    cloud: teams.cloud,
    service: teams.serviceUrl,
  },
})

interface Ready {
  readonly port: number
  readonly child: ChildProcess
}
const start = async (kind: Wanted['kind']): Promise<Ready> => {
  const port = await freePort()
  const child = fork(new URL('chat-server.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.send(wanted(kind, port))
  await once(child, 'message')
  return { port, child }
}

/** Microseconds of CPU that the process has used. */
const used = async ({ child }: Ready): Promise<number> => {
  child.send('cpu')
  const [usage] = await once(child, 'message')
  const { user, system } = parsed<NodeJS.CpuUsage>(JSON.stringify(usage))
  return user + system
}

interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

let asked = 0
/** A press on a button of a conversation that is over: kept, acknowledged, heard, and nothing to draw. */
const slackPress = (): Asked => {
  asked += 1
  const now = Math.floor(Date.now() / 1000)
  const value = pack({
    kind: 'answer',
    name: 'cancel',
    value: 'yes',
    flow: 'A'.repeat(22),
    prompt: 'hand-off:1',
  })
  const payload = {
    type: 'block_actions',
    api_app_id: slack.platform.appId,
    team: { id: corp.id, domain: 'corp' },
    user: { id: alice.id, username: 'alice', name: 'alice', team_id: corp.id },
    container: {
      type: 'message',
      message_ts: '1700000000.000100',
      channel_id: 'D0123456789',
      is_ephemeral: false,
    },
    channel: { id: 'D0123456789', name: 'directmessage' },
    trigger_id: `${asked}.${now}.bench`,
    response_url: 'https://slack.test/actions/none',
    message: { type: 'message', ts: '1700000000.000100', text: 'x'.repeat(600), blocks: [] },
    actions: [
      {
        type: 'button',
        action_id: 'cancel:yes',
        block_id: 'b1',
        value,
        action_ts: `${now}.${String(asked).padStart(6, '0')}`,
      },
    ],
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const signature = createHmac('sha256', slack.platform.signingSecret)
    .update(`v0:${now}:${body}`)
    .digest('hex')
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(now),
    'x-slack-signature': `v0=${signature}`,
  }
  return { path: '/slack/events', headers, body }
}

const token = await teams.connectorKeys.sign({
  iss: 'https://api.botframework.com',
  aud: appId,
  serviceurl: teams.serviceUrl,
  nbf: Math.floor(Date.now() / 1000) - 10,
  exp: Math.floor(Date.now() / 1000) + 3600,
})
const teamsPress = (): Asked => {
  asked += 1
  const at = new Date().toISOString()
  const scene = { id: `f:${asked}`, conversation: chatOf(ada), serviceUrl: teams.serviceUrl, at }
  const press = {
    latchkey: 'press',
    nonce: `n${asked}`,
    name: 'cancel',
    value: 'yes',
    flow: 'A'.repeat(22),
    prompt: 'hand-off:1',
  }
  const body = JSON.stringify(personal(ada, scene, { type: 'message', value: press, attachments: [] }))
  return {
    path: '/api/messages',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
const ask = async (port: number, { path, headers, body }: Asked): Promise<void> => {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    agent,
    headers: { ...headers, host: `localhost:${port}` },
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  response.resume()
  await once(response, 'end')
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`)
}

/** Microseconds of the server's CPU per request, and requests a second. */
const round = async (
  server: Ready,
  make: () => Asked,
): Promise<{ readonly cpu: number; readonly rate: number }> => {
  const bodies = Array.from({ length: requests }, make)
  const [before, began] = [await used(server), performance.now()]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = bodies.pop(); next !== undefined; next = bodies.pop()) await ask(server.port, next)
    }),
  )
  const seconds = (performance.now() - began) / 1000
  return { cpu: ((await used(server)) - before) / requests, rate: requests / seconds }
}

const least = (values: readonly number[]): number => Math.min(...values)
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const pair = async (bare: Wanted['kind'], ours: Wanted['kind'], make: () => Asked): Promise<void> => {
  const servers = { [bare]: await start(bare), [ours]: await start(ours) }
  const figures = new Map([bare, ours].map((kind): [string, { cpu: number; rate: number }[]] => [kind, []]))
  for (let n = -1; n < rounds; n++)
    for (const [kind, server] of Object.entries(servers)) {
      const figure = await round(server, make)
      if (n >= 0) figures.get(kind)?.push(figure)
    }
  for (const [kind, all] of figures) {
    const cpu = all.map((one) => one.cpu)
    const cells = [
      least(cpu).toFixed(0),
      median(cpu).toFixed(0),
      Math.max(...all.map((one) => one.rate)).toFixed(0),
    ]
    process.stdout.write(`${cells.map((cell) => cell.padStart(8)).join('')}  ${kind}\n`)
  }
  const [b, o] = [bare, ours].map((kind) => (figures.get(kind) ?? []).map((one) => one.cpu))
  const ratio = (of: (values: readonly number[]) => number): string => (of(o ?? []) / of(b ?? [])).toFixed(2)
  process.stdout.write(`${ratio(least).padStart(8)}${ratio(median).padStart(8)}          ${ours} / ${bare}\n`)
  for (const { child } of Object.values(servers)) child.disconnect()
}

process.stdout.write(
  `${requests} presses a round, ${rounds} rounds, ${atOnce} at once\n   least  median  best/s  µs CPU per press\n`,
)
if (process.argv[4] !== 'teams') await pair('bolt', 'slack', slackPress)
if (process.argv[4] !== 'slack') await pair('botbuilder', 'teams', teamsPress)
agent.destroy()
await slack.stop()
await teams.stop()
await redis.stop()
await rm(dir, { recursive: true, force: true })
