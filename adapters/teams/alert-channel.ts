import { z } from 'zod'
import type { AlertRoom } from '../../src/house/port.ts'
import type { Installations } from '../../src/installations/port.ts'
import type { Heard } from './hear.ts'

const Reference = z.object({ tenant: z.string(), serviceUrl: z.string() })
export type TeamReference = z.infer<typeof Reference>
/** `at` is when Teams says that it happened; absent = from before that was noted. */
const Kept = Reference.extend({ at: z.number().default(0), left: z.boolean().default(false) })

/**
 * Where the alert channel is, or that of whoever is on call, told by the installation of the bot in its team. The channel is named in the configuration: whoever
 * puts the bot into another team gets none of the alerts.
 */
export class AlertChannel {
  readonly #installations: Installations
  readonly #name: string
  readonly channel: string | undefined

  constructor(installations: Installations, channel: string | undefined, room: AlertRoom = 'alerts') {
    this.#installations = installations
    this.channel = channel
    this.#name = room === 'alerts' ? 'alert channel' : 'on-call channel'
  }

  /**
   * The bot came into a team, or left it, at this time (ms since the epoch). News that comes again, or late, changes nothing: a
   * departure that Teams delivers once more must not silence the alerts of a bot that is back.
   */
  async note(
    { present, ids }: Extract<Heard, { kind: 'team' }>,
    team: TeamReference,
    at: number,
  ): Promise<void> {
    if (this.channel === undefined || !ids.includes(this.channel)) return
    const { kept, rev } = await this.#read()
    if (kept !== undefined && (kept.at > at || (kept.at === at && kept.left !== present))) return
    // Whoever wrote meanwhile was told of the same.
    await this.#installations.write(this.#name, rev, JSON.stringify({ ...team, at, left: !present }))
  }

  async reference(): Promise<TeamReference | undefined> {
    const { kept } = await this.#read()
    return kept === undefined || kept.left ? undefined : { tenant: kept.tenant, serviceUrl: kept.serviceUrl }
  }

  async #read(): Promise<{ readonly kept: z.infer<typeof Kept> | undefined; readonly rev: number }> {
    const { text, rev } = await this.#installations.read(this.#name)
    return { rev, kept: text === undefined ? undefined : Kept.safeParse(JSON.parse(text)).data }
  }
}
