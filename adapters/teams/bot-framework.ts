import {
  CloudAdapter,
  TeamsInfo,
  type ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder'
import { ConnectorRefused } from './connector-refused.ts'
import { quietly } from './quietly.ts'
import type { Message } from './show.ts'
import type { Reply, Target, TeamsTransport } from './transport.ts'

/** Who speaks, and where: the channel's name, and for whom our own token is meant. */
export interface Speaker {
  readonly appId: string
  readonly channelId: string
  readonly scope: string
}

const cardType = 'application/vnd.microsoft.card.adaptive'

const activityOf = ({ summary, card }: Message, id?: string) => ({
  type: 'message',
  summary,
  attachments: [{ contentType: cardType, content: card }],
  ...(id !== undefined && { id }),
})

/** botbuilder's real code path in both directions: `CloudAdapter`, with our own checks, tokens and HTTP client around it. */
export const botFramework = (
  { appId, channelId, scope }: Speaker,
  authentication: ConfigurationBotFrameworkAuthentication,
): TeamsTransport => {
  const adapter = new CloudAdapter(authentication)
  const self = { id: `28:${appId}`, name: 'Latchkey' }

  const within = async <T>(at: Target, work: (turn: TurnContext) => Promise<T>): Promise<T> => {
    const conversation = { id: at.conversation, isGroup: false, conversationType: 'personal', name: '' }
    const reference = { bot: self, channelId, conversation, serviceUrl: at.serviceUrl }
    const done: { readonly value: T }[] = []
    await quietly(() =>
      adapter.continueConversationAsync(appId, reference, async (turn) => {
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
        appId,
        channelId,
        serviceUrl,
        scope.replace(/\/\.default$/, ''),
        wanted,
        (turn) => Promise.resolve(void made.push(turn.activity.conversation.id)),
      ),
    )
    return only(made)
  }

  return {
    async receive(authorization, activity, turn) {
      let begun = false
      const taken = async (): Promise<Reply> => {
        const answer = new Captured()
        const request = { method: 'POST', headers: { authorization }, body: structuredClone(activity) }
        await quietly(() =>
          adapter.process(request, answer, async (context) => {
            begun = true
            const { status, body } = await turn()
            if (context.activity.type === 'invoke')
              await context.sendActivity({ type: 'invokeResponse', value: { status, body } })
            else answer.instead = status
          }),
        )
        return answer.reply
      }
      const reply = await taken()
      // It asks for the signers' keys over connections that it keeps. One that died meanwhile must cost nobody what they said.
      return reply.status >= 500 && !begun ? await taken() : reply
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
