import { isIPv6 } from 'node:net'
import { minute } from '../lib/clock.ts'

/** Refused calls of one network in a minute, after which it must show something that is ours before we work for it. */
const perMinute = 10
/** How many networks are remembered at once; the longest known is forgotten first. */
const mostNetworks = 10_000

/** Networks that were refused often lately. In this process only: it guards its own work, not a secret. */
export interface Strangers {
  /** One more call of this address was refused. */
  refused(address: string, now: number): void
  /** Whether this address had its ten refusals in the last minute. */
  known(address: string, now: number): boolean
}

/**
 * Counts refusals by network: an IPv4 address, or the /64 an IPv6 address is of, for whoever has one has all of it. Stops
 * a stranger from having signatures checked and nonces stored without end. It closes no door: whole companies share an address, so
 * whoever holds a link or a cookie of ours passes (nobody can be griefed).
 */
export const strangers = (): Strangers => {
  const times = new Map<string, readonly number[]>()
  const recent = (network: string, now: number): readonly number[] =>
    (times.get(network) ?? []).filter((at) => now - at < minute)
  return {
    refused(address, now) {
      const network = networkOf(address)
      const kept = [...recent(network, now), now].slice(-perMinute)
      times.delete(network)
      times.set(network, kept)
      const [longestKnown] = times.keys()
      if (times.size > mostNetworks && longestKnown !== undefined) times.delete(longestKnown)
    },
    known: (address, now) => recent(networkOf(address), now).length >= perMinute,
  }
}

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
