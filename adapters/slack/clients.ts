import { webApi, type Logger } from '@slack/bolt'
import { second } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'

/** What a method answered, or the word with which Slack refused it for good. */
export type Answer<T> = { readonly value: T } | { readonly refused: string }

/** Refusals that are none of the message: the token, the workspace or Slack itself is not well, so it is tried again. */
const passing = new Set(
  `invalid_auth not_authed account_inactive token_revoked token_expired missing_scope no_permission
   not_allowed_token_type team_access_not_granted ekm_access_denied org_login_required internal_error fatal_error
   service_unavailable request_timeout team_added_to_org method_deprecated accesslimited`.split(/\s+/),
)
const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])
const restMs = 30 * second
const patienceMs = 8 * second

/**
 * The options of every client. No retry of the SDK's own: it would repeat a message whose answer was lost, and hold everybody up
 * for whoever writes too fast. No absolute address: the SDK would send our token there.
 */
export const clientOptions = (apiUrl: string, logger: Logger): webApi.WebClientOptions => ({
  slackApiUrl: apiUrl,
  allowAbsoluteUrls: false,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  timeout: patienceMs,
  logger,
})

const mostClients = 200

/** Slack's Web API, one client a token. */
export class Clients {
  readonly #options: webApi.WebClientOptions
  readonly #made = new Map<string, webApi.WebClient>()

  constructor(options: webApi.WebClientOptions) {
    this.#options = options
  }

  /**
   * One call, made once. Rejects with `Fault` ERR_CHAT when it is not known to be done and may be tried later; `afterMs` is how
   * long Slack asks to wait.
   */
  async ask<T>(token: string, call: (client: webApi.WebClient) => Promise<T>): Promise<Answer<T>> {
    const answer = await this.probe(token, call)
    if ('refused' in answer && passing.has(answer.refused))
      throw new Fault('ERR_CHAT', `Slack: ${answer.refused}`)
    return answer
  }

  /** The same for whoever asks whether the token is good: that it is not, is then an answer. */
  async probe<T>(token: string, call: (client: webApi.WebClient) => Promise<T>): Promise<Answer<T>> {
    try {
      return { value: await call(this.#client(token)) }
    } catch (cause) {
      if (cause instanceof webApi.WebAPIRateLimitedError)
        throw asksToWait(Math.max(1, cause.retryAfter) * second, cause)
      if (!(cause instanceof webApi.WebAPIPlatformError))
        throw new Fault('ERR_CHAT', 'Slack does not answer', { cause })
      const word = /^\w{1,60}$/.exec(cause.data.error)?.[0] ?? 'odd'
      if (limited.has(word)) throw asksToWait(restMs, cause)
      return { refused: word }
    }
  }

  #client(token: string): webApi.WebClient {
    const known = this.#made.get(token)
    if (known !== undefined) return known
    // Tokens that rotate leave clients behind.
    if (this.#made.size >= mostClients) this.#made.clear()
    const made = new webApi.WebClient(token, this.#options)
    this.#made.set(token, made)
    return made
  }
}

const asksToWait = (afterMs: number, cause: unknown): Fault =>
  new Fault('ERR_CHAT', 'Slack asks to wait', { cause, afterMs })
