import { second } from '../../src/lib/clock.ts'
import type { Installations } from '../../src/installations/port.ts'
import type { Payload } from './payload.ts'

const nameOf = (tenant: string): string => `gone:${tenant}`
const attempts = 5

/**
 * When the app was last taken out of a workspace or an organisation (ms since the epoch). While it was out, nobody told us who
 * left and whose address became somebody else's: what was linked before counts as changed since.
 */
export class Departures {
  readonly #kept: Installations

  constructor(kept: Installations) {
    this.#kept = kept
  }

  async lastOf(tenant: string): Promise<number | undefined> {
    const { text } = await this.#kept.read(nameOf(tenant))
    return text === undefined ? undefined : Number(text)
  }

  /** `at` is when it happened (ms since the epoch): the same news again, or older news, changes nothing. */
  async note(tenant: string, at: number): Promise<void> {
    for (let n = 0; n < attempts; n++) {
      const { text, rev } = await this.#kept.read(nameOf(tenant))
      if (text !== undefined && Number(text) >= at) return
      if (await this.#kept.write(nameOf(tenant), rev, String(at))) return
    }
  }
}

/** The end of the second in which Slack says that an event happened: the same however often and late it is sent. */
export const happenedAt = ({ event_time: seconds }: Payload, now: number): number =>
  typeof seconds === 'number' && seconds > 0 ? (seconds + 1) * second : now
