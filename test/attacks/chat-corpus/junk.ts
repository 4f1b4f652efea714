import { createHmac, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { minute } from '../../../src/lib/clock.ts'
import { foreignTenant, ada } from '../../support/teams/company.ts'
import { message } from '../../support/teams/activities.ts'
import type { Shot } from './bend.ts'
import type { Office } from './office.ts'
import { teamsBends } from './teams-bends.ts'

/** Requests one after another without end, no two the same: unsigned, signed by others, and signed well but none of our business. */
export type Junk = (n: number) => Shot

const unique = (n: number): string => `${n}-${randomBytes(24).toString('hex')}`

const slackJunk = ({ slack, corp, clock }: Office): readonly Junk[] => {
  const { platform } = slack
  const signed = (body: string, secret = platform.signingSecret, skewMs = 0): Shot => {
    const stamp = String(Math.floor((clock.now() + skewMs) / 1000))
    const hash = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')
    const headers = { 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${hash}` }
    return { path: '/slack/events', headers: { 'content-type': 'application/json', ...headers }, body }
  }
  const event = (n: number, change: Readonly<Record<string, unknown>> = {}): string =>
    JSON.stringify({
      type: 'event_callback',
      api_app_id: platform.appId,
      team_id: corp.id,
      event_id: unique(n),
      event: {
        type: 'message',
        subtype: 'channel_join',
        user: unique(n),
        channel: unique(n),
        text: unique(n),
      },
      ...change,
    })
  return [
    (n) => ({ path: '/slack/events', headers: { 'content-type': 'application/json' }, body: event(n) }),
    (n) => signed(event(n), unique(n)),
    (n) => signed(event(n), platform.signingSecret, -6 * minute),
    (n) => signed(event(n, { team_id: unique(n) })),
    (n) => signed(event(n, { api_app_id: unique(n) })),
    (n) => signed(event(n).slice(0, -20)),
    (n) => signed(event(n)),
    (n) => signed(event(n, { type: unique(n) })),
    (n) => signed(`{"${unique(n)}":"${unique(n)}"}`, unique(n)),
    (n) => ({ path: `/slack/${unique(n)}`, headers: { 'content-type': 'application/json' }, body: '{}' }),
  ]
}

/** Tokens are signed once: making them would be most of the work. */
const teamsJunk = async (office: Office): Promise<readonly Junk[]> => {
  const bends = teamsBends(office)
  const { teams } = office
  const good = await bends.token()
  const bad = await Promise.all([
    bends.token({ aud: unique(0) }),
    bends.token({ exp: 1 }),
    bends.token({ iss: unique(0) }),
    bends.token({}, teams.entraKeys),
    bends.token({}, teams.entraKeys, teams.connectorKeys.kid),
  ])
  const at = new Date(office.clock.now()).toISOString()
  const activity = (n: number, change: Readonly<Record<string, unknown>> = {}): string => {
    const scene = { serviceUrl: teams.serviceUrl, at, id: unique(n), conversation: unique(n) }
    return JSON.stringify({ ...message(ada, scene, unique(n)), ...change })
  }
  const shot = (bearer: string, body: string): Shot => ({
    path: '/api/messages',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body,
  })
  const made = (n: number): string => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({ alg: 'RS256', kid: unique(n) })}.${part({ tid: unique(n) })}.${randomBytes(256).toString('base64url')}`
  }
  return [
    ...bad.map(
      (one): Junk =>
        (n) =>
          shot(one, activity(n)),
    ),
    (n) => shot(made(n), activity(n)),
    (n) => shot(good, activity(n, { type: 'typing', from: { id: unique(n), aadObjectId: ada.oid } })),
    (n) => shot(good, activity(n, { channelData: { tenant: { id: foreignTenant } } })),
    (n) => shot(good, activity(n, { channelId: unique(n).slice(0, 60) })),
    (n) => shot(good, activity(n, { serviceUrl: `https://${unique(n)}.example/` })),
    (n) => shot(unique(n), activity(n)),
  ]
}

/** Sends so many over a few lasting connections; how often each status was answered. */
export const sendJunk = async (office: Office, times: number): Promise<ReadonlyMap<number, number>> => {
  const kinds = [...slackJunk(office), ...(await teamsJunk(office))]
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const statuses = new Map<number, number>()
  let next = 0
  const worker = async (): Promise<void> => {
    for (let n = next++; n < times; n = next++) {
      const status = await post(office.port, agent, kinds[n % kinds.length]!(n))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  agent.destroy()
  return statuses
}

const post = (port: number, agent: Agent, { path = '/', headers = {}, body = '' }: Shot): Promise<number> =>
  new Promise((resolve, reject) => {
    const given = { ...headers, host: `localhost:${port}`, 'content-length': Buffer.byteLength(body) }
    const out = request(
      { port, host: '127.0.0.1', method: 'POST', path, agent, headers: given },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
        response.on('error', reject)
      },
    )
    out.on('error', reject)
    out.end(body)
  })
