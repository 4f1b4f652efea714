import { Fault } from '../../src/story/errors.ts'

/** Whether a host name or address can only mean this machine. */
export const isLoopback = (host: string): boolean => {
  const bare = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '')
  return bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/.test(bare)
}

/**
 * The origin of the playground, or a Fault (ERR_CONFIG) unless it is on this machine: whoever reaches the
 * playground may be anybody in chat, so it must never be reachable from another one.
 */
export const loopbackOrigin = (baseUrl: string): string => {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || !isLoopback(url.hostname)) {
    throw new Fault(
      'ERR_CONFIG',
      `the playground runs on this machine only: baseUrl must be on localhost, 127.x.y.z or [::1], not ${baseUrl}`,
    )
  }
  return url.origin
}
