import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import type { SigningPort } from '../approval/port.ts'
import { sha256 } from '../lib/ids.ts'
import { opened, timeout, type WebAuthnSite } from './webauthn-ceremony.ts'
import { descriptors } from './webauthn-kept.ts'
import { signedBy } from './webauthn-proving.ts'
import { assertion } from './webauthn-response.ts'

const purpose = 'webauthn/approve'

/**
 * What an approver's authenticator signs: the digest of what they were shown, under a domain of its own, with a nonce that
 * is good once. A proof of identity is never an approval, nor an approval of one thing that of another.
 */
export const approvalChallenge = (digest: string, nonce: string): string =>
  sha256(JSON.stringify(['latchkey/approve/v1', digest, nonce]))

/** A passkey's word on a digest, user verification required (OWASP Transaction Authorization 1.1: what you see is what you sign). */
export const webauthnApproving = (site: WebAuthnSite): SigningPort => ({
  async challenge(held, digest, now) {
    const nonce = site.nonces.make(purpose, now)
    const options = await generateAuthenticationOptions({
      rpID: site.rpId,
      challenge: isoBase64URL.toBuffer(approvalChallenge(digest, nonce)),
      timeout,
      userVerification: 'required',
      allowCredentials: descriptors(held),
    })
    return { options: { ...options }, nonce }
  },

  async verify(held, digest, handle, answer, now) {
    const got = await opened(site, assertion, answer, purpose, now)
    if (typeof got === 'string') return { kind: 'refused', reason: got }
    const { response, nonce } = got
    return await signedBy(site, held, handle, response, approvalChallenge(digest, nonce), now)
  },
})
