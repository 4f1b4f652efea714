// WebAuthn through the browser's own JSON functions, with small stand-ins where they (or a password manager) lack them.
import { base64url, bytes } from './bytes.js'
import { note } from './screen.js'

const parsed = (ceremony, options) => {
  const native = ceremony === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON'
  if (PublicKeyCredential[native]) return PublicKeyCredential[native](options)
  const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }))
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: ids(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: ids(options.excludeCredentials) }),
  }
}

const serialised = (credential) => {
  if (credential.toJSON) return credential.toJSON()
  const { response } = credential
  const text = (name) => (response[name] ? { [name]: base64url(response[name]) } : {})
  return {
    id: credential.id,
    rawId: credential.id,
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      ...text('clientDataJSON'),
      ...text('attestationObject'),
      ...text('authenticatorData'),
      ...text('signature'),
      ...text('userHandle'),
      ...(response.getTransports && { transports: response.getTransports() }),
    },
  }
}

const reasons = {
  NotAllowedError: 'cancelled',
  AbortError: 'cancelled',
  InvalidStateError: 'known',
  SecurityError: 'domain',
  NotSupportedError: 'unsupported',
}

/** Runs the ceremony; undefined after telling in words why it did not work. */
export const withDevice = async (ceremony, options) => {
  try {
    if (!window.PublicKeyCredential) throw new DOMException('', 'NotSupportedError')
    const publicKey = parsed(ceremony, options)
    return serialised(await navigator.credentials[ceremony]({ publicKey }))
  } catch (error) {
    note(reasons[error.name] ?? 'failed')
    return undefined
  }
}
