import { z } from 'zod'
import type { Installations } from '../../src/installations/port.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Manner } from './identity.ts'
import { Recent } from './recent.ts'
import { isServiceHost } from './service-host.ts'
import type { Accepted } from './verify.ts'

/** How somebody reads; and their own chat with the bot, once Teams itself has said that it is theirs. */
export interface Acquaintance extends Manner {
  readonly conversation?: string
}

const Kept = z.object({ serviceUrl: z.string() })
/** People remembered at once; who is forgotten is looked up again. */
const mostPeople = 20_000
const short = z.string().min(1).max(64).optional().catch(undefined)
const Told = z.looseObject({ locale: short, localTimezone: short })

/**
 * What the adapter learns from activities that passed the gate, and from nothing else: where each tenant is served from, which is
 * kept across restarts; and, for as long as the process lives, in which conversation each person is.
 */
export class Known {
  readonly #installations: Installations
  readonly #hosts: readonly string[]
  readonly #fallback: string
  readonly #services = new Map<string, string>()
  readonly #people = new Recent<Acquaintance>(mostPeople)

  /** `fallback` serves a tenant that nobody has written from yet. */
  constructor(installations: Installations, hosts: readonly string[], fallback: string) {
    this.#installations = installations
    this.#hosts = hosts
    this.#fallback = fallback
  }

  /** Notes who wrote, and from where. */
  async meet({ activity, tenant, user, personal }: Accepted): Promise<void> {
    if (personal) {
      const { locale, localTimezone } = Told.parse(activity)
      // Where they wrote from is the activity's word alone: `met` is told of the chat that Teams says is theirs.
      const { conversation } = this.person({ tenant, user }) ?? {}
      this.#people.set(keyOf({ tenant, user }), {
        ...(conversation !== undefined && { conversation }),
        ...(locale !== undefined && { locale }),
        ...(localTimezone !== undefined && { timeZone: localTimezone }),
      })
    }
    if ((await this.#told(tenant)) === activity.serviceUrl) return
    this.#services.set(tenant, activity.serviceUrl)
    const { rev } = await this.#installations.read(nameOf(tenant))
    // Whoever wrote meanwhile learned it too.
    await this.#installations.write(nameOf(tenant), rev, JSON.stringify({ serviceUrl: activity.serviceUrl }))
  }

  person(actor: Pick<Actor, 'tenant' | 'user'>): Acquaintance | undefined {
    return this.#people.get(keyOf(actor))
  }

  /** The person's chat: Teams made it for them, or has them in it. */
  met(actor: Pick<Actor, 'tenant' | 'user'>, conversation: string): void {
    this.#people.set(keyOf(actor), { ...this.person(actor), conversation })
  }

  /** Where the tenant is served from. */
  async serviceUrl(tenant: string): Promise<string> {
    return (await this.#told(tenant)) ?? this.#fallback
  }

  /** What was kept counts only while its host is still one of the list. */
  async #told(tenant: string): Promise<string | undefined> {
    const remembered = this.#services.get(tenant)
    if (remembered !== undefined) return remembered
    const { text } = await this.#installations.read(nameOf(tenant))
    const kept = text === undefined ? undefined : Kept.safeParse(JSON.parse(text)).data?.serviceUrl
    if (kept === undefined || !isServiceHost(kept, this.#hosts)) return undefined
    this.#services.set(tenant, kept)
    return kept
  }
}

const keyOf = ({ tenant, user }: { tenant: string; user: string }): string => `${tenant}/${user}`
const nameOf = (tenant: string): string => `service ${tenant}`
