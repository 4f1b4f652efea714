import { isIPv6 } from 'node:net'
import type { LimitsPort } from '../limits/port.ts'

/** Networks that were refused often lately, by all replicas together. */
export interface Strangers {
  /** One more call of this address was refused. */
  refused(address: string): Promise<void>
  /** Whether this address had its refusals of the last minute. */
  known(address: string): Promise<boolean>
}

/**
 * Counts refusals by network: an IPv4 address, or the /64 an IPv6 address is of, for whoever has one has all of it. Stops
 * a stranger from having signatures checked and nonces stored without end. It closes no door: whole companies share an address, so
 * whoever holds a link or a cookie of ours passes (nobody can be griefed).
 */
export const strangers = (limits: LimitsPort): Strangers => ({
  async refused(address) {
    await limits.take('refused-calls', networkOf(address))
  },
  known: async (address) => (await limits.look('refused-calls', networkOf(address))).kind === 'wait',
})

const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '')
  const [front, back] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const all = [...front, ...Array.from({ length: zeros }, () => '0'), ...back]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
