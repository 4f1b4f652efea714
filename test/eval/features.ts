import { parse } from 'bowser'
import type { Agent, Origin } from '../../src/activity/port.ts'
import { userAgentOf } from '../../src/lib/user-agent.ts'
import type { Line } from './line.ts'

/** A user agent taken apart, each of them once. */
interface Parsed {
  readonly agent: Agent | undefined
  /** With their versions, as the baseline counts them. */
  readonly browser: string
  readonly system: string
}
const known = new Map<string, Parsed>()

export const parsed = (ua: string): Parsed => {
  const before = known.get(ua)
  if (before !== undefined) return before
  const { browser, os } = parse(ua)
  const found: Parsed = {
    agent: userAgentOf((name) => (name === 'user-agent' ? ua : undefined)),
    browser: `${browser.name} ${browser.version}`,
    system: `${os.name} ${os.version}`,
  }
  known.set(ua, found)
  return found
}

/** What our engine is told of a line: nothing that the product would not be. */
export const originOf = (line: Line): Origin => {
  const { ip, country, asn, anonymiser, ua, device_key: device } = line
  const agent = ua === undefined ? undefined : parsed(ua).agent
  const prefix = ip === undefined ? undefined : prefixOf(ip)
  return {
    network: {
      ...(country !== undefined && { country }),
      ...(asn !== undefined && { asn }),
      ...(prefix !== undefined && { prefix }),
      ...(anonymiser !== undefined && { anonymiser }),
    },
    ...(agent !== undefined && { agent }),
    ...(device !== undefined && { device }),
  }
}

/** /24 of IPv4, /48 of IPv6. */
const prefixOf = (ip: string): string =>
  ip.includes(':') ? ip.split(':').slice(0, 3).join(':') : ip.split('.').slice(0, 3).join('.')

export const timeOf = ({ time }: Line): number => (typeof time === 'number' ? time : Date.parse(time))
