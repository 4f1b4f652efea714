import { isIP } from 'node:net'

/** Whether a host name or address, as `URL.hostname` has it, can only mean this machine (RFC 6761 6.3, RFC 5735 3). */
export const isLoopback = (host: string): boolean => {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '')
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1') return true
  return isIP(bare) === 4 && bare.startsWith('127.')
}
