import type { Config } from '../../src/config/port.ts'
import type { Adapter } from '../../src/house/port.ts'
import { isLoopback } from '../../src/lib/loopback.ts'
import { Fault } from '../../src/story/errors.ts'
import { AlertChannel } from './alert-channel.ts'
import { onlyThisMachine } from './emulator-fence.ts'
import { emulatorGate, emulatorHosts } from './emulator-gate.ts'
import { emulatorPeople, emulatorTenant, type EmulatorPerson } from './emulator-people.ts'
import { teams } from './index.ts'
import { Known } from './known.ts'
import type { TeamsSurroundings } from './open.ts'
import type { TeamsTransport } from './transport.ts'

/** Where nobody listens: whom the emulator has not told of is not reached. */
const nowhere = 'http://127.0.0.1:9/'

/**
 * The Teams adapter as the Bot Framework Emulator meets it, for whoever develops it: everything as in earnest but the gate, which
 * believes what nobody signed. Throws `Fault` ERR_CONFIG anywhere but in a demonstration on this machine, whose people and records
 * are pretended and in memory, also where a configuration was made without being checked.
 */
export const openEmulator = async (
  config: Pick<Config, 'demo' | 'baseUrl' | 'listen' | 'store' | 'directory' | 'teamsEmulator'>,
  people: readonly EmulatorPerson[],
): Promise<(surroundings: TeamsSurroundings) => Adapter> => {
  if (!isPretended(config))
    throw new Fault('ERR_CONFIG', 'the emulator’s unsigned messages are for a demonstration on this machine')
  const { botFramework } = await import('./bot-framework.ts')
  const { emulatorAuthentication } = await import('./emulator-authentication.ts')
  const roster = emulatorPeople(people)
  const speaker = { appId: 'emulator', channelId: 'emulator', scope: nowhere }
  const transport: TeamsTransport = {
    ...botFramework(speaker, emulatorAuthentication()),
    // The emulator knows its user by name only.
    member: (_at, user) => Promise.resolve(roster.of(user)),
  }
  return ({ installations, log, ...rest }) => {
    const adapter = teams({
      ...rest,
      log,
      tenant: emulatorTenant,
      gate: emulatorGate(roster),
      transport,
      known: new Known(installations, emulatorHosts, nowhere),
      alerts: new AlertChannel(installations, undefined),
    })
    return { ...adapter, routes: (adapter.routes ?? []).map((route) => onlyThisMachine(route, log)) }
  }
}

const isPretended = ({
  demo,
  teamsEmulator,
  baseUrl,
  listen,
  store,
  directory,
}: Parameters<typeof openEmulator>[0]): boolean =>
  demo &&
  teamsEmulator === true &&
  isLoopback(new URL(baseUrl).hostname) &&
  isLoopback(listen.host) &&
  store.kind === 'memory' &&
  directory.kind === 'memory'
