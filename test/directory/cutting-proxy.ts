import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, connect, type Server, type TLSSocket } from 'node:tls'
import type { Leaf } from '../services/authority.ts'

/** LDAP operations as they are tagged on the wire (RFC 4511). */
export const op = { bind: 0x60, unbind: 0x42, search: 0x63, modify: 0x66, extended: 0x77 } as const

/**
 * What happens to the nth request of a kind: it never arrives, its answer never comes back, it arrives after the line broke, nothing
 * ever happens, it or its answer is slow on a line that stands, or nothing at all, for what is done besides.
 */
interface Cut {
  readonly op: number
  readonly nth: number
  readonly when: 'before' | 'after' | 'late' | 'hang' | 'slow' | 'answer-slow' | 'through'
  /** How much later it arrives (ms). */
  readonly lateMs?: number
  /** Whether the server stays out of reach from then on. */
  readonly forGood?: boolean
  /** Done right before the request is passed on. */
  readonly first?: () => void
  /** Done when it has been passed on. */
  readonly passed?: () => void
  /** Done when its answer has come and is kept back. */
  readonly answered?: () => void
}

const usuallyLateMs = 400

/** The server it stands in front of, by LDAPS, and the certificates it may show. */
export interface Behind {
  readonly url: string
  readonly caFile: string
  readonly pki: { readonly proxy: Leaf }
}

/** Stands between us and a directory with a certificate of its own, reads every request, and cuts the line where told. */
export class CuttingProxy {
  /** For each connection, the operations that were sent on it. */
  readonly connections: number[][] = []
  most = 0
  /** Requests that are still on their way. */
  late = 0
  /** Connections that came while the server was out of reach. */
  turnedAway = 0
  /** Connections that came while there was no server. */
  inVain = 0
  readonly #behind: Behind
  readonly #server: Server
  readonly #open = new Set<TLSSocket>()
  readonly #counts = new Map<number, number>()
  #cut: Cut | undefined
  #out = false

  private constructor(behind: Behind, cert: Leaf) {
    this.#behind = behind
    const [own, key] = [readFileSync(cert.certFile), readFileSync(cert.keyFile)]
    this.#server = createServer({ cert: own, key }, (socket) => this.#serve(socket))
  }

  static async start(behind: Behind, cert = behind.pki.proxy): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(behind, cert)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    return `ldaps://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** Every request that arrived here, of this kind. */
  seen(kind: number): number {
    return this.connections.flat().filter((o) => o === kind).length
  }

  cut(cut: Cut): void {
    this.#counts.clear()
    this.#cut = cut
  }

  /** Drops every line there is. */
  drop(): void {
    for (const socket of this.#open) socket.destroy()
  }

  mend(): void {
    this.#out = false
  }

  async stop(): Promise<void> {
    this.drop()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(near: TLSSocket): void {
    if (this.#out) {
      this.turnedAway += 1
      near.destroy()
      return
    }
    const { hostname: host, port } = new URL(this.#behind.url)
    const ca = readFileSync(this.#behind.caFile)
    const far = connect({ host, port: Number(port || 636), ca, rejectUnauthorized: true })
    const sent: number[] = []
    this.connections.push(sent)
    this.#open.add(near)
    this.most = Math.max(this.most, this.#open.size)
    let there = false
    far.once('secureConnect', () => (there = true))
    const over = (): void => {
      this.#open.delete(near)
      near.destroy()
      far.destroy()
    }
    far.once('error', () => (this.inVain += there ? 0 : 1))
    for (const socket of [near, far]) socket.on('error', over).on('close', over)
    this.#passOn({ near, far, over }, sent)
  }

  #passOn(line: Line, sent: number[]): void {
    const { near, far, over } = line
    const [up, down] = [new Way(far), new Way(near)]
    let swallow: Cut | undefined
    const read = messages((message, kind) => {
      sent.push(kind)
      const cut = this.#fate(kind)
      cut?.first?.()
      if (cut?.when === 'before') return over()
      if (cut?.when === 'hang') return undefined
      if (cut?.when === 'late') {
        far.removeListener('close', over)
        near.destroy()
      }
      if (cut?.when === 'late' || cut?.when === 'slow') this.#later(cut, line, up)
      if (cut?.when === 'answer-slow') this.#later(cut, line, down)
      if (cut?.when === 'after') swallow = cut
      up.send(message, cut?.passed)
    })
    near.on('data', read)
    far.on('data', (data: Buffer) => {
      if (swallow === undefined) return down.send(data)
      swallow.answered?.()
      over()
    })
  }

  /** What goes this way goes on later, whether we are still there by then or not. */
  #later({ lateMs = usuallyLateMs }: Cut, { near, far, over }: Line, way: Way): void {
    near.removeListener('close', over)
    way.hold()
    this.late += 1
    setTimeout(() => {
      this.late -= 1
      way.letGo()
      this.#open.delete(near)
      if (near.destroyed) far.end()
      else near.on('close', over)
    }, lateMs)
  }

  #fate(kind: number): Cut | undefined {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const cut = this.#cut
    if (cut?.op !== kind || cut.nth !== count) return undefined
    this.#cut = undefined
    this.#out = cut.forGood === true
    return cut
  }
}

interface Line {
  readonly near: TLSSocket
  readonly far: TLSSocket
  readonly over: () => void
}

/** One direction of a line, which can be held up: what comes then waits in its order. */
class Way {
  readonly #to: TLSSocket
  #held: Buffer[] | undefined

  constructor(to: TLSSocket) {
    this.#to = to
  }

  send(bytes: Buffer, sent?: () => void): void {
    if (this.#held === undefined) this.#to.write(bytes, sent)
    else this.#held.push(bytes)
  }

  hold(): void {
    this.#held = []
  }

  letGo(): void {
    if (!this.#to.destroyed) this.#to.write(Buffer.concat(this.#held ?? []))
    this.#held = undefined
  }
}

/** Cuts a stream into LDAP messages: SEQUENCE { INTEGER id, [op] … }. */
export const messages = (each: (message: Buffer, op: number) => void): ((data: Buffer) => void) => {
  let rest = Buffer.alloc(0)
  return (data) => {
    rest = Buffer.concat([rest, data])
    for (;;) {
      const header = lengthAt(rest, 1)
      if (header === undefined || rest.length < header.next + header.length) return
      const end = header.next + header.length
      const id = lengthAt(rest, header.next + 1)
      if (id === undefined) return
      each(rest.subarray(0, end), rest[id.next + id.length] ?? 0)
      rest = rest.subarray(end)
    }
  }
}

const lengthAt = (bytes: Buffer, at: number): { length: number; next: number } | undefined => {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first < 0x80) return { length: first, next: at + 1 }
  const size = first & 0x7f
  return bytes.length < at + 1 + size
    ? undefined
    : { length: bytes.readUIntBE(at + 1, size), next: at + 1 + size }
}
