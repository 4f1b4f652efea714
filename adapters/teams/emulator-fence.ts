import type { Route } from '../../src/house/port.ts'
import { isLoopback } from '../../src/lib/loopback.ts'
import type { Log } from '../../src/lib/log.ts'
import { answerTo, type Refusal } from './refusals.ts'

/**
 * The route for programs of this machine alone. Stops another machine; a tunnel or proxy on this one, which speaks for others and
 * says so in its headers (what they say is not believed, that they are there is enough); and a page in this machine's browser, which
 * sends along where it came from.
 */
export const onlyThisMachine = (route: Route, log: Log): Route => ({
  prefix: route.prefix,
  handle: async (request, peer) => {
    const why = strangeness(request.headers, peer.ip)
    if (why === undefined) return await route.handle(request, peer)
    log('teams.refused', { why })
    return answerTo(why)
  },
})

const passedOn = /^(x-forwarded-.*|x-real-ip|x-client-ip|forwarded|via|cf-connecting-ip|true-client-ip)$/

const strangeness = (headers: Headers, ip: string): Refusal | undefined => {
  if (!isLoopback(ip)) return 'emulator-peer'
  const names = [...headers.keys()]
  if (names.some((name) => passedOn.test(name))) return 'emulator-forwarded'
  return names.some((name) => name === 'origin' || name.startsWith('sec-fetch-'))
    ? 'emulator-page'
    : undefined
}
