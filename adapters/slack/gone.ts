import type { Clock } from '../../src/lib/clock.ts'
import type { Installations } from '../../src/installations/port.ts'

const nameOf = (tenant: string): string => `gone:${tenant}`
const attempts = 5

/**
 * When the app was last taken out of a workspace or an organisation (ms since the epoch). While it was out, nobody told us who
 * left and whose address became somebody else's: what was linked before counts as changed since.
 */
export class Departures {
  readonly #kept: Installations
  readonly #clock: Clock

  constructor(kept: Installations, clock: Clock) {
    this.#kept = kept
    this.#clock = clock
  }

  async lastOf(tenant: string): Promise<number | undefined> {
    const { text } = await this.#kept.read(nameOf(tenant))
    return text === undefined ? undefined : Number(text)
  }

  async note(tenant: string): Promise<void> {
    for (let n = 0; n < attempts; n++) {
      const { rev } = await this.#kept.read(nameOf(tenant))
      // Whoever was quicker noted the same.
      if (await this.#kept.write(nameOf(tenant), rev, String(this.#clock.now()))) return
    }
  }
}
