import { userFault, type UrlFault } from './url-user.ts'

/**
 * Why this cannot be the URL of a Redis server, or undefined. Never repeats the URL: it may hold a password. A `#`, `?` or
 * `/` that stands bare in a password ends the host's part early: what is left would name another server.
 */
export const storeUrlFault = (value: string): UrlFault | undefined => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    return { says: 'is not a Redis URL', fix: 'write it as in `rediss://redis.corp.example:6379`' }
  if (url.search !== '' || url.hash !== '' || !/^(\/\d{0,5})?$/.test(url.pathname))
    return {
      says: 'has more than user, host, port and the number of a database',
      fix: 'leave out path and query; in a password write `#` as `%23`, `?` as `%3F` and `/` as `%2F`',
    }
  return userFault(url)
}
