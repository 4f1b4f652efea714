import { isLoopback } from '../../src/lib/loopback.ts'

/**
 * Whether `serviceUrl` is a place to which the bot's own token may be sent. `hosts` holds whole host names; an entry that begins
 * with a dot also takes every name below it. Stops the attacks of an activity that has us send our token to the attacker: a host
 * that only looks like one of the list (`smba.trafficmanager.net.evil.example`), a user name in front of the real host, another
 * port, plain HTTP. Loopback, when it is on the list itself, may be plain and on any port.
 */
export const isServiceHost = (serviceUrl: string, hosts: readonly string[]): boolean => {
  const url = URL.parse(serviceUrl)
  if (url === null || url.username !== '' || url.password !== '') return false
  const { hostname } = url
  const listed = hosts.some((h) => hostname === h || (h.startsWith('.') && hostname.endsWith(h)))
  if (!listed) return false
  if (isLoopback(hostname) && hosts.includes(hostname)) return /^https?:$/.test(url.protocol)
  return url.protocol === 'https:' && url.port === ''
}
