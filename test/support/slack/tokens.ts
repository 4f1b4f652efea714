import { randomBytes } from 'node:crypto'
import type { Account, Org, Workspace } from './org.ts'

/** The app in one workspace, or in a whole organisation. */
export interface Install {
  readonly workspace?: Workspace
  readonly org?: Org
  readonly botUserId: string
  readonly botId: string
  readonly installer: Account
  scopes: readonly string[]
  /** Whether tokens of this install expire after 12 hours and are renewed by a refresh token. */
  readonly rotating: boolean
  gone: boolean
}

export interface Token {
  readonly value: string
  readonly kind: 'bot' | 'app'
  readonly scopes: readonly string[]
  readonly install?: Install
  /** Milliseconds since 1970. */
  expiresAt?: number
  revoked: boolean
}

export interface Grant {
  readonly access: string
  readonly refresh?: string
  readonly expiresIn?: number
}

/** Twelve hours: docs.slack.dev/authentication/using-token-rotation. */
export const tokenLifeSeconds = 43_200
const random = (): string => randomBytes(18).toString('base64url')

/** Does this install reach that workspace? */
export const covers = (install: Install, team: Workspace): boolean =>
  !install.gone &&
  (install.workspace?.id === team.id || (install.org !== undefined && install.org.id === team.org?.id))

/** All tokens ever issued, so that a revoked one can be told from one that never was. */
export class Tokens {
  readonly #all = new Map<string, Token>()
  /** Refresh tokens not used yet; a used one is gone. */
  readonly #refresh = new Map<string, Install>()
  readonly #now: () => number
  readonly #life: number

  constructor(now: () => number, lifeSeconds = tokenLifeSeconds) {
    this.#now = now
    this.#life = lifeSeconds
  }

  /** For the Socket Mode connection. */
  appLevel(scopes: readonly string[]): string {
    return this.#keep({ value: `xapp-1-${random()}`, kind: 'app', scopes, revoked: false })
  }

  grant(install: Install): Grant {
    const bare = { kind: 'bot' as const, scopes: install.scopes, install, revoked: false }
    if (!install.rotating) return { access: this.#keep({ ...bare, value: `xoxb-${random()}` }) }
    const expiresAt = this.#now() + this.#life * 1000
    const refresh = `xoxe-1-${random()}`
    this.#refresh.set(refresh, install)
    return {
      access: this.#keep({ ...bare, value: `xoxe.xoxb-1-${random()}`, expiresAt }),
      refresh,
      expiresIn: this.#life,
    }
  }

  /** A refresh token works once; the access token it was issued with lives on until it expires. */
  renew(refresh: string): { readonly install: Install; readonly grant: Grant } | undefined {
    const install = this.#refresh.get(refresh)
    this.#refresh.delete(refresh)
    return install === undefined || install.gone ? undefined : { install, grant: this.grant(install) }
  }

  revoke(value: string): void {
    const token = this.#all.get(value)
    if (token !== undefined) token.revoked = true
  }

  /** The token, or the word with which Slack refuses it. */
  look(value: string | undefined): Token | string {
    if (value === undefined || value === '') return 'not_authed'
    const token = this.#all.get(value)
    if (token === undefined) return 'invalid_auth'
    if (token.install?.gone === true) return 'account_inactive'
    if (token.revoked) return 'token_revoked'
    return (token.expiresAt ?? Infinity) <= this.#now() ? 'token_expired' : token
  }

  #keep(token: Token): string {
    this.#all.set(token.value, token)
    return token.value
  }
}
