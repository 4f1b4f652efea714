import type { Fault } from '../story/errors.ts'

/** What an operator does about a server that the doctor could not open a session with; `kind` is what should stand there. */
export const mend = (fault: Fault, url: string, kind: string): string => {
  const plain = url.startsWith('ldap:')
  const host = new URL(url.replace(/^ldaps?:/, 'https:')).host
  const at = host.includes(':') ? host : `${host}:${plain ? 389 : 636}`
  if (fault.code === 'ERR_DIRECTORY_TLS') {
    const how = `openssl s_client -connect ${at}${plain ? ' -starttls ldap' : ''} -showcerts </dev/null`
    return `see what the server shows: ${how}; ${mendTls(fault, kind)}`
  }
  if (fault.code === 'ERR_DIRECTORY_RIGHTS')
    return 'correct directory.bindDn and directory.bindPasswordFile, and see that the account is enabled and its password not expired'
  return `see that ${at} can be reached from here and is ${kind}`
}

/** By what TLS found wrong (codes of Node and OpenSSL); none of these is ever mended by trusting more. */
const mendTls = ({ cause }: Fault, kind: string): string => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'CERT_HAS_EXPIRED') return "renew the certificate, and see that this machine's clock is right"
  if (code === 'CERT_NOT_YET_VALID')
    return "see that this machine's clock is right, and from when on the certificate holds"
  if (/PROTOCOL/.test(code)) return 'let the server speak TLS 1.2 or newer: older is not spoken here'
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|RECORD/.test(code))
    return `what answers there speaks no TLS: see that the address in directory.urls is that of ${kind}, and that TLS is switched on`
  return 'put its issuing authority into directory.caFile, and use in directory.urls a name that the certificate carries'
}
