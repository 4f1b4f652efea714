import { writeSync } from 'node:fs'
import { assemble, type App } from '../../src/assemble.ts'
import { usualAlerts } from '../../src/config/alerts.ts'
import type { Config } from '../../src/config/port.ts'
import { activeDirectory } from '../../src/directory/active-directory.ts'
import type { Limits } from '../../src/directory/ad-options.ts'
import { openLdap } from '../../src/directory/openldap.ts'
import type { Directory } from '../../src/directory/port.ts'
import { usualLimits } from '../../src/limits/port.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { logger } from '../../src/lib/log.ts'
import { Secret } from '../../src/lib/secret.ts'
import { machineStopwatch, systemClock, type Clock } from '../../src/lib/clock.ts'
import { Timekeeper } from '../../src/lib/timekeeper.ts'
import { openStore } from '../../src/assemble-services.ts'
import { parsed, type Store } from '../../src/story/record.ts'
import { optionsFor as ldapOptions } from '../directory/openldap-bench.ts'
import { optionsFor } from '../directory/samba-bench.ts'
import type { OpenLdapData } from '../services/openldap/index.ts'
import type { SambaData } from '../services/samba/index.ts'
import { callsTo, desk } from './desk.ts'
import { Points, type Point } from './points.ts'
import { acting, watchAudit, watched, watchLdap } from './watched.ts'

/** The directory as plain data that a process can be handed. */
export type DirectorySpec = (
  | { readonly samba: SambaData }
  | {
      readonly openldap: OpenLdapData
      /** Whether the service is not told of the server's log, as where there is none. */
      readonly logless?: boolean
    }
) & {
  readonly urls?: readonly string[]
  readonly limits?: Partial<Limits>
}

/** All that a replica is started with. Replicas of one service differ in port and audit file. */
export interface ReplicaSpec {
  readonly port: number
  readonly baseUrl: string
  /** Where chat platform and mail server are. */
  readonly outside: string
  readonly redis: string
  readonly sentinels?: readonly string[]
  /** The configured key, base64. */
  readonly key: string
  readonly audit: string
  readonly directory: DirectorySpec
  /** How far the time of the whole stage is ahead of the real one (ms): of Redis, of every replica. */
  readonly shiftMs: number
  /** How far its own clock is ahead of the stage's (ms); negative: behind. */
  readonly skewMs?: number
  /** Where it dies by itself. */
  readonly dies?: Point
}

/** The stage's time, which moves for everybody, and a clock that is wrong by so much. */
class MovedClock implements Clock {
  shiftMs: number
  skewMs: number
  constructor({ shiftMs, skewMs = 0 }: ReplicaSpec) {
    this.shiftMs = shiftMs
    this.skewMs = skewMs
  }
  now(): number {
    return systemClock.now() + this.shiftMs + this.skewMs
  }
  /** As this replica's own parts see the time. */
  keptBy(store: Store): Timekeeper {
    return new Timekeeper({
      clock: this,
      stopwatch: () => machineStopwatch() + this.shiftMs,
      shared: async () => (await store.ping()) + this.shiftMs,
    })
  }
}

export interface Service {
  readonly app: App
  readonly port: number
}

/** The real assembled service on real Redis and a real directory; chat and mail are outside, over HTTP. */
export const service = async (spec: ReplicaSpec): Promise<Service> => {
  const points = new Points()
  points.arm(spec.dies)
  const clock = new MovedClock(spec)
  const config = configOf(spec)
  const log = logger({ write: (line) => writeSync(2, line) }, process.env['LOG_LEVEL'] ?? 'error')
  const call = callsTo(spec.outside)
  const orders = {
    forward: (ms: string) => {
      clock.shiftMs += Number(ms)
    },
    skew: (ms: string) => {
      clock.skewMs = Number(ms)
    },
    arm: (point: string) => points.arm(point === '' ? undefined : parsed<Point>(point)),
    points: () => points.names,
    rounds: () => points.rounds,
    hold: (name: string) => points.hold(name),
    hang: (yes: string) => points.hang(yes !== ''),
  }
  watchAudit(points)
  watchLdap(points)
  const store = await openStore(config.store, systemClock, log)
  const app = await assemble({
    config,
    clock: clock.keptBy(store),
    log,
    store: watched(store, points),
    directory: acting(directoryOf(spec.directory), points),
    mail: { send: (mail) => points.deed('mail', async () => void (await call('mail', mail))) },
    adapters: () => [desk(spec.outside, points, orders)],
  })
  const { port } = await app.start()
  return { app, port }
}

const configOf = ({ port, baseUrl, redis, sentinels = [], key, audit }: ReplicaSpec): Config => ({
  demo: false,
  baseUrl,
  listen: { host: '127.0.0.1', port },
  trustedProxies: [],
  store: { kind: 'redis', url: new Secret(redis), sentinels: sentinels.map((one) => new Secret(one)) },
  keys: new Keyring([{ id: 'k1', bytes: Buffer.from(key, 'base64') }]),
  directory: { kind: 'memory' },
  mail: { url: new Secret('smtps://mail.corp.example'), from: 'latchkey@corp.example' },
  audit: { file: audit },
  timeZone: 'UTC',
  // Everybody has a card of their own here, drawn at once: too many is another suite's matter.
  alerts: { ...usualAlerts, ownCards: 1000, everyMs: 0 },
  helpdesk: { phone: '+1 555 0100' },
  limits: usualLimits,
  policy: {
    coolingHours: 72,
    minLength: 15,
    issuer: 'Latchkey',
    volatileStore: false,
    totpInChat: false,
    rules: [],
    approvers: [],
    loosenings: [],
  },
})

const directoryOf = (spec: DirectorySpec): Directory => {
  const { urls, limits } = spec
  const plus = {
    ...(urls !== undefined && { urls }),
    ...(limits !== undefined && { limits: { quietMs: 600, settleMs: 4000, ...limits } }),
  }
  if ('samba' in spec) return activeDirectory(optionsFor(spec.samba, plus))
  const { accesslogDn: _log, ...logless } = ldapOptions(spec.openldap, plus)
  return openLdap(spec.logless === true ? logless : ldapOptions(spec.openldap, plus))
}
