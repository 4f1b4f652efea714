import type { TeamsConfig } from '../../src/config/port.ts'
import type { Adapter } from '../../src/house/port.ts'
import type { Installations } from '../../src/installations/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { Log } from '../../src/lib/log.ts'
import type { Phrase } from '../../src/story/card.ts'
import type { Reader } from '../../src/words/render.ts'
import { AlertChannel } from './alert-channel.ts'
import { clouds, type Cloud } from './clouds.ts'
import { BotCredentials } from './credentials.ts'
import type { MatchBy } from './identity.ts'
import { teams } from './index.ts'
import { Known } from './known.ts'
import { SigningKeys } from './signing-keys.ts'
import { connectorGate } from './verify.ts'

/** What the adapter is given by the house it lives in. */
export interface TeamsSurroundings {
  readonly installations: Installations
  readonly matchBy: MatchBy
  readonly words: (phrase: Phrase, reader?: Reader) => string
  readonly clock: Clock
  readonly log: Log
}

/** Where a tenant is served from of which nothing is known yet ("Send proactive messages", global service URLs). */
const services: Readonly<Record<TeamsConfig['cloud'], string>> = {
  public: 'https://smba.trafficmanager.net/teams/',
  usGovernment: 'https://smba.infra.gov.teams.microsoft.us/teams',
  china: 'https://frontend.botapi.msg.infra.teams.microsoftonline.cn/teams',
}

/** The cloud that is configured, with what is to be found elsewhere. */
export const cloudOf = ({ cloud, endpoints }: TeamsConfig): Cloud => {
  const { metadata, login, serviceHosts, ...rest } = clouds[cloud]
  const host = endpoints.service === undefined ? [] : [new URL(endpoints.service).hostname]
  return {
    ...rest,
    metadata: endpoints.metadata ?? metadata,
    login: (endpoints.login ?? login).replace(/\/$/, ''),
    serviceHosts: [...serviceHosts, ...host],
  }
}

export const credentialsOf = (config: TeamsConfig, clock: Clock): BotCredentials => {
  const { login, scope } = cloudOf(config)
  const [tenant] = config.tenants
  return new BotCredentials(
    { appId: config.appId, tenant, credential: config.credential, login, scope },
    clock,
  )
}

/** Loads botbuilder, which takes seconds and is nobody's who has no Teams. Throws `Fault` ERR_CONFIG on what cannot work. */
export const openTeams = async (
  config: TeamsConfig,
  clock: Clock,
): Promise<(surroundings: TeamsSurroundings) => Adapter> => {
  const { botFramework } = await import('./bot-framework.ts')
  const { botAuthentication } = await import('./bot-authentication.ts')
  const { appId, tenants, endpoints, alertChannel, onCallChannel } = config
  const [tenant] = tenants
  const cloud = cloudOf(config)
  const { issuer, serviceHosts } = cloud
  const keys = new SigningKeys(cloud.metadata, clock)
  const gate = connectorGate(
    { appId, issuer, serviceHosts, tenants, alertChannel, onCallChannel },
    keys,
    clock,
  )
  const bot = { appId, tenant, cloud }
  const transport = botFramework(
    { appId, channelId: 'msteams', scope: cloud.scope },
    botAuthentication(bot, credentialsOf(config, clock)),
  )
  return ({ installations, ...rest }) =>
    teams({
      ...rest,
      tenant,
      gate,
      transport,
      known: new Known(installations, serviceHosts, endpoints.service ?? services[config.cloud]),
      alerts: new AlertChannel(installations, alertChannel),
      onCall: new AlertChannel(installations, onCallChannel, 'on-call'),
    })
}
