import { once } from 'node:events'
import type { Network } from '../../src/activity/port.ts'
import type { ApproverPort } from '../../src/approval/port.ts'
import type { DisownPort } from '../../src/freeze/port.ts'
import type { HandoffPort } from '../../src/handoff/port.ts'
import type { Route } from '../../src/house/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { Phrase } from '../../src/story/card.ts'
import type { Reader } from '../../src/words/render.ts'
import { readAssets } from './assets.ts'
import { floor } from './floor.ts'
import { peerIp } from './peer.ts'
import { portal } from './portal.ts'
import { server } from './server.ts'
import type { Helpdesk } from './shell.ts'

/** Something went wrong that the browser is told nothing about. */
export interface WebFault {
  readonly event: 'web.fault'
  /** Path or prefix as declared by us, never the address as sent. */
  readonly path: string
  readonly error: unknown
}

export interface WebHostParts {
  /** Port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Addresses or CIDR ranges of the proxies in front of us; no other is believed about a client's address. */
  readonly trustedProxies: readonly string[]
  /** Where an address is, as far as that can be told; unknown where it is left out. */
  readonly networkOf?: (address: string) => Promise<Network>
  /** The address people see; every request must name its host. */
  readonly baseUrl: string
  readonly clock: Clock
  /** How refusals are held back (ms); a timer unless told otherwise. */
  readonly wait?: (ms: number) => Promise<unknown>
  readonly log: (fault: WebFault) => void
  readonly routes: readonly Route[]
  readonly handoff: HandoffPort
  /** What is behind the links in notices. */
  readonly disown: DisownPort
  /** What is behind the links that approvers are given. */
  readonly approver: ApproverPort
  /** Renders a phrase, our `web.*` ids included. */
  readonly words: (phrase: Phrase, reader?: Reader) => string
  /** Every dependency, and whether it answers. */
  readonly readiness: () => Promise<readonly { readonly name: string; readonly ok: boolean }[]>
  readonly helpdesk: Helpdesk
}

export interface WebHost {
  /** Resolves when it listens; rejects when it cannot (a port in use). */
  start(): Promise<{ readonly port: number }>
  /** Takes no new connection, lets running answers finish, and cuts what is left after `graceMs` (streams). */
  stop(graceMs?: number): Promise<void>
}

const own = ['/h', '/a', '/notme', '/healthz', '/readyz']

/** The HTTP server with our pages; other adapters' routes hang on it by prefix. */
export const webHost = (parts: WebHostParts): WebHost => {
  const { handoff, disown, approver, clock, readiness, words, helpdesk } = parts
  const baseUrl = new URL(parts.baseUrl)
  const failed = (path: string, error: unknown): void => parts.log({ event: 'web.fault', path, error })
  const frame = { host: baseUrl.host, words, helpdesk, assets: readAssets() }
  const held = floor(clock, parts.wait)
  const pages = portal({
    frame,
    origin: baseUrl.origin,
    handoff,
    disown,
    approver,
    clock,
    networkOf: parts.networkOf ?? (async () => ({})),
    floor: held,
    readiness,
    failed,
  })
  const http = server({
    baseUrl,
    peerIp: peerIp(parts.trustedProxies),
    routes: parts.routes,
    isOwn: (path) => own.includes(path) || path.startsWith('/h/') || path.startsWith('/a/'),
    portal: (request, peer) => pages.fetch(request, peer),
    failed,
  })

  return {
    async start() {
      http.listen(parts.listen.port, parts.listen.host)
      await once(http, 'listening')
      const address = http.address()
      return { port: typeof address === 'object' && address !== null ? address.port : parts.listen.port }
    },
    async stop(graceMs = 5000) {
      if (!http.listening) return
      const closed = once(http, 'close')
      http.close()
      const idle = setInterval(() => http.closeIdleConnections(), 50)
      const cut = setTimeout(() => http.closeAllConnections(), graceMs)
      await closed
      clearInterval(idle)
      clearTimeout(cut)
    },
  }
}
