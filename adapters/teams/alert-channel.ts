import { z } from 'zod'
import type { Installations } from '../../src/installations/port.ts'
import type { Heard } from './hear.ts'

const Kept = z.object({ tenant: z.string(), serviceUrl: z.string() })
export type TeamReference = z.infer<typeof Kept>

const name = 'alert channel'

/**
 * Where the alert channel is, told by the installation of the bot in its team. The channel is named in the configuration: whoever
 * puts the bot into another team gets none of the alerts.
 */
export class AlertChannel {
  readonly #installations: Installations
  readonly channel: string | undefined

  constructor(installations: Installations, channel: string | undefined) {
    this.#installations = installations
    this.channel = channel
  }

  /** The bot came into a team, or left it. */
  async note({ present, ids }: Extract<Heard, { kind: 'team' }>, at: TeamReference): Promise<void> {
    if (this.channel === undefined || !ids.includes(this.channel)) return
    const { rev } = await this.#installations.read(name)
    // Whoever wrote meanwhile was told of the same.
    await this.#installations.write(name, rev, present ? JSON.stringify(at) : null)
  }

  async reference(): Promise<TeamReference | undefined> {
    const { text } = await this.#installations.read(name)
    return text === undefined ? undefined : Kept.safeParse(JSON.parse(text)).data
  }
}
