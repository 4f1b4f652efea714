import type { Clock } from '../lib/clock.ts'
import { second } from '../lib/clock.ts'
import type { Keyring } from '../lib/keys.ts'
import type { LogStore } from '../store/port.ts'
import type { Store } from '../story/record.ts'
import { Keeper } from './keeper.ts'
import { names, type Names } from './names.ts'
import { ownKey } from './own-key.ts'
import { Sources, type ConfiguredSource } from './sources.ts'

export interface OpenParts {
  readonly logs: LogStore
  readonly store: Store
  readonly keyring: Keyring
  readonly clock: Clock
  readonly sources: readonly ConfiguredSource[]
  readonly onTampered?: (key: string) => Promise<void>
  readonly failed: (fault: unknown) => void
}

export interface Opened {
  readonly keeper: Keeper
  readonly names: Names
  /** Folds now and then; what is left is folded at the end. */
  start(): void
  stop(): Promise<void>
}

const tidyEveryMs = 3 * second

/** The keeper over this store, under the key that the store holds for it. */
export const openActivity = async (parts: OpenParts): Promise<Opened> => {
  const { logs, store, keyring, clock, failed } = parts
  const named = names(await ownKey(store, keyring))
  const keeper = new Keeper({
    logs,
    store,
    names: named,
    clock,
    sources: new Sources(store, clock, parts.sources),
    failed,
    ...(parts.onTampered && { onTampered: parts.onTampered }),
  })
  let round: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const tidy = (): void => {
    round ??= keeper
      .tidy()
      .catch(failed)
      .finally(() => {
        round = undefined
      })
  }
  return {
    keeper,
    names: named,
    start() {
      timer = setInterval(tidy, tidyEveryMs)
    },
    async stop() {
      clearInterval(timer)
      await round
      await keeper.tidy().catch(failed)
      await logs.close()
    },
  }
}
