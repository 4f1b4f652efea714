import { errors, jwtVerify, decodeProtectedHeader } from 'jose'
import type { Refusal } from './refusals.ts'
import type { SigningKey, SigningKeys } from './signing-keys.ts'

/** What a token of the Connector, verified, says. */
export interface ConnectorToken {
  readonly serviceUrl: string
  readonly endorsements: readonly string[]
}

interface Expected {
  readonly issuer: string
  readonly audience: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Characters; those of the Connector have some 1,200. */
const longest = 8192
/** Seconds by which two clocks may differ. */
const toleranceS = 60

/** The Connector sends the same token for an hour, to each bot a few at a time. */
const mostKnown = 20

interface Known {
  readonly key: SigningKey['key']
  /** Seconds since the epoch. */
  readonly from: number
  readonly until: number
  readonly token: ConnectorToken
}

export class ConnectorTokens {
  readonly #keys: SigningKeys
  readonly #issuer: string
  readonly #audience: string
  /** Those that verified, the latest last. */
  readonly #known = new Map<string, Known>()

  constructor(keys: SigningKeys, issuer: string, audience: string) {
    this.#keys = keys
    this.#issuer = issuer
    this.#audience = audience
  }

  /**
   * Verifies the `Authorization` header of a request from the Bot Connector (Bot Framework authentication, "Connector to bot"):
   * RS256 by one of the Connector's own keys, its issuer, our app id as the one audience, in time (`now` in ms), with the
   * `serviceurl` it vouches for. What Entra signs, be it for our app id, is refused: botbuilder takes such a token from anyone
   * and believes the body. The signature of a token is computed once; key and time are asked every time, so a withdrawn key or
   * an ended token ends at once.
   */
  async verify(authorization: string | undefined, now: number): Promise<ConnectorToken | Refusal> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec((authorization ?? '').slice(0, longest))?.[1]
    if (token === undefined) return 'no-bearer'
    const kid = keyIdOf(token)
    if (kid === 'token-algorithm' || kid === 'token-malformed') return kid
    const signing = await this.#keys.find(kid.id)
    if (signing === 'away') return 'keys-away'
    if (signing === 'unknown') return 'key-unknown'
    const known = this.#known.get(token)
    if (known?.key === signing.key && known.from <= now / 1000 && now / 1000 < known.until) return known.token
    return await this.#opened(token, signing, now)
  }

  async #opened(token: string, signing: SigningKey, now: number): Promise<ConnectorToken | Refusal> {
    this.#known.delete(token)
    const expected = { issuer: this.#issuer, audience: this.#audience, now }
    const opened = await openedBy(token, signing, expected)
    if (typeof opened === 'string') return opened
    const { exp = 0, nbf = 0, ...sound } = opened
    const [oldest] = this.#known.keys()
    if (this.#known.size >= mostKnown && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(token, {
      key: signing.key,
      from: nbf - toleranceS,
      until: exp + toleranceS,
      token: sound,
    })
    return sound
  }
}

const keyIdOf = (token: string): { readonly id: string } | 'token-algorithm' | 'token-malformed' => {
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    if (alg !== 'RS256') return 'token-algorithm'
    return typeof kid === 'string' && kid !== '' ? { id: kid } : 'token-malformed'
  } catch {
    return 'token-malformed'
  }
}

const openedBy = async (
  token: string,
  { key, endorsements }: SigningKey,
  { issuer, audience, now }: Expected,
): Promise<(ConnectorToken & { exp?: number; nbf?: number }) | Refusal> => {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: ['exp', 'serviceurl'],
      clockTolerance: toleranceS,
      currentDate: new Date(now),
    })
    if (payload.aud !== audience) return 'token-audience'
    const serviceUrl = payload['serviceurl']
    const { exp, nbf } = payload
    return typeof serviceUrl === 'string'
      ? { serviceUrl, endorsements, ...(exp !== undefined && { exp }), ...(nbf !== undefined && { nbf }) }
      : 'token-service'
  } catch (error) {
    return reasonOf(error)
  }
}

const claims: Readonly<Record<string, Refusal>> = {
  iss: 'token-issuer',
  aud: 'token-audience',
  serviceurl: 'token-service',
  exp: 'token-time',
  nbf: 'token-time',
  iat: 'token-time',
}

const reasonOf = (error: unknown): Refusal => {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof errors.JWTExpired) return 'token-time'
  if (error instanceof errors.JWTClaimValidationFailed) return claims[error.claim] ?? 'token-malformed'
  return 'token-malformed' // Whatever else does not verify, does not verify.
}
