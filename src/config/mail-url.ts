import { userFault, type UrlFault } from './url-user.ts'

/** Why this cannot be the URL of a mail server, or undefined. Never repeats the URL: it may hold a password. */
export const mailUrlFault = (value: string): UrlFault | undefined => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return { says: 'is not an smtp:// or smtps:// URL', fix: 'write it as in `smtps://mail.corp.example`' }
  if (url.search !== '' || url.hash !== '' || url.pathname.length > 1)
    return {
      says: 'has more than user, host and port',
      fix: 'leave out path and query: TLS cannot be switched off here',
    }
  return userFault(url)
}
