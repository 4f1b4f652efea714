import { minute, second, type Clock } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import { ConnectorRefused } from './connector-refused.ts'
import { Recent } from './recent.ts'

/** Where Teams names no time: a second, then twice as long each time. */
const firstRestMs = second
const longestRestMs = minute
/** Conversations that rest at once. One that is forgotten is asked to wait by Teams again. */
const mostResting = 10_000

/**
 * Teams wants to be asked again later: throttled (429), several writers at once (412), broken, or no answer at all. So is a token of
 * ours that it does not take (401): that says nothing of the conversation.
 */
const isPassing = ({ statusCode: status }: ConnectorRefused): boolean =>
  status === undefined || [401, 408, 412, 429].includes(status) || status >= 500

/**
 * Keeps to Teams' limits, which are each conversation's own: one that was asked to wait is not called before its time, and no
 * other waits with it. Nothing is tried again here; that is the business of whoever keeps the message.
 */
export class Pace {
  readonly #clock: Clock
  readonly #resting = new Recent<{ readonly until: number; readonly times: number }>(mostResting)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Calls, or rejects with `Fault` ERR_CHAT, whose `afterMs` tells how long this conversation rests. What waiting does not mend
   * rejects with `ConnectorRefused`.
   */
  async within<T>(conversation: string, call: () => Promise<T>): Promise<T> {
    const rest = this.#resting.get(conversation)
    const left = (rest?.until ?? 0) - this.#clock.now()
    if (left > 0) throw new Fault('ERR_CHAT', 'the conversation rests', { afterMs: left })
    try {
      const done = await call()
      this.#resting.delete(conversation)
      return done
    } catch (cause) {
      if (!(cause instanceof ConnectorRefused) || !isPassing(cause)) throw cause
      const times = rest?.times ?? 0
      const afterMs = cause.afterMs ?? Math.min(firstRestMs * 2 ** times, longestRestMs)
      this.#resting.set(conversation, { until: this.#clock.now() + afterMs, times: times + 1 })
      throw new Fault('ERR_CHAT', cause.message, { cause, afterMs })
    }
  }
}
