import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers'
import { z } from 'zod'

/** What travels beside the response of the authenticator. */
export const envelope = z.object({ nonce: z.string().min(1).max(300), response: z.unknown() })

const encoded = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/)

const credential = {
  /** At most 1023 bytes (WebAuthn level 3, 5.1). */
  id: encoded(1364),
  rawId: encoded(1364),
  type: z.literal('public-key'),
  clientExtensionResults: z.unknown().transform(() => ({})),
}

interface Assertion {
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}

/** AuthenticationResponseJSON, as far as it matters; an empty user handle, as old keys send it, is none. */
export const assertion = z.object({
  ...credential,
  response: z
    .object({
      clientDataJSON: encoded(8192),
      authenticatorData: encoded(8192),
      signature: encoded(4096),
      userHandle: z.string().max(128).nullish(),
    })
    .transform(({ userHandle, ...rest }): Assertion => (userHandle ? { ...rest, userHandle } : rest)),
})

const knownTransports = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/** RegistrationResponseJSON, as far as it matters; transports are a hint, and unknown ones none. */
export const registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: encoded(8192),
    attestationObject: encoded(32_768),
    transports: z
      .array(z.string().max(32))
      .max(16)
      .default([])
      .transform((given) => knownTransports.filter((name) => given.includes(name))),
  }),
})

const clientData = z.looseObject({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
})

export type Framing = 'own page' | 'framed' | 'malformed'

/**
 * Whether the ceremony ran on a page of its own. Inside a frame of another site the person does not see whose page
 * asks (clickjacking); @simplewebauthn/server 14 lets `crossOrigin` without `topOrigin` pass, and does not look at
 * either in registrations.
 */
export const framing = (clientDataJSON: string): Framing => {
  const read = clientData.safeParse(jsonOf(clientDataJSON))
  if (!read.success) return 'malformed'
  return read.data.crossOrigin === true || read.data['topOrigin'] !== undefined ? 'framed' : 'own page'
}

/**
 * Whether the attestation is one that a browser gives when none is asked for: none at all, or the credential's own
 * signature. Anything with certificates is refused before it is parsed: their checks would fetch addresses that the
 * sender chose (server-side request forgery).
 */
export const isUnattested = (attestationObject: string): boolean => {
  try {
    const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
    const format = decoded.get('fmt')
    return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
  } catch {
    return false // Not CBOR, or not shaped like an attestation: none that a browser gives.
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined // Not JSON: the caller's schema refuses it.
  }
}
