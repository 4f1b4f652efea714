import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { z } from 'zod'

/** What a proof of one kind looks like. */
export interface Kind<T> {
  readonly typ: string
  /** Characters; a longer one is none of ours. */
  readonly longest: number
  readonly payload: z.ZodType<T>
}

const Header = z.strictObject({
  typ: z.string(),
  alg: z.literal('ES256'),
  jwk: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().length(43),
    y: z.string().length(43),
  }),
})

const claimed = async (jws: string, kind: string) => {
  const { typ, jwk } = Header.parse(decodeProtectedHeader(jws))
  if (typ !== kind) throw new TypeError('a proof of another kind')
  return { jwk, jkt: await calculateJwkThumbprint(jwk, 'sha256') }
}

/** The thumbprint (RFC 7638) of the key that a proof claims to be made with; says nothing until it verifies. */
export const keyClaimedBy = async (
  { typ, longest }: Kind<unknown>,
  jws: string,
): Promise<string | undefined> => {
  try {
    return (await claimed(jws.slice(0, longest), typ)).jkt
  } catch {
    return undefined // Not a proof of ours at all.
  }
}

/**
 * Opens a compact JWS (RFC 7515) that a browser's P-256 key signed and carries in its header. The algorithm is ES256 whatever it
 * says, so that none and HMAC forge nothing. Undefined = malformed, forged or of another kind: to the caller all the same.
 */
export const openedByKey = async <T>(
  { typ, longest, payload }: Kind<T>,
  jws: string | undefined,
): Promise<{ readonly jkt: string; readonly payload: T } | undefined> => {
  if (jws === undefined || jws.length > longest) return undefined
  try {
    const { jwk, jkt } = await claimed(jws, typ)
    const verified = await compactVerify(jws, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] })
    return { jkt, payload: payload.parse(JSON.parse(new TextDecoder().decode(verified.payload))) }
  } catch {
    return undefined
  }
}
