import { createHmac } from 'node:crypto'
import type { Logger, webApi } from '@slack/bolt'
import { InstallProvider, type Installation } from '@slack/oauth'
import { hour, second, type Clock } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Access, Grant } from './access.ts'
import { installedBy, type KeptInstallation, type KeptInstallations } from './kept-installations.ts'
import { answered } from './node-answer.ts'
import { scopes } from './scopes.ts'
import type { GateSettings } from './verify.ts'

export interface InstallParts {
  readonly clientId: string
  readonly clientSecret: Secret
  readonly gate: GateSettings
  readonly kept: KeptInstallations
  readonly clientOptions: webApi.WebClientOptions
  readonly apiUrl: string
  readonly baseUrl: string
  readonly clock: Clock
  readonly logger: Logger
  /** Takes a token back that is not kept. */
  readonly revoke: (token: string) => Promise<void>
  readonly says: (what: 'installed' | 'not-installed') => string
}

/** Slack renews tokens that end within two hours. */
const renewBeforeMs = 2 * hour
const redirectPath = '/slack/oauth_redirect'
const denied = 'not-on-the-list'

/** Several workspaces, or organisations, each by its own OAuth installation; tokens that end are renewed by one replica at a time. */
export class OAuthAccess implements Access {
  readonly #parts: InstallParts
  readonly #provider: InstallProvider

  constructor(parts: InstallParts) {
    this.#parts = parts
    const { clientId, clientSecret, kept, clientOptions, apiUrl, logger } = parts
    this.#provider = new InstallProvider({
      clientId,
      clientSecret: clientSecret.reveal(),
      // The cookie ties the answer to the browser that asked; every replica must be able to check it.
      stateSecret: createHmac('sha256', clientSecret.reveal()).update('latchkey: state').digest('hex'),
      directInstall: true,
      authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href,
      clientOptions,
      logger,
      installationStore: {
        storeInstallation: async (installation: Installation) => await kept.keep(installation),
        fetchInstallation: async (query) => {
          const installed = query.isEnterpriseInstall ? query.enterpriseId : query.teamId
          const found = installed === undefined ? undefined : await kept.read(installed)
          if (found === undefined) throw new Fault('ERR_CHAT', 'the app is not installed there')
          return installationOf(found)
        },
      },
    })
  }

  async of(installed: string): Promise<Grant> {
    const found = await this.#parts.kept.read(installed)
    if (found === undefined) throw new Fault('ERR_CHAT', 'the app is not installed there')
    const { expiresAt } = found.bot
    const left = expiresAt === undefined ? Infinity : expiresAt * second - this.#parts.clock.now()
    if (left > renewBeforeMs) return grantOf(found)
    if (await this.#parts.kept.mayRenew(installed)) return await this.#renewed(installed, found)
    if (left > 0) return grantOf(found)
    throw new Fault('ERR_CHAT', 'another replica renews the token', { afterMs: second })
  }

  async reaching(tenant: string): Promise<readonly string[]> {
    const { kept } = this.#parts
    const named = [tenant, ...(await kept.workspacesOf(tenant))]
    const found = await Promise.all(named.map(async (one) => ({ one, there: await kept.read(one) })))
    return found
      .filter(({ one, there }) => there !== undefined && (one === tenant ? isOwn(there, tenant) : true))
      .map(({ one }) => one)
  }

  async removed(installed: string, at: number): Promise<void> {
    await this.#parts.kept.remove(installed, at)
  }

  /** `GET /slack/install` sends an administrator to Slack; `GET /slack/oauth_redirect` is where Slack sends them back. */
  async handle(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname
    if (path === '/slack/install')
      return await answered(request, async (req, res) => {
        const redirectUri = `${this.#parts.baseUrl}${redirectPath}`
        await this.#provider.handleInstallPath(req, res, undefined, { scopes: [...scopes], redirectUri })
      })
    if (path !== redirectPath) return new Response(null, { status: 404 })
    return await answered(request, async (req, res) => {
      await this.#provider.handleCallback(req, res, {
        afterInstallation: async (installation) => await this.#allowed(installation),
        success: (_installation, _options, _req, answer) => answer.end(this.#parts.says('installed')),
        failure: (_error, _options, _req, answer) => {
          answer.statusCode = 400
          answer.end(this.#parts.says('not-installed'))
        },
      })
    })
  }

  /** An administrator of just any workspace may press the button; nothing of theirs is kept. */
  async #allowed({ team, enterprise, bot }: Installation): Promise<boolean> {
    const { workspaces, enterprises } = this.#parts.gate
    if (team !== undefined && workspaces.includes(team.id)) return true
    if (enterprise !== undefined && enterprises.includes(enterprise.id)) return true
    if (bot !== undefined) await this.#parts.revoke(bot.token)
    throw new Fault('ERR_CHAT', denied)
  }

  async #renewed(installed: string, { isEnterpriseInstall }: KeptInstallation): Promise<Grant> {
    const whole = isEnterpriseInstall === true
    const { botToken, botId, botUserId } = await this.#provider.authorize({
      isEnterpriseInstall: whole,
      teamId: whole ? undefined : installed,
      enterpriseId: whole ? installed : undefined,
    })
    if (botToken === undefined || botId === undefined || botUserId === undefined)
      throw new Fault('ERR_CHAT', 'an installation without a bot')
    return { token: botToken, botId, botUserId }
  }
}

/** People's own tokens are never asked for. */
const installationOf = ({ team, enterprise, isEnterpriseInstall = false, bot }: KeptInstallation) => {
  const { token, id, userId, scopes: granted, refreshToken, expiresAt } = bot
  const rotating = refreshToken !== undefined && expiresAt !== undefined && { refreshToken, expiresAt }
  const installation: Installation<'v2'> = {
    authVersion: 'v2',
    team,
    enterprise,
    isEnterpriseInstall,
    user: { token: undefined, scopes: undefined, id: '' },
    bot: { token, id, userId, scopes: granted, ...rotating },
  }
  return installation
}

const grantOf = ({ bot }: KeptInstallation): Grant => ({
  token: bot.token,
  botId: bot.id,
  botUserId: bot.userId,
})

/** A workspace of an organisation is no tenant of its own: its people are the organisation's. */
const isOwn = (found: KeptInstallation, tenant: string): boolean =>
  installedBy(found) === tenant && (found.enterprise === undefined || found.enterprise.id === tenant)
