import { second, type Clock } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'

/** Slack takes about one message a second in a conversation, and short bursts (docs.slack.dev/apis/web-api/rate-limits). */
const burst = 4
const mostWaiting = 3
const mostRooms = 10_000

interface Room {
  /** Messages that may go at once; below zero = that many seconds are taken already. */
  left: number
  at: number
  /** Slack asked to leave it alone until then. */
  restsUntil: number
}

/** Keeps every conversation to its own pace, and none to another's. In memory: another replica has a pace of its own. */
export class Pace {
  readonly #clock: Clock
  readonly #wait: (ms: number) => Promise<void>
  readonly #rooms = new Map<string, Room>()

  constructor(clock: Clock, wait: (ms: number) => Promise<void>) {
    this.#clock = clock
    this.#wait = wait
  }

  /** Resolves when the next message may go; rejects with `Fault` ERR_CHAT and `afterMs` when that is not soon. */
  async turn(channel: string): Promise<void> {
    const now = this.#clock.now()
    const room = this.#room(channel, now)
    if (room.restsUntil > now) throw later(room.restsUntil - now)
    if (room.left - 1 < -mostWaiting) throw later(mostWaiting * second)
    room.left -= 1
    if (room.left < 0) await this.#wait(-room.left * second)
  }

  /** Slack asked for it. */
  rest(channel: string, ms: number): void {
    const now = this.#clock.now()
    this.#room(channel, now).restsUntil = now + ms
  }

  #room(channel: string, now: number): Room {
    if (this.#rooms.size > mostRooms) this.#forget(now)
    const room = this.#rooms.get(channel) ?? { left: burst, at: now, restsUntil: 0 }
    room.left = Math.min(burst, room.left + (now - room.at) / second)
    room.at = now
    this.#rooms.set(channel, room)
    return room
  }

  #forget(now: number): void {
    for (const [name, { left, at, restsUntil }] of this.#rooms)
      if (restsUntil <= now && left + (now - at) / second >= burst) this.#rooms.delete(name)
  }
}

const later = (afterMs: number): Fault =>
  new Fault('ERR_CHAT', 'too much at once in one conversation', { afterMs })
