import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { z } from 'zod'
import { sameText, sha256 } from '../lib/ids.ts'
import type { Nonces } from '../factors/port.ts'
import type { SignedCall } from './port.ts'

/** What a verified call proved. */
export interface Proved {
  readonly jkt: string
  readonly flow: string
  /** `step:ver` of the page it was made on; empty on a call that has no page yet. */
  readonly prompt: string
  /** Unique for this call. */
  readonly nonce: string
}

/** Characters of a proof; ours have some 600. */
const longest = 4096

const Header = z.strictObject({
  typ: z.literal('latchkey-proof+jwt'),
  alg: z.literal('ES256'),
  jwk: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().length(43),
    y: z.string().length(43),
  }),
})

const Payload = z.strictObject({
  htm: z.literal('POST'),
  htu: z.string(),
  flow: z.string().min(1).max(64),
  ver: z.string().max(64),
  nonce: z.string().min(1).max(512),
  bsh: z.string().length(43),
})

/**
 * Verifies a proof of possession: a compact JWS by the browser's own key over method, address, flow, version, a nonce of ours
 * and the hash of the body. Shaped after DPoP (RFC 9449), but fresh by the server's nonce alone, so that a phone with a wrong
 * clock is served too. A copied cookie, a replayed or an altered call fails here. Undefined = not proved, without saying why.
 */
export const verifyProof = async (
  call: SignedCall,
  baseUrl: string,
  nonces: Nonces,
  now: number,
): Promise<Proved | undefined> => {
  const signed =
    call.proof !== undefined && call.proof.length <= longest ? await opened(call.proof) : undefined
  if (signed === undefined) return undefined
  const { jkt, payload } = signed
  if (call.method !== payload.htm || payload.htu !== `${baseUrl}${call.path}`) return undefined
  if (!sameText(payload.bsh, sha256(call.body))) return undefined
  if (!(await nonces.spend('proof', payload.nonce, now))) return undefined
  return { jkt, flow: payload.flow, prompt: payload.ver, nonce: payload.nonce }
}

/** The thumbprint of the key that a proof claims to be made with; says nothing until it verifies. */
export const claimedKey = async ({ proof = '' }: Pick<SignedCall, 'proof'>): Promise<string | undefined> =>
  (await headerOf(proof))?.jkt

const headerOf = async (proof: string) => {
  try {
    const header = Header.parse(decodeProtectedHeader(proof.slice(0, longest)))
    return { header, jkt: await calculateJwkThumbprint(header.jwk, 'sha256') }
  } catch {
    return undefined // Not a proof of ours at all.
  }
}

const opened = async (
  proof: string,
): Promise<{ jkt: string; payload: z.infer<typeof Payload> } | undefined> => {
  const claimed = await headerOf(proof)
  if (claimed === undefined) return undefined
  try {
    const key = await importJWK(claimed.header.jwk, 'ES256')
    const { payload } = await compactVerify(proof, key, { algorithms: ['ES256'] })
    return {
      jkt: claimed.jkt,
      payload: Payload.parse(JSON.parse(new TextDecoder().decode(payload))),
    }
  } catch {
    // Malformed, forged or of another shape: to the caller all the same.
    return undefined
  }
}
