import { ConfigurationBotFrameworkAuthentication, type Activity } from 'botbuilder'
import {
  ServiceClientCredentialsFactory,
  type AuthenticateRequestResult,
  type AuthenticationConfiguration,
  type ClaimsIdentity,
  type ConnectorFactory,
} from 'botframework-connector'
import { Fault } from '../../src/story/errors.ts'
import type { Cloud } from './clouds.ts'
import type { BotCredentials } from './credentials.ts'
import { oneTry, patienceMs } from './one-try.ts'
import { isServiceHost } from './service-host.ts'

export interface BotIdentity {
  readonly appId: string
  readonly tenant: string
  readonly cloud: Cloud
}

type Signed = Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>

/**
 * botbuilder's way to our own tokens, without MSAL. Its switch that turns authentication off is always at on, and the token goes
 * to Microsoft's own hosts alone, whatever a stored conversation says of where it takes place.
 */
class OwnCredentials extends ServiceClientCredentialsFactory {
  readonly #bot: BotIdentity
  readonly #credentials: BotCredentials

  constructor(bot: BotIdentity, credentials: BotCredentials) {
    super()
    this.#bot = bot
    this.#credentials = credentials
  }

  override isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId.toLowerCase() === this.#bot.appId.toLowerCase())
  }

  override isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(false)
  }

  override createCredentials(): Promise<Signed> {
    const signed: Signed = {
      signRequest: async (request) => {
        if (!isServiceHost(request.url, this.#bot.cloud.serviceHosts))
          throw new Fault('ERR_CHAT', 'the bot was about to show its token to a host that is not Microsoft’s')
        const token = await this.#credentials.token()
        request.headers.set('authorization', `Bearer ${token.reveal()}`)
        return request
      },
    }
    return Promise.resolve(signed)
  }
}

/** botbuilder's own, whose clients send once. */
class OneTryAuthentication extends ConfigurationBotFrameworkAuthentication {
  #patience = patienceMs

  waiting(patience: number): this {
    this.#patience = patience
    return this
  }

  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    return oneTry(super.createConnectorFactory(identity), this.#patience)
  }

  override async authenticateRequest(activity: Activity, header: string): Promise<AuthenticateRequestResult> {
    const result = await super.authenticateRequest(activity, header)
    const { connectorFactory } = result
    if (connectorFactory === undefined) return result
    return { ...result, connectorFactory: oneTry(connectorFactory, this.#patience) }
  }
}

/**
 * What `CloudAdapter` is built with. All its settings are given, for one alone makes it forget the others; its claims check is
 * ours, as strict as the gate, since the one of its own lets Entra's tokens pass. Its clients send once and wait `patience` ms.
 */
export const botAuthentication = (
  bot: BotIdentity,
  credentials: BotCredentials,
  patience = patienceMs,
): ConfigurationBotFrameworkAuthentication => {
  const { appId, tenant, cloud } = bot
  const settings = {
    MicrosoftAppId: appId,
    MicrosoftAppTenantId: tenant,
    ToChannelFromBotLoginUrl: `${cloud.login}/${tenant}`,
    ToChannelFromBotOAuthScope: cloud.scope.replace(/\/\.default$/, ''),
    ToBotFromChannelTokenIssuer: cloud.issuer,
    OAuthUrl: cloud.issuer,
    ToBotFromChannelOpenIdMetadataUrl: cloud.metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: cloud.metadata,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: 'true',
  }
  const factory = new OwnCredentials(bot, credentials)
  return new OneTryAuthentication(settings, factory, claimsOf(bot)).waiting(patience)
}

const claimsOf = ({ appId, cloud }: BotIdentity): AuthenticationConfiguration => ({
  requiredEndorsements: ['msteams'],
  validateClaims: (claims) => {
    const of = (type: string): unknown => claims.find((c) => c.type === type)?.value
    const good =
      of('iss') === cloud.issuer && of('aud') === appId.toLowerCase() && of('serviceurl') !== undefined
    return good
      ? Promise.resolve()
      : Promise.reject(new Fault('ERR_CHAT', 'a token that the gate should not have passed'))
  },
})
