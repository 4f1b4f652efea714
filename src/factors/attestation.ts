import { X509Certificate } from 'node:crypto'
import {
  convertAAGUIDToString,
  decodeAttestationObject,
  isoBase64URL,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers'

/** Which makes of authenticator may be enrolled, and who vouches for them. */
export interface AllowedMakes {
  /** AAGUIDs, in small letters. */
  readonly aaguids: readonly string[]
  /** Certificates of the makers, each trusted by itself. */
  readonly roots: readonly X509Certificate[]
}

/**
 * These very bytes as a certificate, nothing before or behind it. Node looks for PEM anywhere in them first, the library reads
 * DER: stops the attack of hiding the maker's certificate in one's own, so that we judge the one and it verifies by the other.
 */
const fromDer = (bytes: unknown): X509Certificate => {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('a certificate is bytes')
  const read = new X509Certificate(bytes)
  if (!read.raw.equals(bytes)) throw new TypeError('not one certificate in DER')
  return read
}

/** More than any maker has. */
const longestChain = 5

/**
 * Whether this registration comes with a maker's certificate for a make that is allowed: format `packed` with a chain that ends
 * at a configured root (WebAuthn level 3, 8.2), and an AAGUID of the list. Stops the attack of writing an allowed AAGUID into a
 * registration that signs for itself, or that comes with no attestation, both of which @simplewebauthn/server 14 takes. The signature by the
 * first certificate, and what that one must look like, is the library's to check.
 *
 * The chain is checked here and not by the library, which would fetch the revocation lists whose addresses stand in
 * certificates that the sender chose (server-side request forgery). To revoke, take the AAGUID or the root out.
 */
export const isAllowedMake = (attestationObject: string, makes: AllowedMakes, now: number): boolean => {
  try {
    const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
    const chain = decoded.get('attStmt').get('x5c')
    if (decoded.get('fmt') !== 'packed' || !Array.isArray(chain) || chain.length > longestChain) return false
    const { aaguid } = parseAuthenticatorData(decoded.get('authData'))
    if (aaguid === undefined || !makes.aaguids.includes(convertAAGUIDToString(aaguid))) return false
    return isVouchedFor(chain.map(fromDer), makes.roots, now)
  } catch {
    return false // Not CBOR, not an attestation, not certificates: nobody vouches for it.
  }
}

/** Each certificate valid now and issued by the next, an authority; the last one a root of ours or issued by one. */
const isVouchedFor = (
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: number,
): boolean => {
  const last = chain.at(-1)
  if (last === undefined || !chain.every((one) => isValid(one, now))) return false
  const linked = chain.every((one, i) => i === 0 || isIssuedBy(chain[i - 1], one))
  const trusted = roots.filter((root) => isValid(root, now))
  return (
    linked && trusted.some((root) => root.fingerprint256 === last.fingerprint256 || isIssuedBy(last, root))
  )
}

const isIssuedBy = (one: X509Certificate | undefined, issuer: X509Certificate): boolean =>
  one !== undefined && issuer.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey)

const isValid = ({ validFromDate, validToDate }: X509Certificate, now: number): boolean =>
  validFromDate.getTime() <= now && now < validToDate.getTime()
