import { randomBytes } from 'node:crypto'

interface Trigger {
  readonly user: string
  readonly team: string
  readonly expires: number
  used: boolean
}

/** trigger_ids: each opens one view, within three seconds, for the person who caused it. */
export class Triggers {
  readonly #all = new Map<string, Trigger>()
  readonly #now: () => number
  readonly #life: number
  #count = 0

  constructor(now: () => number, lifeMilliseconds: number) {
    this.#now = now
    this.#life = lifeMilliseconds
  }

  issue(team: string, user: string): string {
    const id = `${(this.#count += 1)}.${7_000_000 + this.#count}.${randomBytes(16).toString('hex')}`
    this.#all.set(id, { team, user, expires: this.#now() + this.#life, used: false })
    return id
  }

  /** The trigger, now used, or the word with which Slack refuses it. */
  exchange(id: string): Trigger | string {
    const trigger = this.#all.get(id)
    if (trigger === undefined) return 'invalid_trigger_id'
    if (trigger.used) return 'exchanged_trigger_id'
    if (trigger.expires < this.#now()) return 'expired_trigger_id'
    trigger.used = true
    return trigger
  }
}

export interface Reply {
  readonly room: string
  readonly user: string
  /** The message whose button was pressed; a slash command has none. */
  readonly ts?: string
  readonly expires: number
  left: number
}

/** response_urls: five uses within thirty minutes (docs.slack.dev/interactivity/handling-user-interaction). */
export class ReplyAddresses {
  readonly #all = new Map<string, Reply>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  issue(reply: Omit<Reply, 'expires' | 'left'>): string {
    const path = `/actions/${randomBytes(18).toString('base64url')}`
    this.#all.set(path, { ...reply, expires: this.#now() + 30 * 60_000, left: 5 })
    return path
  }

  use(path: string): Reply | 'used_url' | 'expired_url' {
    const reply = this.#all.get(path)
    if (reply === undefined || reply.expires < this.#now()) return 'expired_url'
    if (reply.left === 0) return 'used_url'
    reply.left -= 1
    return reply
  }
}
