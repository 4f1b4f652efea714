import { randomBytes } from 'node:crypto'
import type { Account, Org, Workspace } from './org.ts'

/** What the person at the install page will answer. */
export interface Consent {
  readonly at: Workspace | Org
  readonly by: Account
  readonly rotating: boolean
  readonly scopes: readonly string[]
}

interface Code {
  readonly consent: Consent
  readonly redirect: string
  used: boolean
}

/** The page where an administrator installs the app, and the codes it hands out. */
export class Consents {
  readonly #codes = new Map<string, Code>()
  readonly #clientId: string
  /** Undefined: they press Cancel. */
  #next: Omit<Consent, 'scopes'> | undefined

  constructor(clientId: string) {
    this.#clientId = clientId
  }

  willAllow(at: Workspace | Org, by: Account, rotating = false): void {
    this.#next = { at, by, rotating }
  }

  willCancel(): void {
    this.#next = undefined
  }

  /** GET /oauth/v2/authorize: where the browser is sent, or why the page shows an error instead. */
  page(query: URLSearchParams): { readonly redirect: string } | { readonly error: string } {
    const redirect = query.get('redirect_uri') ?? ''
    const scopes = (query.get('scope') ?? '').split(',').filter((s) => s !== '')
    if (query.get('client_id') !== this.#clientId) return { error: 'invalid_client_id' }
    if (!URL.canParse(redirect)) return { error: 'bad_redirect_uri' }
    if (scopes.length === 0) return { error: 'invalid_scope' }
    const back = new URL(redirect)
    if (this.#next === undefined) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomBytes(18).toString('base64url')
      this.#codes.set(code, { consent: { ...this.#next, scopes }, redirect, used: false })
      back.searchParams.set('code', code)
    }
    back.searchParams.set('state', query.get('state') ?? '')
    return { redirect: back.href }
  }

  redeem(value: string, redirect: string): Consent | string {
    const code = this.#codes.get(value)
    if (code === undefined) return 'invalid_code'
    if (code.used) return 'code_already_used'
    if (redirect !== '' && redirect !== code.redirect) return 'bad_redirect_uri'
    code.used = true
    return code.consent
  }
}
