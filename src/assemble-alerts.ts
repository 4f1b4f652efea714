import type { ActivityPort } from './activity/port.ts'
import type { Board } from './alerts/board.ts'
import type { Health } from './alerts/health.ts'
import { reportingAdapter, reportingDirectory, reportingMail, reportingStore } from './alerts/reporting.ts'
import { LockoutWatch } from './alerts/lockouts.ts'
import { Outages } from './alerts/outages.ts'
import type { Config } from './config/port.ts'
import { nobody, type Directory } from './directory/port.ts'
import type { Adapter } from './house/port.ts'
import type { Clock } from './lib/clock.ts'
import { sha256 } from './lib/ids.ts'
import { Fault } from './story/errors.ts'
import type { Store } from './story/record.ts'

import type { Parts } from './assemble.ts'

/** The parts with how they fare reported by whoever uses them. */
export const reporting = (given: Parts, health: Health): Parts => ({
  ...given,
  store: reportingStore(given.store, health),
  directory: reportingDirectory(given.directory, health),
  mail: reportingMail(given.mail, health),
  adapters: (...args) => given.adapters(...args).map((adapter) => reportingAdapter(adapter, health)),
})

export interface AlertWatchParts {
  readonly config: Pick<Config, 'alerts' | 'directory'>
  readonly health: Health
  readonly board: Board
  readonly store: Store
  readonly clock: Clock
  readonly directory: Directory
  /** Names this process. */
  readonly replica: string
  readonly failed: (where: string) => (cause: unknown) => void
}

/** What watches for the alert channel while the service runs: lockouts, and what we depend on. */
export const alertWatches = (
  parts: AlertWatchParts,
  adapters: readonly Adapter[],
  activity?: Pick<ActivityPort, 'sources'>,
) => {
  const { config, directory, failed, health } = parts
  const shared = { ...parts, settings: config.alerts }
  const lockouts = new LockoutWatch({ ...shared, of: nameOf(config.directory), failed: failed('lockouts') })
  const outages = new Outages({
    ...shared,

    asks: async () => {
      for (const { source, failing } of (await activity?.sources()) ?? [])
        if (failing === undefined) health.works(`activity:${source}`)
        else health.failed(`activity:${source}`)
    },
    probes: { directory: () => directory.people.status(nobody) },
    failed: failed('outages'),
    tell: async (card, key) => {
      for (const adapter of adapters)
        try {
          await adapter.tell({ card }, 'alerts', key)
        } catch (cause) {
          if (!(cause instanceof Fault)) throw cause
          failed('outages')(cause)
        }
    },
  })
  return {
    start(): void {
      lockouts.start()
      outages.start()
    },
    async stop(): Promise<void> {
      outages.stop()
      await lockouts.stop()
    },
  }
}

const nameOf = (directory: Config['directory']): string =>
  sha256(
    JSON.stringify(
      directory.kind === 'memory'
        ? [directory.kind]
        : [directory.kind, directory.urls, directory.baseDn, directory.people],
    ),
  ).slice(0, 22)
