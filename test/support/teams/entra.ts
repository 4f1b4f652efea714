import { createPublicKey, X509Certificate } from 'node:crypto'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import type { Authority } from './authority.ts'
import { appId, tenant } from './company.ts'
import type { Asked, Reply } from './http.ts'

/** What the app registration knows of the bot. */
export interface Registration {
  secret: string
  /** PEM. */
  certificate?: string
}

export const audience = 'https://api.botframework.com'
const asserted = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Entra, as much of it as a bot meets: tokens by client credentials and by the machine's identity, for one tenant. */
export class Entra {
  readonly registration: Registration = { secret: 'of-the-stand-in' }
  /** How often a token was asked for. */
  asked = 0
  readonly #keys: Authority
  readonly #spent = new Set<string>()
  /** Of tokens up to the one with this number the Connector wants to know nothing. */
  #revoked = 0
  readonly #url: () => string

  /** `url` is where it is reached: assertions must be for just that. */
  constructor(keys: Authority, url: () => string) {
    this.#keys = keys
    this.#url = url
  }

  /** The tokens given so far are good for nothing. */
  revokes(): void {
    this.#revoked = this.asked
  }

  async token({ method, parts, headers, query, body }: Asked): Promise<Reply> {
    this.asked += 1
    if (parts.join('/') === 'metadata/identity/oauth2/token') {
      const good = headers['metadata'] === 'true' && query.get('client_id') === appId
      return good && query.get('resource') === audience
        ? await this.#granted(true)
        : refused('invalid_request')
    }
    const form = new URLSearchParams(body)
    if (method !== 'POST' || parts[0] !== tenant) return refused('invalid_request')
    if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type')
    if (form.get('scope') !== `${audience}/.default`) return refused('invalid_scope')
    return form.get('client_id') === appId && (await this.#knows(form))
      ? await this.#granted(false)
      : refused('invalid_client')
  }

  async #knows(form: URLSearchParams): Promise<boolean> {
    if (form.has('client_secret')) return form.get('client_secret') === this.registration.secret
    return (
      form.get('client_assertion_type') === asserted &&
      (await this.#verified(form.get('client_assertion') ?? ''))
    )
  }

  async #verified(assertion: string): Promise<boolean> {
    const { certificate } = this.registration
    if (certificate === undefined) return false
    const known = new X509Certificate(certificate)
    const thumbprint = Buffer.from(known.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
    try {
      const { payload } = await jwtVerify(assertion, createPublicKey(certificate), {
        issuer: appId,
        subject: appId,
        audience: `${this.#url()}/${tenant}/oauth2/v2.0/token`,
        algorithms: ['PS256', 'RS256'],
        requiredClaims: ['exp', 'nbf', 'jti'],
      })
      const fresh = !this.#spent.has(String(payload.jti))
      this.#spent.add(String(payload.jti))
      return fresh && decodeProtectedHeader(assertion)['x5t#S256'] === thumbprint
    } catch {
      return false // Not signed by the certificate it names, or for somebody else.
    }
  }

  async #granted(asText: boolean): Promise<Reply> {
    const now = Math.floor(Date.now() / 1000)
    const iss = `https://sts.windows.net/${tenant}/`
    const claims = {
      iss,
      aud: audience,
      appid: appId,
      tid: tenant,
      nbf: now,
      exp: now + 3600,
      jti: String(this.asked),
    }
    const access_token = await this.#keys.sign(claims)
    return { status: 200, body: { token_type: 'Bearer', expires_in: asText ? '3600' : 3600, access_token } }
  }

  /** Whether a request to the Connector shows a token of ours. */
  async accepts(authorization: string | undefined): Promise<boolean> {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
    try {
      const keys = createLocalJWKSet({ keys: [{ ...this.#keys.jwk(), kty: 'RSA' }] })
      const { payload } = await jwtVerify(token, keys, { audience, algorithms: ['RS256'] })
      return payload['appid'] === appId && Number(payload.jti) > this.#revoked
    } catch {
      return false // No token, or another's.
    }
  }
}

const refused = (error: string): Reply => ({
  status: error === 'invalid_client' ? 401 : 400,
  body: { error },
})
