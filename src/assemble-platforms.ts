import type { Parts } from './assemble.ts'
import type { Config } from './config/port.ts'
import type { Finding } from './directory/port.ts'
import type { Adapter } from './house/port.ts'
import type { Installations } from './installations/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { inWordsAt } from './words/render.ts'

/** A chat platform as it is configured, its SDK loaded. */
interface Platform {
  readonly open: (installations: (platform: string) => Installations) => Adapter
  /** What can be said of it without posting anything. */
  readonly check: () => Promise<readonly Finding[]>
}

type Load = (config: Config, clock: Clock, log: Log) => Promise<Platform | undefined>

/** SDKs are large: one is loaded only where its platform is configured. */
const slack: Load = async ({ slack: config, baseUrl, timeZone }, clock, log) => {
  if (config === undefined) return undefined
  const { slack, checkSlack } = await import('../adapters/slack/index.ts')
  return {
    open: (installations) =>
      slack({
        config,
        baseUrl,
        clock,
        log,
        words: inWordsAt(timeZone),
        installations: installations('slack'),
      }),
    check: async () => await checkSlack(config, baseUrl),
  }
}

const teams: Load = async ({ teams: config, directory, timeZone }, clock, log) => {
  if (config === undefined) return undefined
  const { openTeams } = await import('../adapters/teams/open.ts')
  const { checkTeams } = await import('../adapters/teams/check.ts')
  const open = await openTeams(config, clock)
  const asksName = directory.kind === 'active-directory' && directory.matchBy === 'userPrincipalName'
  return {
    open: (installations) =>
      open({
        clock,
        log,
        words: inWordsAt(timeZone),
        matchBy: asksName ? 'userPrincipalName' : 'email',
        installations: installations('teams'),
      }),
    check: async () => await checkTeams(config, clock),
  }
}

/** Every platform there is: another one is a line here. */
const platforms: readonly Load[] = [slack, teams]

const loaded = async (config: Config, clock: Clock, log: Log): Promise<readonly Platform[]> =>
  (await Promise.all(platforms.map((load) => load(config, clock, log)))).filter((one) => one !== undefined)

/** The adapters of the platforms that are configured. */
export const openPlatforms = async (config: Config, clock: Clock, log: Log): Promise<Parts['adapters']> => {
  const found = await loaded(config, clock, log)
  return (_journal, _world, installations) => found.map(({ open }) => open(installations))
}

/** What `npm run check` says of them. */
export const platformFindings = async (
  config: Config,
  clock: Clock,
  log: Log,
): Promise<readonly Finding[]> => {
  const found = await loaded(config, clock, log)
  if (found.length > 0) return (await Promise.all(found.map(({ check }) => check()))).flat()
  const says = 'no platform is configured: nobody can begin a conversation'
  return [{ name: 'chat', ok: true, says, fix: 'set slack or teams' }]
}
