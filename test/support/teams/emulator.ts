import { randomUUID } from 'node:crypto'
import type { Json } from './activities.ts'
import { isObject } from './card-reading.ts'
import { serve, type Reply, type Server } from './http.ts'
import { textsIn } from './rooms.ts'

/** The Bot Framework Emulator, as far as a bot meets it: unsigned activities out, unsigned calls in. */
export class Emulator {
  readonly #server: Server
  readonly conversation = `${randomUUID()}|livechat`
  /** Cards by message id, as they stand now. */
  readonly #messages: Map<string, Json>
  /** What stood in the `Authorization` header of each call. */
  readonly shown: (string | undefined)[]

  private constructor(server: Server, messages: Map<string, Json>, shown: (string | undefined)[]) {
    this.#server = server
    this.#messages = messages
    this.shown = shown
  }

  static async start(): Promise<Emulator> {
    const messages = new Map<string, Json>()
    const shown: (string | undefined)[] = []
    const server = await serve(({ method, parts: [, kind, , what, id], headers, body }): Promise<Reply> => {
      shown.push(headers.authorization)
      if (kind !== 'conversations' || what !== 'activities') return Promise.resolve({ status: 404 })
      const parsed: unknown = JSON.parse(body)
      const at = method === 'PUT' && id !== undefined ? id : randomUUID()
      if (isObject(parsed)) messages.set(at, parsed)
      return Promise.resolve({ status: 200, body: { id: at } })
    })
    return new Emulator(server, messages, shown)
  }

  get serviceUrl(): string {
    return this.#server.url
  }

  /** Every text on every card that stands in the chat. */
  get reads(): string {
    return [...this.#messages]
      .flatMap(([id, one]) => textsIn({ id, states: [one], deleted: false }))
      .join('\n')
  }

  /** What a program on this machine posts when its user (by the settings' user id) does something. */
  activity(change: Json = {}, user = 'ada'): Json {
    return {
      id: randomUUID(),
      type: 'message',
      text: 'hello',
      timestamp: '2026-11-23T09:00:00Z',
      channelId: 'emulator',
      serviceUrl: this.serviceUrl,
      from: { id: user, name: 'User', role: 'user' },
      recipient: { id: 'bot', name: 'Bot', role: 'bot' },
      conversation: { id: this.conversation },
      locale: 'en-US',
      channelData: { clientActivityID: '1' },
      ...change,
    }
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }
}
