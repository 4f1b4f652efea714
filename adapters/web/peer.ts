import { BlockList, isIP } from 'node:net'

export type PeerIp = (remote: string | undefined, forwardedFor: string | undefined) => string

/**
 * Finds the client's address: the nearest hop that is not one of our own proxies. What a client writes into
 * `X-Forwarded-For` itself stands left of that hop and is never reached (ASVS 15.3.4).
 * @param trusted addresses or CIDR ranges of the proxies in front of us
 */
export const peerIp = (trusted: readonly string[]): PeerIp => {
  const ours = new BlockList()
  for (const one of trusted) allow(ours, one)
  const isOurs = (ip: string): boolean => ours.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')

  return (remote, forwardedFor) => {
    const hops = (forwardedFor ?? '').split(',').slice(-32)
    let ip = plain(remote ?? '')
    while (isIP(ip) !== 0 && isOurs(ip)) {
      const next = plain(hops.pop() ?? '')
      if (isIP(next) === 0) break
      ip = next
    }
    return ip
  }
}

const allow = (list: BlockList, text: string): void => {
  const [address = '', bits] = text.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(bits), family)
}

/** Without spaces, and IPv4 in IPv6 clothes as IPv4. */
const plain = (ip: string): string => ip.trim().replace(/^::ffff:(?=\d+\.)/i, '')
