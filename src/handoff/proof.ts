import { z } from 'zod'
import { sameText, sha256 } from '../lib/ids.ts'
import type { Nonces } from '../factors/port.ts'
import type { SignedCall } from './port.ts'
import { keyClaimedBy, openedByKey, type Kind } from './signed-by-key.ts'

/** What a verified call proved. */
export interface Proved {
  readonly jkt: string
  readonly flow: string
  /** `step:ver` of the page it was made on; empty on a call that has no page yet. */
  readonly prompt: string
  /** Unique for this call. */
  readonly nonce: string
}

/** Ours have some 600 characters. */
const callProof = {
  typ: 'latchkey-proof+jwt',
  longest: 4096,
  payload: z.strictObject({
    htm: z.literal('POST'),
    htu: z.string(),
    flow: z.string().min(1).max(64),
    ver: z.string().max(64),
    nonce: z.string().min(1).max(512),
    bsh: z.string().length(43),
  }),
} satisfies Kind<unknown>

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
  const signed = await openedByKey(callProof, call.proof)
  if (signed === undefined) return undefined
  const { jkt, payload } = signed
  if (call.method !== payload.htm || payload.htu !== `${baseUrl}${call.path}`) return undefined
  if (!sameText(payload.bsh, sha256(call.body))) return undefined
  if (!(await nonces.spend('proof', payload.nonce, now))) return undefined
  return { jkt, flow: payload.flow, prompt: payload.ver, nonce: payload.nonce }
}

/** The thumbprint of the key that a call claims to be signed with; says nothing until it verifies. */
export const claimedKey = async ({ proof = '' }: Pick<SignedCall, 'proof'>): Promise<string | undefined> =>
  await keyClaimedBy(callProof, proof)
