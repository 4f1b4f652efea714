import type { Fault } from '../story/errors.ts'

/** What an operator does about a server that the doctor could not open a session with; `kind` is what should stand there. */
export const mend = (fault: Fault, url: string, kind: string): string => {
  const plain = url.startsWith('ldap:')
  const host = new URL(url.replace(/^ldaps?:/, 'https:')).host
  const at = host.includes(':') ? host : `${host}:${plain ? 389 : 636}`
  if (fault.code === 'ERR_DIRECTORY_TLS') {
    const how = `openssl s_client -connect ${at}${plain ? ' -starttls ldap' : ''} -showcerts </dev/null`
    return `see what the server shows: ${how}; put its issuing authority into directory.caFile, and use in directory.urls a name that the certificate carries`
  }
  if (fault.code === 'ERR_DIRECTORY_RIGHTS')
    return 'correct directory.bindDn and directory.bindPasswordFile, and see that the account is enabled and its password not expired'
  return `see that ${at} can be reached from here and is ${kind}`
}
