import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { z } from 'zod'
import { sameText, sha256 } from '../lib/ids.ts'
import type { BrowserContext, SignedCall } from './port.ts'

/** Characters of a proof; ours have some 350. */
const longest = 1024

const Header = z.strictObject({
  typ: z.literal('latchkey-device+jwt'),
  alg: z.literal('ES256'),
  jwk: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().length(43),
    y: z.string().length(43),
  }),
})

const Payload = z.strictObject({ prf: z.string().length(43) })

/**
 * The thumbprint (RFC 7638) of the key that a browser keeps for longer than one flow, once it has signed the hash of this very
 * call's own proof: so it was there when the key of the flow signed our nonce, and neither replayed nor moved to another
 * browser. Undefined = none shown, or not proved; which of the two is nobody's business.
 */
export const provedDevice = async ({
  device,
  proof,
}: Pick<SignedCall, 'device' | 'proof'>): Promise<string | undefined> => {
  if (device === undefined || proof === undefined || device.length > longest) return undefined
  try {
    const { jwk } = Header.parse(decodeProtectedHeader(device))
    const key = await importJWK(jwk, 'ES256')
    const { payload } = await compactVerify(device, key, { algorithms: ['ES256'] })
    const { prf } = Payload.parse(JSON.parse(new TextDecoder().decode(payload)))
    return sameText(prf, sha256(proof)) ? await calculateJwkThumbprint(jwk, 'sha256') : undefined
  } catch {
    return undefined // Malformed, forged or of another shape: an unknown browser.
  }
}

/** What is kept of a browser, with the mark of the lasting key it has proved to hold; it is believed about no mark of its own. */
export const withDevice = async (
  call: SignedCall,
  { browser, origin }: BrowserContext,
  mark: (thumbprint: string) => string,
): Promise<BrowserContext> => {
  const thumbprint = await provedDevice(call)
  const { device: _claimed, ...seen } = origin ?? {}
  const found = { ...seen, ...(thumbprint !== undefined && { device: mark(thumbprint) }) }
  return Object.keys(found).length === 0 ? { browser } : { browser, origin: found }
}
