import { gzipSync } from 'node:zlib'
import { ingest, ingestPath } from '../../src/activity/ingest.ts'
import { Intake, type IntakeParts, type Took } from '../../src/activity/intake.ts'
import { openActivity } from '../../src/activity/open.ts'
import { Known, type Matching } from '../../src/activity/people.ts'
import { signature } from '../../src/activity/signature.ts'
import { MemoryDirectory } from '../../src/directory/memory.ts'
import type { PeoplePort } from '../../src/directory/port.ts'
import { day, second, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryLogs } from '../../src/store/memory-logs.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { LogStore } from '../../src/store/port.ts'
import { noon } from '../contracts/activity.ts'
import { cast } from '../support/world.ts'

export const siem = { name: 'siem', secret: new Secret('a secret of the siem, long enough') }
export const other = { name: 'other', secret: new Secret('a secret of another, long enough') }

interface Wanted {
  readonly matching?: Matching
  readonly logs?: (logs: LogStore) => LogStore
  readonly people?: (people: PeoplePort) => Pick<PeoplePort, 'find'>
  readonly intake?: Partial<IntakeParts>
}

/** The door for machines with everything behind it, people in memory. */
export const scene = async ({ matching, logs: bent, people: asked, intake = {} }: Wanted = {}) => {
  const clock = new ShiftedClock({ now: () => noon })
  const store = memoryStore(clock)
  const logs = memoryLogs(clock)
  const { people } = new MemoryDirectory(cast, clock)
  const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }])
  const faults: unknown[] = []
  const failed = (fault: unknown): void => void faults.push(fault)
  const { keeper } = await openActivity({
    logs: bent?.(logs) ?? logs,
    store,
    keyring,
    clock,
    sources: [siem, other].map(({ name }) => ({ name, silentAfterMs: day })),
    failed,
  })
  const took: Took[] = []
  const taking = new Intake({
    keeper,
    known: new Known(asked?.(people) ?? people, clock),
    clock,
    locate: async (address) =>
      address.startsWith('192.0.2.') ? { country: 'DE', asn: 3320, prefix: 'p' } : {},
    agentOf: (text) =>
      text.includes('Firefox') ? { device: 'desktop', os: 'Windows', family: 'Firefox' } : undefined,
    ...intake,
  })
  const route = ingest({
    sources: [siem, other].map((one) => ({ ...one, matching: matching ?? { by: 'mail', domains: [] } })),
    intake: taking,
    keeper,
    clock,
    took: (_source, one) => void took.push(one),
    failed,
  })
  const send = async (request: Request) => {
    const response = await route.handle(request, { ip: '192.0.2.7' })
    const answer: Record<string, unknown> = JSON.parse(await response.text())
    return { status: response.status, headers: response.headers, ...answer }
  }
  const posts = async (events: unknown, how: How = {}) => await send(post(clock.now(), events, how))
  const known = async (name: string) => (await keeper.history(`id-${name}`)).signIns
  return { clock, store, logs, keeper, faults, took, send, posts, known, route }
}

export interface How {
  readonly as?: typeof siem
  /** How far the sender's clock is off (ms). */
  readonly off?: number
  readonly gzip?: boolean
  readonly lines?: boolean
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** A request as a source would send it; `events` may be a text to send as it is. */
export const post = (now: number, events: unknown, how: How = {}): Request => {
  const { as = siem, off = 0, gzip = false, lines = false, headers = {} } = how
  const text =
    typeof events === 'string'
      ? events
      : lines && Array.isArray(events)
        ? events.map((one) => JSON.stringify(one)).join('\n')
        : JSON.stringify(events)
  const body = gzip ? gzipSync(text) : Buffer.from(text)
  const timestamp = `${Math.floor((now + off) / second)}`
  const all = {
    'x-latchkey-source': as.name,
    'x-latchkey-timestamp': timestamp,
    'x-latchkey-signature': signature(as, timestamp, body),
    ...(gzip && { 'content-encoding': 'gzip' }),
    ...headers,
  }
  const kept = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new Request(`https://reset.corp.example${ingestPath}`, { method: 'POST', body, headers: kept })
}

/** A successful sign-in as OCSF 1.x tells it. */
export const ocsf = (uid: string, more: Readonly<Record<string, unknown>> = {}) => ({
  class_uid: 3002,
  activity_id: 1,
  status_id: 1,
  time: noon - second,
  metadata: { uid, version: '1.4.0' },
  user: { name: 'ada', email_addr: 'ada@corp.example' },
  src_endpoint: { ip: '192.0.2.77', zone: 'Berlin' },
  http_request: { user_agent: 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0' },
  service: { name: 'Mail' },
  ...more,
})

/** The same as ECS 8 tells it. */
export const ecs = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({
  '@timestamp': new Date(noon - second).toISOString(),
  event: { category: ['authentication'], type: ['start'], outcome: 'success', id },
  user: { name: 'ada', email: 'ada@corp.example', domain: 'CORP' },
  source: { ip: '198.51.100.4', geo: { country_iso_code: 'FR' }, as: { number: 3215 } },
  user_agent: { name: 'Chrome', os: { name: 'Mac OS X' }, device: { name: 'Mac' } },
  ...more,
})
