import { z } from 'zod'
import { sameText, sha256 } from '../lib/ids.ts'
import type { BrowserContext, SignedCall } from './port.ts'
import { openedByKey, type Kind } from './signed-by-key.ts'

/** Ours have some 350 characters. */
const deviceProof: Kind<{ readonly prf: string }> = {
  typ: 'latchkey-device+jwt',
  longest: 1024,
  payload: z.strictObject({ prf: z.string().length(43) }),
}

/**
 * The thumbprint (RFC 7638) of the key that a browser keeps for longer than one flow, once it has signed the hash of this very
 * call's own proof: so it was there when the key of the flow signed our nonce, and neither replayed nor moved to another
 * browser. Undefined = none shown, or not proved; which of the two is nobody's business.
 */
export const provedDevice = async ({
  device,
  proof,
}: Pick<SignedCall, 'device' | 'proof'>): Promise<string | undefined> => {
  if (proof === undefined) return undefined
  const signed = await openedByKey(deviceProof, device)
  return signed !== undefined && sameText(signed.payload.prf, sha256(proof)) ? signed.jkt : undefined
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
