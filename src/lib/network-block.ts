import { BlockList, isIP } from 'node:net'

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

/** RFC 1122, 1918, 3927, 6598; RFC 4193, 4291. */
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

/**
 * Whether an address is of a network within a house, a company or a machine: everybody has one like it, and behind a proxy that is
 * not named as trusted everybody seems to come from the same. So it tells nobody apart.
 */
export const isInside = (given: string): boolean => {
  const [address = ''] = plainAddress(given).split('%')
  const family = isIP(address)
  return family !== 0 && inside.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
