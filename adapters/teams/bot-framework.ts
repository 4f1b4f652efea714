import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  TeamsInfo,
  type TurnContext,
} from 'botbuilder'
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
import { quietly } from './quietly.ts'
import { isServiceHost } from './service-host.ts'
import type { Message } from './show.ts'
import type { Reply, Target, TeamsTransport } from './transport.ts'

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
    httpClient: once(patience, credentials),
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

const once = (patience: number, credentials: BotCredentials): Client => ({
  sendRequest: async (request) => {
    const { method, url, body } = request
    const wanted = { method, url, headers: request.headers.rawHeaders() }
    const sent = typeof body === 'string' ? { ...wanted, body } : wanted
    const { status, text } = await callConnector(sent, patience).catch((cause: unknown) => {
      if (cause instanceof ConnectorRefused && cause.statusCode === 401) credentials.refused()
      throw cause
    })
    const headers = request.headers.clone()
    headers.remove('authorization')
    headers.set('content-type', 'application/json')
    return { request, status, headers, bodyAsText: text }
  },
})

const channelId = 'msteams'
const cardType = 'application/vnd.microsoft.card.adaptive'

const activityOf = ({ summary, card }: Message, id?: string) => ({
  type: 'message',
  summary,
  attachments: [{ contentType: cardType, content: card }],
  ...(id !== undefined && { id }),
})

/** botbuilder's real code path in both directions: `CloudAdapter`, with our own checks, tokens and HTTP client around it. */
export const botFramework = (bot: BotIdentity, credentials: BotCredentials): TeamsTransport => {
  const adapter = new CloudAdapter(botAuthentication(bot, credentials))
  const self = { id: `28:${bot.appId}`, name: 'Latchkey' }

  const within = async <T>(at: Target, work: (turn: TurnContext) => Promise<T>): Promise<T> => {
    const conversation = { id: at.conversation, isGroup: false, conversationType: 'personal', name: '' }
    const reference = { bot: self, channelId, conversation, serviceUrl: at.serviceUrl }
    const done: { readonly value: T }[] = []
    await quietly(() =>
      adapter.continueConversationAsync(bot.appId, reference, async (turn) => {
        // Made up by botbuilder, which would answer to it as to a message.
        turn.activity.id = ''
        done.push({ value: await work(turn) })
      }),
    )
    return only(done).value
  }

  const create = async (
    serviceUrl: string,
    tenant: string,
    channelData: object,
    rest: object,
  ): Promise<string> => {
    const made: string[] = []
    const wanted = Object.assign({ bot: self, tenantId: tenant, isGroup: false, channelData }, rest)
    await quietly(() =>
      adapter.createConversationAsync(
        bot.appId,
        channelId,
        serviceUrl,
        bot.cloud.scope.replace(/\/\.default$/, ''),
        wanted,
        (turn) => Promise.resolve(void made.push(turn.activity.conversation.id)),
      ),
    )
    return only(made)
  }

  return {
    async receive(authorization, activity, turn) {
      const answer = new Captured()
      const request = { method: 'POST', headers: { authorization }, body: structuredClone(activity) }
      await quietly(() =>
        adapter.process(request, answer, async (context) => {
          const { status, body } = await turn()
          if (context.activity.type === 'invoke')
            await context.sendActivity({ type: 'invokeResponse', value: { status, body } })
          else answer.instead = status
        }),
      )
      return answer.reply
    },
    post: (at, message) =>
      within(at, async (turn) => only([(await turn.sendActivity(activityOf(message)))?.id || undefined])),
    update: (at, id, message) =>
      within(at, async (turn) => void (await turn.updateActivity(activityOf(message, id)))),
    converse: (serviceUrl, tenant, user) =>
      create(serviceUrl, tenant, { tenant: { id: tenant } }, { members: [{ id: user }] }),
    announce: async (serviceUrl, tenant, channel, message) => {
      const channelData = { channel: { id: channel }, tenant: { id: tenant } }
      const activity = { ...activityOf(message), from: self }
      const thread = await create(serviceUrl, tenant, channelData, { isGroup: true, activity })
      return thread.split(';messageid=')[1] ?? thread
    },
    member: (at, user) => within(at, (turn) => TeamsInfo.getMember(turn, user)),
  }
}

/** What did come; nothing is as good as no answer. */
const only = <T>(found: readonly (T | undefined)[]): T => {
  const [first] = found
  if (first === undefined) throw new ConnectorRefused(undefined)
  return first
}

/** The least that botbuilder answers into. What it says of its own errors is dropped: a stranger would read it. */
class Captured {
  readonly socket = {}
  #status = 500
  #body: unknown
  /** The status of a turn that went through. */
  instead: number | undefined

  status(code: number): void {
    this.#status = code
  }
  header(): void {}
  send(body: unknown): void {
    this.#body = body
  }
  end(): void {}
  get reply(): Reply {
    const status = this.#status === 200 ? (this.instead ?? this.#status) : this.#status
    return typeof this.#body === 'object' && status === 200 ? { status, body: this.#body } : { status }
  }
}
