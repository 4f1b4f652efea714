import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import type { z } from 'zod'
import type { EnrolledFactor, Factor, FactorRefusal } from './port.ts'
import { expectations, issued, orNo, received, timeout, type WebAuthnSite } from './webauthn-ceremony.ts'
import { credentials, descriptors } from './webauthn-kept.ts'
import { assertion } from './webauthn-response.ts'

/** The proving half: options for one of this person's credentials, and the check of what it signed. */
export const webauthnProving = (site: WebAuthnSite): Required<Pick<Factor, 'challenge' | 'prove'>> => ({
  async challenge(held, ceremony) {
    const { nonce, challenge } = issued(site, 'prove', ceremony)
    const options = await generateAuthenticationOptions({
      rpID: site.rpId,
      challenge,
      timeout,
      userVerification: 'required',
      allowCredentials: descriptors(held),
    })
    return { options, nonce }
  },

  async prove(held, answer, ceremony) {
    const got = await received(site, assertion, answer, 'prove', ceremony)
    if (typeof got === 'string') return { kind: 'refused', reason: got }
    const { response, expectedChallenge } = got
    const { person, now } = ceremony
    const signed = await signedBy(site, held, person.handle, response, expectedChallenge, now)
    return signed.kind === 'refused' ? signed : { ...signed, evidence: 'webauthn' }
  },
})

/** The credential of these that signed exactly this challenge, as it must be kept from now on; or why it does not count. */
export const signedBy = async (
  site: WebAuthnSite,
  held: readonly EnrolledFactor[],
  handle: string,
  response: z.infer<typeof assertion>,
  expectedChallenge: string,
  now: number,
): Promise<
  | { readonly kind: 'accepted'; readonly factor: EnrolledFactor }
  | { readonly kind: 'refused'; readonly reason: FactorRefusal }
> => {
  const own = credentials(held).find(({ data }) => data.credentialId === response.id)
  const { userHandle = handle } = response.response
  if (own === undefined || userHandle !== handle) return { kind: 'refused', reason: 'not-yours' }
  const { credentialId: id, publicKey, counter, deviceType } = own.data
  const credential = { id, publicKey: isoBase64URL.toBuffer(publicKey), counter }
  const checked = { response, expectedChallenge, credential, ...expectations(site) }
  const result = await orNo(verifyAuthenticationResponse(checked))
  const info = result?.verified === true ? result.authenticationInfo : undefined
  // Whether a credential may leave its device is fixed for its life (WebAuthn level 3, 7.2).
  if (info?.credentialDeviceType !== deviceType) return { kind: 'refused', reason: 'wrong' }
  const data = { ...own.factor.data, counter: info.newCounter, backedUp: info.credentialBackedUp }
  return { kind: 'accepted', factor: { ...own.factor, lastUsedAt: now, data } }
}
