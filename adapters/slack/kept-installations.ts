import type { Installation } from '@slack/oauth'
import { z } from 'zod'
import type { Installations } from '../../src/installations/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'

const nameOf = (installed: string): string => `installed:${installed}`
const membersOf = (enterprise: string): string => `workspaces-of:${enterprise}`
const attempts = 10

const Bot = z.looseObject({
  token: z.string(),
  id: z.string(),
  userId: z.string(),
  scopes: z.array(z.string()),
  refreshToken: z.string().optional(),
  expiresAt: z.number().optional(),
})
const Kept = z.looseObject({
  team: z.looseObject({ id: z.string() }).optional(),
  enterprise: z.looseObject({ id: z.string() }).optional(),
  isEnterpriseInstall: z.boolean().optional(),
  bot: Bot,
  /** When it was kept (ms since the epoch); absent = before this was noted. */
  keptAt: z.number().optional(),
})
export type KeptInstallation = z.infer<typeof Kept>

/** Under what an installation is kept: the organisation, where it is for all of it, else the workspace. */
export const installedBy = ({
  team,
  enterprise,
  isEnterpriseInstall,
}: KeptInstallation): string | undefined => (isEnterpriseInstall === true ? enterprise?.id : team?.id)

/** What OAuth installations are kept of, encrypted, and which workspaces of an organisation have one of their own. */
export class KeptInstallations {
  readonly #kept: Installations
  readonly #clock: Clock

  constructor(kept: Installations, clock: Clock) {
    this.#kept = kept
    this.#clock = clock
  }

  async read(installed: string): Promise<KeptInstallation | undefined> {
    const { text } = await this.#kept.read(nameOf(installed))
    return text === undefined ? undefined : Kept.parse(JSON.parse(text))
  }

  /** Throws on an installation without a bot, and `Fault` ERR_STORE_CONFLICT when others keep writing the same. */
  async keep(installation: Installation): Promise<void> {
    const found = { ...Kept.parse(JSON.parse(JSON.stringify(installation))), keptAt: this.#clock.now() }
    const installed = installedBy(found)
    if (installed === undefined) throw new TypeError('an installation of nowhere')
    await this.#replace(nameOf(installed), () => JSON.stringify(found))
    const { enterprise } = found
    if (enterprise === undefined || enterprise.id === installed) return
    await this.#replace(membersOf(enterprise.id), (text) =>
      JSON.stringify([...new Set([...listOf(text), installed])]),
    )
  }

  /**
   * Forgets what was installed before `at` (ms since the epoch). News of a removal that comes late, or once
   * more, must not take away the installation that was made since.
   */
  async remove(installed: string, at: number): Promise<void> {
    const { text } = await this.#kept.read(nameOf(installed))
    if (text === undefined) return
    const { keptAt = 0 } = Kept.parse(JSON.parse(text))
    if (keptAt < at) await this.#replace(nameOf(installed), () => null)
  }

  /** Workspaces of an organisation in which the app was installed one by one. */
  async workspacesOf(enterprise: string): Promise<readonly string[]> {
    return listOf((await this.#kept.read(membersOf(enterprise))).text)
  }

  /** True for one caller in half a minute: a refresh token works once, and two replicas that use it lose the installation. */
  async mayRenew(installed: string): Promise<boolean> {
    return await this.#kept.claim(`renew:${installed}`, 30_000)
  }

  async #replace(name: string, change: (text: string | undefined) => string | null): Promise<void> {
    for (let n = 0; n < attempts; n++) {
      const { text, rev } = await this.#kept.read(name)
      if (await this.#kept.write(name, rev, change(text))) return
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one installation')
  }
}

const listOf = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : z.array(z.string()).parse(JSON.parse(text))
