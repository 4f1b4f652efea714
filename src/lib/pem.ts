import { X509Certificate } from 'node:crypto'

/**
 * The certificates of a PEM text (RFC 7468, 5.1), none when anything in it is not one: what is skipped in silence would be
 * missed only when it matters. A label of old, such as `X509 CERTIFICATE`, is none either.
 */
export const certificatesIn = (pem: string): readonly X509Certificate[] => {
  const whole = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (whole.length !== pem.split('-----BEGIN ').length - 1) return []
  try {
    return whole.map((one) => new X509Certificate(one))
  } catch (cause) {
    if (cause instanceof Error) return []
    throw cause
  }
}
