import { isIP } from 'node:net'

/** The eight groups of an IPv6 address, without leading zeros. */
const groupsOf = (address: string): readonly string[] => {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '')
  const [front, back] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const all = [...front, ...Array.from({ length: zeros }, () => '0'), ...back]
  return all.map((group) => Number.parseInt(group, 16).toString(16))
}

/** IPv4 in IPv6 clothes (`::ffff:192.0.2.1`) as IPv4, everything else as it is. */
export const plainAddress = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * The block of addresses that one connection or office shares: the /24 of an IPv4 address, the /48 of an IPv6 address, e.g.
 * "192.0.2.0/24". Undefined for what is no address.
 */
export const blockOf = (given: string): string | undefined => {
  const address = plainAddress(given)
  const family = isIP(address)
  if (family === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  return family === 6 ? `${groupsOf(address).slice(0, 3).join(':')}::/48` : undefined
}
