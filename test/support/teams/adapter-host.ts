import { openTeams } from '../../../adapters/teams/open.ts'
import type { TeamsConfig } from '../../../src/config/port.ts'
import type { Adapter, House, Stop } from '../../../src/house/port.ts'
import { installations } from '../../../src/installations/installations.ts'
import { ShiftedClock } from '../../../src/lib/clock.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import type { Log } from '../../../src/lib/log.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import type { Store } from '../../../src/story/record.ts'
import { inWords } from '../../../src/words/render.ts'
import { appId, tenant } from './company.ts'
import { serve, type Asked, type Reply } from './http.ts'
import { isObject } from './card-reading.ts'
import type { Teams } from './teams.ts'

/** The bot as an operator would configure it, on the stand-in's addresses. */
export const configFor = (teams: Teams, change: Partial<TeamsConfig> = {}): TeamsConfig => ({
  appId,
  tenants: [tenant],
  cloud: 'public',
  credential: { kind: 'secret', secret: new Secret(teams.entra.registration.secret) },
  endpoints: { metadata: teams.cloud.metadata, login: teams.cloud.login, service: teams.serviceUrl },
  ...change,
})

export interface AdapterHost {
  readonly adapter: Adapter
  /** What was said in the log: name and what distinguishes it. */
  readonly said: string[]
  readonly url: string
  stop(): Promise<void>
}

/** Our adapter, whole, behind HTTP and before the stand-in: gate, botbuilder, card, pace. */
export const adapterHost = async (
  teams: Teams,
  houseOf: (adapter: Adapter) => House,
  {
    clock = new ShiftedClock(),
    store = memoryStore(clock),
    change = {},
  }: { clock?: ShiftedClock; store?: Store; change?: Partial<TeamsConfig> } = {},
): Promise<AdapterHost> => {
  const said: string[] = []
  const log: Log = (name, fields) => {
    const { why, what } = { why: undefined, what: undefined, ...fields }
    said.push([name, why ?? what].filter(Boolean).join(' '))
  }
  const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
  const open = await openTeams(configFor(teams, change), clock)
  const kept = installations(store, keyring, 'teams')
  const adapter = open({ installations: kept, matchBy: 'email', words: inWords, clock, log })
  const stop: Stop = await adapter.start(houseOf(adapter))
  const server = await serve((asked) => answer(adapter, asked))
  teams.deliveries.target = `${server.url}/api/messages`
  return {
    adapter,
    said,
    url: server.url,
    stop: async () => {
      await stop()
      await server.stop()
    },
  }
}

const answer = async (adapter: Adapter, { method, parts, headers, body }: Asked): Promise<Reply> => {
  const [route] = adapter.routes ?? []
  if (route === undefined) throw new Error('the adapter has no route')
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  const request = new Request(`http://bot.example/${parts.join('/')}`, {
    method,
    headers: given.filter(([name]) => name !== 'connection' && name !== 'transfer-encoding'),
    ...(method === 'POST' && { body }),
  })
  const response = await route.handle(request, { ip: '127.0.0.1' })
  const text = await response.text()
  const said: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, ...(isObject(said) && { body: said }) }
}
