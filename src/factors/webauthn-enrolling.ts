import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import { randomToken } from '../lib/ids.ts'
import { isAllowedMake } from './attestation.ts'
import type { EnrolledFactor, Factor } from './port.ts'
import {
  algorithms,
  expectations,
  issued,
  orNo,
  received,
  timeout,
  type WebAuthnSite,
} from './webauthn-ceremony.ts'
import { credentials, descriptors, type KeptCredential } from './webauthn-kept.ts'
import { isUnattested, registration } from './webauthn-response.ts'

/** The enrolling half. Nothing is kept between beginning and end: every showing makes a fresh challenge. */
export const webauthnEnrolling = (site: WebAuthnSite): Pick<Factor, 'begin' | 'reveal' | 'finish'> => ({
  begin: async () => ({}),

  async reveal(_pending, held, ceremony) {
    const { nonce, challenge } = issued(site, 'enrol', ceremony)
    const { account, displayName, handle } = ceremony.person
    const options = await generateRegistrationOptions({
      rpName: site.rpName,
      rpID: site.rpId,
      userName: account,
      userDisplayName: displayName,
      userID: isoBase64URL.toBuffer(handle),
      challenge,
      timeout,
      attestationType: site.makes === undefined ? 'none' : 'direct',
      supportedAlgorithmIDs: algorithms,
      excludeCredentials: descriptors(held),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    return { options, nonce }
  },

  async finish(_pending, held, answer, ceremony) {
    const got = await received(site, registration, answer, 'enrol', ceremony)
    if (typeof got === 'string') return { kind: 'refused', reason: got }
    const { response, expectedChallenge } = got
    const { attestationObject, transports } = response.response
    const fits =
      site.makes === undefined
        ? isUnattested(attestationObject)
        : isAllowedMake(attestationObject, site.makes, ceremony.now)
    if (!fits) return { kind: 'refused', reason: 'not-allowed' }
    const checked = { response, expectedChallenge, supportedAlgorithmIDs: algorithms, ...expectations(site) }
    const made = (await orNo(verifyRegistrationResponse(checked)))?.registrationInfo
    if (made === undefined || made.credential.id !== response.id) return { kind: 'refused', reason: 'wrong' }
    if (credentials(held).some(({ data }) => data.credentialId === response.id)) {
      return { kind: 'refused', reason: 'already-enrolled' }
    }
    const data = {
      credentialId: made.credential.id,
      publicKey: isoBase64URL.fromBuffer(made.credential.publicKey),
      counter: made.credential.counter,
      transports,
      deviceType: made.credentialDeviceType,
      backedUp: made.credentialBackedUp,
      aaguid: made.aaguid,
    } satisfies KeptCredential
    const label = labelFor(transports, held)
    const factor = { id: randomToken(16), type: 'webauthn', label, addedAt: ceremony.now, data } as const
    return { kind: 'enrolled', factor }
  },
})

/** A coarse name, told apart by a number; what an authenticator says of itself is a hint and no more. */
const labelFor = (transports: readonly string[], held: readonly EnrolledFactor[]): string => {
  const roams = transports.includes('usb') || transports.includes('nfc')
  const stays = transports.includes('internal') || transports.includes('hybrid')
  const kind = roams && !stays ? 'Security key' : 'Passkey'
  const taken = new Set(held.map((factor) => factor.label))
  const labels = [kind, ...held.map((_, i) => `${kind} ${i + 2}`)]
  return labels.find((label) => !taken.has(label)) ?? kind
}
