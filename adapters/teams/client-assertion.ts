import { createPrivateKey, X509Certificate } from 'node:crypto'
import { SignJWT } from 'jose'
import { minute } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'

/** A certificate (PEM) that the app registration knows, and its private key (PEM). */
export interface Certificate {
  readonly pem: string
  readonly key: Secret
}

/** An assertion is used at once. */
const lastsMs = 5 * minute

/**
 * A client assertion (RFC 7523; Entra "certificate credentials"): PS256 over who we are and for whom it is, so that a copy is of
 * no use to another endpoint. `id` must be new each time. Throws `Fault` ERR_CONFIG when key and certificate are no pair.
 */
export const clientAssertion = async (
  { pem, key }: Certificate,
  clientId: string,
  audience: string,
  id: string,
  now: number,
): Promise<string> => {
  const { thumbprint, signer } = pairOf(pem, key)
  const seconds = Math.floor(now / 1000)
  return await new SignJWT({ jti: id })
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setNotBefore(seconds - 60)
    .setExpirationTime(seconds + lastsMs / 1000)
    .sign(signer)
}

/** Also called at the start, so that a wrong file is told then. */
export const pairOf = (pem: string, key: Secret) => {
  try {
    const certificate = new X509Certificate(pem)
    const signer = createPrivateKey(key.reveal())
    if (certificate.checkPrivateKey(signer) && signer.asymmetricKeyType === 'rsa')
      return {
        signer,
        thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
      }
  } catch {
    // The cause may quote the key: it is dropped.
  }
  throw new Fault('ERR_CONFIG', 'the certificate of the bot and its private key do not go together')
}
