import { z } from 'zod'
import { isLoopback } from '../lib/loopback.ts'
import type { ConfigFault, ConfigNote } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'

/**
 * The section `teams` of a developer: the Bot Framework Emulator instead of Teams. A development flag; whoever reaches the bot then
 * is whom they say they are. So nothing real may stand behind it or in front of it, and it shares its section with nothing: a
 * configuration that serves people cannot be given it by one line too many.
 */
export const emulatorSchema = z.strictObject({ emulator: z.literal(true) })

const remove = 'or remove teams.emulator'

/** Why the flag, which is set, may not be. */
export const emulatorFaults = (raw: Raw, demo: boolean): ConfigFault[] => {
  const teams = raw['teams']
  if (!isRaw(teams) || teams['emulator'] !== true) return []
  const faults: ConfigFault[] = []
  const add = (key: string, says: string, fix: string): void => void faults.push({ key, says, fix })
  if (!demo)
    add(
      'teams.emulator',
      'is a development flag, under which messages that nobody signed are believed: no service starts with it',
      'remove it; the emulator is met by `npm run demo -- --config FILE`',
    )
  for (const name of Object.keys(teams).filter((name) => name !== 'emulator'))
    add(
      `teams.${name}`,
      'belongs to a bot of Teams, which teams.emulator stands instead of',
      `remove it, ${remove}`,
    )
  if (!isHere(hostOf(raw['baseUrl'])))
    add('baseUrl', 'is not this machine, as teams.emulator wants', `write http://localhost:8080, ${remove}`)
  if (!isHere(part(raw['listen'], 'host') ?? '127.0.0.1'))
    add(
      'listen.host',
      'is reached by other machines, and teams.emulator believes whoever comes',
      `write 127.0.0.1, ${remove}`,
    )
  if (Array.isArray(raw['trustedProxies']) && raw['trustedProxies'].length > 0)
    add(
      'trustedProxies',
      'has others speak to this machine, and teams.emulator believes whoever comes',
      `remove it, ${remove}`,
    )
  for (const name of ['directory', 'store'])
    if (part(raw[name], 'kind') !== 'memory')
      add(`${name}.kind`, 'is real, and teams.emulator believes whoever comes', `write memory, ${remove}`)
  return faults
}

/** Said aloud where it is allowed. */
export const emulatorNotes = (raw: Raw): ConfigNote[] =>
  part(raw['teams'], 'emulator') === true
    ? [
        {
          key: 'teams.emulator',
          says: 'is set: messages that nobody signed are believed. For development only',
        },
      ]
    : []

const part = (section: unknown, name: string): unknown => (isRaw(section) ? section[name] : undefined)
const isHere = (host: unknown): boolean => typeof host === 'string' && isLoopback(host)
const hostOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? URL.parse(value)?.hostname : undefined
