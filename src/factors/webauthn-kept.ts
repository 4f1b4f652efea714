import { z } from 'zod'
import { stored } from './answers.ts'
import type { EnrolledFactor } from './port.ts'

/** A credential as kept: what is needed to check its signatures, and to tell the browser which one is meant. */
const kept = z.object({
  credentialId: z.string(),
  publicKey: z.string(),
  counter: z.number().int().nonnegative(),
  transports: z.array(z.string()),
  deviceType: z.enum(['singleDevice', 'multiDevice']),
  backedUp: z.boolean(),
  aaguid: z.string(),
})
export type KeptCredential = z.infer<typeof kept>

/** The credentials among what a person holds. */
export const credentials = (
  held: readonly EnrolledFactor[],
): readonly { readonly factor: EnrolledFactor; readonly data: KeptCredential }[] =>
  held
    .filter((factor) => factor.type === 'webauthn')
    .map((factor) => ({ factor, data: stored(kept, factor.data, 'passkey') }))

/** The same, as browsers want them listed. */
export const descriptors = (held: readonly EnrolledFactor[]) =>
  credentials(held).map(({ data: { credentialId: id, transports } }) =>
    transports.length === 0 ? { id } : { id, transports },
  )
