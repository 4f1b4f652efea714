import type { Config } from './config/port.ts'
import { demoPeople } from './demo/people.ts'
import type { Adapter } from './house/port.ts'
import type { Installations } from './installations/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { inWordsAt } from './words/render.ts'

/**
 * The Bot Framework Emulator before the demonstration, where `teams.emulator` is set, and said so loudly. Only the demonstration
 * asks for it: a service has no way to it, whatever its configuration says.
 */
export const emulatorChat = async (
  config: Config,
  clock: Clock,
  log: Log,
): Promise<(installations: (platform: string) => Installations) => readonly Adapter[]> => {
  if (config.teamsEmulator !== true) return () => []
  const { openEmulator } = await import('../adapters/teams/emulator.ts')
  const people = demoPeople.map(({ account, displayName, email }) => ({ name: account, displayName, email }))
  const open = await openEmulator(config, people)
  log('teams.emulator', { baseUrl: config.baseUrl })
  process.stderr.write(
    `DEVELOPMENT ONLY: teams.emulator is set. Every program on this machine may write to ${config.baseUrl}/api/messages` +
      ' as anybody of the demonstration; nothing is signed.\n',
  )
  return (installations) => [
    open({
      clock,
      log,
      words: inWordsAt(config.timeZone),
      matchBy: 'email',
      installations: installations('teams'),
    }),
  ]
}
