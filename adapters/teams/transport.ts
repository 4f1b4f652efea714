import type { Activity } from './activity.ts'
import type { Message } from './show.ts'

/** A conversation, and the address it is served from. */
export interface Target {
  readonly serviceUrl: string
  readonly conversation: string
}

/** What Teams is answered: for a press that came as an invoke with a body. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
}

/**
 * All that the adapter asks of a bot library; who takes another one writes this anew and nothing else. What the Connector does not
 * do rejects with `ConnectorRefused`, and nothing is tried twice.
 */
export interface TeamsTransport {
  /** Takes an activity through the library's own door, its checks included; `turn` runs once it is in. */
  receive(authorization: string, activity: Activity, turn: () => Promise<Reply>): Promise<Reply>
  /** A new message; answers its id. */
  post(at: Target, message: Message): Promise<string>
  update(at: Target, id: string, message: Message): Promise<void>
  /** The conversation with one person (by object id), made if there is none yet: always the same one. */
  converse(serviceUrl: string, tenant: string, user: string): Promise<string>
  /** A new thread in a channel of a team; answers its id. */
  announce(serviceUrl: string, tenant: string, channel: string, message: Message): Promise<string>
  /** Somebody in a conversation, as the Connector tells of them. */
  member(at: Target, user: string): Promise<unknown>
}
