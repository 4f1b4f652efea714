import { say } from '../story/card.ts'
import { Fault } from '../story/errors.ts'
import type { Factor } from './port.ts'
import type { WebAuthnSite } from './webauthn-ceremony.ts'
import { webauthnEnrolling } from './webauthn-enrolling.ts'
import { webauthnProving } from './webauthn-proving.ts'

const ask = { kind: 'webauthn', name: 'webauthn' } as const

/**
 * Passkeys, security keys and platform biometrics (WebAuthn level 3), with user verification: by itself a multi-factor,
 * phishing-resistant authenticator (SP 800-63B-4 3.2.5). Every signature is over a challenge of ours that is bound to
 * purpose, flow, version and browser, and good once, also when the check then fails. Throws `Fault` ERR_CONFIG for a
 * site on which browsers would refuse.
 */
export const webauthn = (site: WebAuthnSite): Factor => {
  assertUsable(site)
  return {
    type: 'webauthn',
    evidence: 'webauthn',
    name: say('factor.webauthn'),
    proves: { ...ask, label: say('factor.webauthn.prove'), ceremony: 'get' },
    enrols: [{ ...ask, label: say('factor.webauthn.enrol'), ceremony: 'create' }],
    concludes: ['webauthn'],
    ...webauthnProving(site),
    ...webauthnEnrolling(site),
  }
}

/** A secure context, and an RP ID that is the host or a parent of it (WebAuthn level 3, 5.1.3). */
const assertUsable = ({ rpId, origin }: WebAuthnSite): void => {
  const { hostname, origin: canonical, protocol } = new URL(origin)
  const isSecure = protocol === 'https:' || hostname === 'localhost'
  if (isSecure && canonical === origin && rpId !== '' && `.${hostname}`.endsWith(`.${rpId}`)) return
  throw new Fault(
    'ERR_CONFIG',
    `passkeys need an https origin (or http://localhost) and its domain: got ${origin} and ${rpId}`,
  )
}
