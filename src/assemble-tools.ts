import { join, parse } from 'node:path'
import { configured } from './assemble-serve.ts'
import { openStore } from './assemble-services.ts'
import { quietly } from './assemble-start-up.ts'
import { openFileSink } from './audit/file-sink.ts'
import { journal as openJournal, type RecordingJournal } from './audit/journal.ts'
import type { Config } from './config/port.ts'
import { factors } from './factors/index.ts'
import { nonces } from './factors/nonces.ts'
import type { Factor } from './factors/port.ts'
import { second, systemClock, type Clock } from './lib/clock.ts'
import { logger } from './lib/log.ts'
import { Fault } from './story/errors.ts'
import type { Journal } from './story/event.ts'
import type { Store, WholeStore } from './story/record.ts'

/** What an operator's tool works with, beside services that run. */
export interface Tools {
  readonly config: Pick<Config, 'keys'>
  readonly clock: Clock
  /** As it is, and under the seal. */
  readonly raw: WholeStore
  readonly store: Store
  readonly factors: readonly Factor[]
  /** A file of its own beside the service's, which has one writer. Opened at the first event. */
  readonly journal: () => Promise<Journal>
}

/** Nobody waits for a tool: better slow on a busy server than ended half-way (ms). */
const patienceMs = 30 * second

/** `audit.jsonl` → `audit.tools.jsonl`. */
export const toolsAudit = (file: string): string => {
  const { dir, name, ext } = parse(file)
  return join(dir, `${name}.tools${ext}`)
}

/** Lets a tool work on the configured store; a fault is told in one sentence. Answers the exit code. */
export const withTools = async (
  file: string | undefined,
  work: (tools: Tools, config: Config) => Promise<boolean>,
): Promise<number> => {
  const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'error')
  const config = configured(file, false, log)
  let opened: Promise<RecordingJournal> | undefined
  let raw: WholeStore | undefined
  try {
    raw = await openStore(config.store, systemClock, log, patienceMs)
    const tools = toolsOn(config, raw, async () => (opened ??= openTrail(config)))
    return (await work(tools, config)) ? 0 : 1
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    process.stderr.write(`latchkey: ${cause.message}\n`)
    return 1
  } finally {
    await (await opened?.catch(() => undefined))?.close()
    await raw?.close()
  }
}

const openTrail = async (config: Config): Promise<RecordingJournal> =>
  openJournal([await openFileSink(toolsAudit(config.audit.file))], systemClock)

const toolsOn = (config: Config, raw: WholeStore, journal: Tools['journal']): Tools => {
  const { keys: keyring, baseUrl, policy } = config
  const store = quietly(raw, keyring)
  const site = { origin: new URL(baseUrl).origin, rpId: new URL(baseUrl).hostname, issuer: policy.issuer }
  return {
    config,
    clock: systemClock,
    raw,
    store,
    journal,
    factors: factors({ keyring, nonces: nonces(keyring, store), ...site }),
  }
}
