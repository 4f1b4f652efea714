import type { Config, DirectoryConfig, StoreConfig } from './config/port.ts'
import { activeDirectory } from './directory/active-directory.ts'
import { openLdap } from './directory/openldap.ts'
import type { Directory } from './directory/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import type { Windows } from './limits/port.ts'
import { mail } from './notify/mail.ts'
import type { MailPort } from './notify/port.ts'
import { memoryStore } from './store/memory.ts'
import { redisStore } from './store/redis.ts'
import { Fault, never } from './story/errors.ts'
import type { WholeStore } from './story/record.ts'

/** The configured store, connected. Rejects with `Fault` ERR_STORE when it does not answer, within `deadlineMs` where people need not wait. */
export const openStore = async (
  config: StoreConfig,
  clock: Clock,
  log: Log,
  deadlineMs?: number,
): Promise<WholeStore & { readonly windows?: Windows }> =>
  config.kind === 'memory'
    ? memoryStore(clock)
    : await redisStore({
        url: config.url.reveal(),
        sentinels: config.sentinels.map((address) => address.reveal()),
        clock,
        log,
        ...(deadlineMs !== undefined && { deadlineMs }),
      })

/** The configured directory, asked about the groups that the policy names. It connects when it is asked, so the service starts while the directory is down. */
export const openDirectory = (
  config: DirectoryConfig,
  clock: Clock,
  log: Log,
  groups?: readonly string[],
): Directory => {
  switch (config.kind) {
    case 'memory':
      throw new Fault('ERR_CONFIG', 'the memory directory belongs to the demonstration')
    case 'active-directory':
      return activeDirectory({ ...config, ...(groups && { groups }), ...reached(config, clock, log) })
    case 'openldap':
      return openLdap({ ...config, ...(groups && { groups }), ...reached(config, clock, log) })
    default:
      return never(config)
  }
}

const reached = ({ ca, people }: Exclude<DirectoryConfig, { kind: 'memory' }>, clock: Clock, log: Log) => ({
  caPem: ca,
  peopleDn: people,
  clock,
  log: (what: string, { url, fault, person }: Readonly<Record<string, string>>) =>
    log('directory.trouble', {
      what,
      ...(url !== undefined && { server: url }),
      ...(fault !== undefined && { code: fault }),
      ...(person !== undefined && { person }),
    }),
})

/** Where mail goes. Without a server nothing is sent, and flows know it: chat is then the only address . */
export const openMail = (config: Config, clock: Clock): MailPort =>
  config.mail === undefined
    ? { send: () => Promise.reject(new Fault('ERR_MAIL', 'no mail server is configured')) }
    : mail({ url: config.mail.url, from: config.mail.from }, clock)
