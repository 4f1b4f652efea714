import { isLoopback } from '../../src/lib/loopback.ts'

/** `https:`, or plain HTTP to this machine: what anyone on the wire can read or change is no place for keys and tokens. */
export const isGuarded = (address: string): boolean => {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
}
