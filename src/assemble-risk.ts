import { chains, type ActivityPort, type Level } from './activity/port.ts'
import type { Config } from './config/port.ts'
import type { Finding } from './directory/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Keyring } from './lib/keys.ts'
import { userAgentOf, type UserAgent } from './lib/user-agent.ts'
import type { Log } from './lib/log.ts'
import type { Crowds } from './risk/counted.ts'
import { riskEngine, type Score } from './risk/engine.ts'
import { networks, type Networks } from './risk/networks/networks.ts'
import type { NetworksPort, RiskPort } from './risk/port.ts'
import { scoring } from './risk/scoring.ts'
import { Fault } from './story/errors.ts'

/** Keyed, so that nobody who reads the store can find a block by trying them all. */
export const blockMark =
  (keyring: Keyring) =>
  (block: string): string => {
    return (keyring.digest(keyring.steady, 'network', block) ?? Buffer.alloc(0))
      .toString('base64url')
      .slice(0, 16)
  }

/** Where addresses are, as far as the operator's files tell. Throws `Fault` ERR_CONFIG for one that cannot be read. */
export const networksOf = ({ geo, keys }: Pick<Config, 'geo' | 'keys'>, clock: Clock): Networks =>
  networks({ ...(geo && { geo }), clock, mark: blockMark(keys) })

/** What judges requests, of what is configured. */
export const riskOf = (
  { geo, activity: sources }: Pick<Config, 'geo' | 'activity'>,
  places: NetworksPort,
  log: Log,
  { activity, crowds }: { readonly activity?: ActivityPort | undefined; readonly crowds?: Crowds } = {},
): RiskPort =>
  riskEngine({
    ...(activity && { activity }),
    ...(crowds && { crowds }),
    score: sources?.invented === undefined ? scoring(untold(geo)) : ofOneViewer(geo),
    tellsCountry: geo?.countryFile !== undefined,
    placesFail: async () => (await places.failing()).length > 0,
    failed: (fault) => log('service.fault', { where: 'risk', fault }),
  })

/** What nobody can tell of any request without these files. */
const untold = (geo: Config['geo']): readonly Level[] => [
  ...(geo?.countryFile === undefined ? (['country'] as const) : []),
  ...(geo?.asnFile === undefined ? (['asn'] as const) : []),
]

/** In a demonstration one viewer is everybody, one after the other: theirs is nobody's browser, and they are no crowd. */
const ofOneViewer = (geo: Config['geo']): Score => {
  const score = scoring([...untold(geo), ...chains.agent])
  return ({ velocity: _theirs, ...request }, history, company) => score(request, history, company)
}

/** What is configured to tell places by, for `check`. */
export const geoFindings = (config: Pick<Config, 'geo' | 'keys'>, clock: Clock): readonly Finding[] => {
  try {
    return networksOf(config, clock).check()
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return [{ name: 'geo', ok: false, says: cause.message, fix: 'download the file again, unpacked' }]
  }
}

/** What a user agent alone claims, as it stands in an event of a source. */
export const claimedBy = (userAgent: string): UserAgent | undefined =>
  userAgentOf((name) => (name === 'user-agent' ? userAgent : undefined))
