import { ingest } from './activity/ingest.ts'
import { GraphClient } from './activity/graph-client.ts'
import { askEveryMs, GraphReader, graphSource } from './activity/graph.ts'
import { Intake } from './activity/intake.ts'
import { openActivity } from './activity/open.ts'
import { Known } from './activity/people.ts'
import { ownSignIns } from './activity/own.ts'
import type { Agent, KeeperPort, Network, OwnSignIns } from './activity/port.ts'
import { silent, type ConfiguredSource } from './activity/sources.ts'
import { inventing } from './assemble-invented.ts'
import type { ActivityConfig, GraphConfig } from './config/activity.ts'
import type { Config, StoreConfig } from './config/port.ts'
import type { PeoplePort } from './directory/port.ts'
import type { Route } from './house/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { memoryLogs } from './store/memory-logs.ts'
import type { LogStore } from './store/port.ts'
import { redisLogs } from './store/redis-logs.ts'
import type { Store } from './story/record.ts'

/** What is known of people's sign-ins, and the doors it comes in by. */
export interface Activity {
  readonly keeper: KeeperPort
  readonly own: OwnSignIns
  readonly routes: readonly Route[]
  start(): void
  stop(): Promise<void>
}

interface Parts {
  readonly config: Pick<Config, 'activity' | 'store' | 'keys'>
  readonly store: Store
  readonly people: Pick<PeoplePort, 'find'>
  readonly clock: Clock
  readonly log: Log
  /** Absent = what an event itself says of place and browser is all that is known. */
  readonly locate?: (address: string) => Promise<Network>
  readonly agentOf?: (userAgent: string) => Agent | undefined
  readonly onTampered: (key: string) => Promise<void>
}

/** Undefined where no source is configured: then nothing is kept, and no route takes anything. */
export const activityOf = async (parts: Parts): Promise<Activity | undefined> => {
  const { config, store, people, clock, log, onTampered } = parts
  const { locate = async () => ({}), agentOf = () => undefined } = parts
  if (config.activity === undefined) return undefined
  const failed = (fault: unknown): void => log('activity.fault', { fault })
  const { ingest: senders, graph, invented } = config.activity
  const { keeper, ...running } = await openActivity({
    logs: await openLogs(config.store, clock, log),
    store,
    keyring: config.keys,
    clock,
    sources: sourcesOf(config.activity),
    onTampered,
    failed,
  })
  const intake = new Intake({ keeper, known: new Known(people, clock), clock, locate, agentOf })
  const route = ingest({
    sources: senders,
    intake,
    keeper,
    clock,
    took: (source, { kept, repeated, revoked, ignored, refused }) =>
      log('activity.took', { source, kept, repeated, revoked, ignored, refused: refused.length }),
    failed,
  })
  const readers = [
    graph && asking({ ...parts, graph, keeper, intake, failed }),
    invented && inventing({ invented, keeper, clock, failed }),
  ]
  return {
    keeper,
    own: ownSignIns(keeper, failed),
    routes: senders.length === 0 ? [] : [route],
    start() {
      running.start()
      for (const reader of readers) reader?.start()
    },
    async stop() {
      for (const reader of readers) await reader?.stop()
      await running.stop()
    },
  }
}

/** The sources that are configured, and when each of them is silent. */
export const sourcesOf = ({ ingest, graph, invented }: ActivityConfig): readonly ConfiguredSource[] => [
  ...ingest.map(({ name }) => ({ name, silentAfterMs: silent.sends })),
  ...(graph ? [{ name: graphSource, silentAfterMs: silent.asked }] : []),
  ...(invented ? [{ name: 'demo', silentAfterMs: Infinity, since: invented.since }] : []),
]

interface Asking extends Pick<Parts, 'store' | 'clock'> {
  readonly graph: GraphConfig
  readonly keeper: KeeperPort
  readonly intake: Intake
  readonly failed: (fault: unknown) => void
}

/** Reads the log of Entra every few minutes; what is on when it stops is given up, and read again by whoever is next. */
const asking = ({ graph, ...parts }: Asking) => {
  const end = new AbortController()
  const client = new GraphClient(graph, parts.clock, end.signal)
  const reader = new GraphReader({ ...parts, client, matching: graph.matching, stop: end.signal })
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined
  const ask = (): void => {
    round ??= reader.round().finally(() => {
      round = undefined
    })
  }
  return {
    start() {
      ask()
      timer = setInterval(ask, askEveryMs)
    },
    async stop() {
      clearInterval(timer)
      end.abort()
      await round
    },
  }
}

/** Where the logs of sign-ins are kept: beside the records, over a connection of their own. */
export const openLogs = async (config: StoreConfig, clock: Clock, log: Log): Promise<LogStore> =>
  config.kind === 'memory'
    ? memoryLogs(clock)
    : await redisLogs({
        url: config.url.reveal(),
        sentinels: config.sentinels.map((address) => address.reveal()),
        log,
      })
