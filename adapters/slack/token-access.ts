import type { webApi } from '@slack/bolt'
import type { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Access, Grant } from './access.ts'
import type { Answer } from './clients.ts'

interface Known extends Grant {
  readonly installed: string
  readonly tenant: string
}

export type Identify = (token: string) => Promise<Answer<webApi.AuthTestResponse>>

/** One workspace (or one organisation) by its token; whose it is, is asked once. */
export class TokenAccess implements Access {
  readonly #token: Secret
  readonly #identify: Identify
  #known: Promise<Known> | undefined

  constructor(token: Secret, identify: Identify) {
    this.#token = token
    this.#identify = identify
  }

  /** Rejects with `Fault` ERR_CHAT when Slack does not answer, ERR_CONFIG when it does not take the token. */
  async known(): Promise<Known> {
    this.#known ??= this.#asked()
    try {
      return await this.#known
    } catch (cause) {
      this.#known = undefined
      throw cause
    }
  }

  async of(installed: string): Promise<Grant> {
    const known = await this.known()
    if (known.installed !== installed) throw new Fault('ERR_CHAT', 'the bot token is of another workspace')
    return known
  }

  async reaching(tenant: string): Promise<readonly string[]> {
    const known = await this.known()
    return known.tenant === tenant ? [known.installed] : []
  }

  /** The token in the file is dead; a new one needs a new start. */
  removed(): Promise<void> {
    return Promise.resolve()
  }

  async #asked(): Promise<Known> {
    const token = this.#token.reveal()
    const asked = await this.#identify(token)
    if ('refused' in asked)
      throw new Fault('ERR_CONFIG', `Slack does not take the bot token: ${asked.refused}`)
    const { team_id, enterprise_id, is_enterprise_install, bot_id, user_id } = asked.value
    const installed = is_enterprise_install === true ? enterprise_id : team_id
    if (installed === undefined || bot_id === undefined || user_id === undefined)
      throw new Fault('ERR_CONFIG', 'slack.botTokenFile holds a token that is no bot’s')
    return { token, botId: bot_id, botUserId: user_id, installed, tenant: enterprise_id ?? installed }
  }
}
