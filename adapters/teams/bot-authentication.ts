import { ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import {
  ServiceClientCredentialsFactory,
  type AuthenticationConfiguration,
  type ConnectorClientOptions,
} from 'botframework-connector'
import { Fault } from '../../src/story/errors.ts'
import type { Cloud } from './clouds.ts'
import { callConnector, patienceMs } from './connector-http.ts'
import { ConnectorRefused } from './connector-refused.ts'
import type { BotCredentials } from './credentials.ts'
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

/**
 * What `CloudAdapter` is built with. All its settings are given, for one alone makes it forget the others; its claims check is
 * ours, as strict as the gate, since the one of its own lets Entra's tokens pass. It calls through our own client, for its own
 * repeats a post whatever it is told, and a person would read it twice. It waits `patience` ms for an answer.
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
  return new ConfigurationBotFrameworkAuthentication(settings, factory, claimsOf(bot), undefined, {
    httpClient: once(patience, () => credentials.refused()),
  })
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

type Client = NonNullable<ConnectorClientOptions['httpClient']>

/** botbuilder's HTTP client as ours: each call is made once, and `unknown` told where the Connector does not know our token. */
export const once = (patience: number, unknown: () => void): Client => ({
  sendRequest: async (request) => {
    const { method, url, body } = request
    const wanted = { method, url, headers: request.headers.rawHeaders() }
    const sent = typeof body === 'string' ? { ...wanted, body } : wanted
    const { status, text } = await callConnector(sent, patience).catch((cause: unknown) => {
      if (cause instanceof ConnectorRefused && cause.statusCode === 401) unknown()
      throw cause
    })
    const headers = request.headers.clone()
    headers.remove('authorization')
    headers.set('content-type', 'application/json')
    return { request, status, headers, bodyAsText: text }
  },
})
