import { assemble, type App } from './assemble.ts'
import { openPlatforms } from './assemble-platforms.ts'
import { openDirectory, openMail, openStore } from './assemble-services.ts'
import { groupsAsked } from './assemble-lookups.ts'
import { loadConfig } from './config/load.ts'
import type { Config, ConfigFault } from './config/port.ts'
import { second, systemClock } from './lib/clock.ts'
import { logger, type Log } from './lib/log.ts'
import { Timekeeper } from './lib/timekeeper.ts'
import { Fault } from './story/errors.ts'

/** sysexits.h EX_CONFIG. */
const exitConfig = 78
const exitFailed = 1

/** Every fault at once, each with its key and its fix; then exit 78, before anything listens. */
export const refuse = (faults: readonly ConfigFault[]): never => {
  const lines = faults.map(({ key, says, fix }) => `  ${key}: ${says}\n      ${fix}`)
  process.stderr.write(
    `latchkey cannot start: ${faults.length} fault(s) in the configuration\n${lines.join('\n')}\n`,
  )
  process.exit(exitConfig)
}

/** The configuration, or the end of the process with every fault named. */
export const configured = (file: string | undefined, demo: boolean, log: Log): Config => {
  const loaded = loadConfig({ env: process.env, demo, ...(file !== undefined && { file }) })
  if ('faults' in loaded) return refuse(loaded.faults)
  for (const { key } of loaded.notes) log('config.note', { key })
  return loaded.config
}

/** Serves until SIGTERM or SIGINT. */
export const serve = async ({ file }: { readonly file?: string }): Promise<void> => {
  const log = logger(undefined, process.env['LOG_LEVEL'])
  const config = configured(file, false, log)
  await run(log, config, async () => {
    const store = await openStore(config.store, systemClock, log)
    const clock = new Timekeeper({ shared: () => store.ping() })
    const directory = openDirectory(config.directory, clock, log, groupsAsked(config))
    return await assemble({
      config,
      log,
      store,
      ...(store.windows && { windows: store.windows }),
      directory,
      clock,
      mail: openMail(config, clock),
      adapters: await openPlatforms(config, clock, log),
    })
  })
}

/** Starts, says so in one line on standard output, and drains on a signal. */
export const run = async (log: Log, config: Config, build: () => Promise<App>): Promise<void> => {
  log('service.starting', { node: process.version, demo: config.demo })
  try {
    const app = await build()
    const { port } = await app.start()
    drainOnSignal(app, log)
    log('service.ready', { baseUrl: config.baseUrl, host: config.listen.host, port })
    process.stdout.write(`latchkey ready ${config.baseUrl}\n`)
  } catch (fault) {
    log('service.fault', { where: 'start', fault })
    // Our own sentences hold no secret and name the cause; what a library threw stays in the log, by class only.
    const says = fault instanceof Fault ? fault.message : 'see the log above'
    process.stderr.write(`latchkey could not start: ${says}\n`)
    process.exit(fault instanceof Fault && fault.code === 'ERR_CONFIG' ? exitConfig : exitFailed)
  }
}

/** What a stop may take: less than the 30 s that Kubernetes waits before it kills. */
const mostDrainMs = 25 * second

/**
 * What a signal sets off: everything is stopped in order and the process ends with 0. Where that fails, takes longer than
 * `mostMs` (milliseconds), it ends with 1 and what was under way is taken up at the next start,
 * as after any death: a directory that hangs must not keep the process from going.
 */
export const draining = (
  stop: () => Promise<void>,
  log: Log,
  exit: (code: number) => void,
  mostMs = mostDrainMs,
): ((signal: string) => Promise<void>) => {
  let began: number | undefined
  const cut = (): void => {
    log('service.cut', { tookMs: systemClock.now() - (began ?? 0) })
    exit(exitFailed)
  }
  return async (signal) => {
    // A terminal sends it to npm and to us, and npm hands its own on: one press is two signals.
    if (began !== undefined) return
    began = systemClock.now()
    const late = setTimeout(cut, mostMs)
    log('service.draining', { signal })
    try {
      await stop()
      log('service.stopped', { tookMs: systemClock.now() - began })
      exit(0)
    } catch (fault) {
      log('service.fault', { where: 'stop', fault })
      exit(exitFailed)
    } finally {
      clearTimeout(late)
    }
  }
}

const drainOnSignal = (app: App, log: Log): void => {
  const drain = draining(
    () => app.stop(),
    log,
    (code) => process.exit(code),
  )
  process.on('SIGTERM', () => void drain('SIGTERM'))
  process.on('SIGINT', () => void drain('SIGINT'))
}
