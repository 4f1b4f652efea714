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

/**
 * Verifies the `Authorization` header of a request from the Bot Connector (Bot Framework authentication, "Connector to bot"):
 * RS256 by one of the Connector's own keys, its issuer, our app id as the one audience, in time, with the `serviceurl` it vouches
 * for. What Entra signs, be it for our app id, is refused: botbuilder takes such a token from anyone and believes the body.
 */
export const verifyToken = async (
  authorization: string | undefined,
  keys: SigningKeys,
  expected: Expected,
): Promise<ConnectorToken | Refusal> => {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec((authorization ?? '').slice(0, longest))?.[1]
  if (token === undefined) return 'no-bearer'
  const kid = keyIdOf(token)
  if (kid === 'token-algorithm' || kid === 'token-malformed') return kid
  const key = await keys.find(kid.id)
  if (key === 'away') return 'keys-away'
  if (key === 'unknown') return 'key-unknown'
  return await opened(token, key, expected)
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

const opened = async (
  token: string,
  { key, endorsements }: SigningKey,
  { issuer, audience, now }: Expected,
): Promise<ConnectorToken | Refusal> => {
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
    return typeof serviceUrl === 'string' ? { serviceUrl, endorsements } : 'token-service'
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
