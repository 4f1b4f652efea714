import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { objectOf, parsedJson, textOf } from './json.ts'
import type { Method } from './method.ts'
import type { Platform } from './platform.ts'
import { ServerSocket } from './web-socket.ts'

export interface Envelope {
  readonly type: 'events_api' | 'interactive' | 'slash_commands'
  readonly payload: unknown
  readonly accepts_response_payload: boolean
  readonly retry_attempt?: number
  readonly retry_reason?: string
}

/** The connections of Socket Mode: a ticket opens one, every envelope goes to one of them, and is acknowledged by its id. */
export class SocketMode {
  readonly #slack: Platform
  readonly #tickets = new Set<string>()
  readonly #sockets = new Set<ServerSocket>()
  readonly #waiting = new Map<string, (payload: unknown) => void>()
  #next = 0

  constructor(slack: Platform) {
    this.#slack = slack
  }

  readonly method: Method = {
    token: 'app',
    scopes: ['connections:write'],
    run: () => {
      const ticket = randomBytes(12).toString('hex')
      this.#tickets.add(ticket)
      return { url: `${this.#slack.origin.replace('http', 'ws')}/link/?ticket=${ticket}` }
    },
  }

  get connected(): readonly ServerSocket[] {
    return [...this.#sockets].filter((s) => s.open)
  }

  upgrade(req: IncomingMessage, wire: Duplex): void {
    const ticket = new URL(req.url ?? '/', 'http://slack.test').searchParams.get('ticket') ?? ''
    if (!this.#tickets.delete(ticket)) {
      wire.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const socket = new ServerSocket(req, wire, (text) => this.#hear(text))
    this.#sockets.add(socket)
    wire.on('close', () => {
      this.#sockets.delete(socket)
      this.#slack.changed()
    })
    const connection_info = { app_id: this.#slack.appId }
    socket.say({ type: 'hello', num_connections: this.connected.length, connection_info })
    this.#slack.changed()
  }

  /** Sends to one of the connections in turn; resolves with what the acknowledgement carried. */
  async send(envelope: Envelope): Promise<unknown> {
    const sockets = this.connected
    const socket = sockets[(this.#next += 1) % sockets.length]
    if (socket === undefined) throw new Error('no Socket Mode connection')
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const envelope_id = randomBytes(16).toString('hex')
    this.#waiting.set(envelope_id, resolve)
    socket.say({ envelope_id, ...envelope })
    return await promise
  }

  /** Slack recycles its connections every few hours: it says so, and the app must come back by itself. */
  refresh(): void {
    for (const socket of this.connected) {
      socket.say({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'slack.test' } })
    }
  }

  stop(): void {
    for (const socket of this.#sockets) socket.cut()
  }

  #hear(text: string): void {
    const { envelope_id: id, payload } = objectOf(parsedJson(text))
    this.#waiting.get(textOf(id))?.(payload)
    this.#waiting.delete(textOf(id))
  }
}
