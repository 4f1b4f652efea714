import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer, type SecureContextOptions } from 'node:tls'
import { messages, op } from '../directory/cutting-proxy.ts'
import type { Maker } from '../support/certificates.ts'

/** How a server behaves that only says it is our directory. */
export interface Manners {
  /** What it shows; without one it speaks no TLS. */
  readonly certificate?: Maker
  readonly tls?: SecureContextOptions
  /** What it says to whatever it hears first, in the clear. */
  readonly plain?: Buffer
  /** What it says to a request, or that it closes the line. Nothing: the directory behind is asked, or there is no answer. */
  readonly answers?: (request: Buffer, kind: number) => Buffer | 'closes' | undefined
  /** The true directory, by LDAPS. */
  readonly behind?: { readonly url: string; readonly caFile: string }
}

/** A server that keeps every byte: as it came over the wire, and as it reads inside of TLS. */
export class HostileServer {
  readonly wire: Buffer[] = []
  readonly inside: Buffer[] = []
  lines = 0
  readonly #manners: Manners
  readonly #front: Server
  readonly #inner: Server | undefined
  readonly #open = new Set<Socket>()

  private constructor(manners: Manners) {
    this.#manners = manners
    const { certificate } = manners
    this.#front = createServer((near) => this.#hears(near))
    if (certificate === undefined) return
    const cert = certificate.pem
    const key = certificate.key.export({ type: 'pkcs8', format: 'pem' })
    this.#inner = createTlsServer({ cert, key, ...manners.tls }, (socket) => this.#converses(socket))
    this.#inner.on('tlsClientError', () => undefined)
  }

  static async open(manners: Manners): Promise<HostileServer> {
    const server = new HostileServer(manners)
    for (const one of [server.#front, server.#inner]) {
      if (one === undefined) continue
      one.listen(0, '127.0.0.1')
      await once(one, 'listening')
    }
    return server
  }

  get port(): number {
    return portOf(this.#front)
  }

  /** Every port that a call of ours may end at: this server's own, and the one behind it. */
  get ports(): readonly number[] {
    return [this.#front, this.#inner].flatMap((one) => (one === undefined ? [] : [portOf(one)]))
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#front.close()
    this.#inner?.close()
  }

  #keep<S extends Socket>(socket: S): S {
    this.#open.add(socket)
    return socket.on('error', () => socket.destroy())
  }

  #hears(near: Socket): void {
    this.lines += 1
    this.#keep(near).on('data', (bytes) => this.wire.push(bytes))
    const { plain } = this.#manners
    if (plain === undefined) return this.#relays(near)
    near.once('data', () => {
      near.write(plain)
      this.#relays(near)
    })
  }

  /** To the TLS server behind; where there is none, it goes on as it began. */
  #relays(near: Socket): void {
    const { plain } = this.#manners
    if (this.#inner === undefined) return void near.on('data', () => plain && near.write(plain))
    const far = this.#keep(connect(portOf(this.#inner), '127.0.0.1'))
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => near.write(bytes))
    for (const socket of [near, far]) socket.on('close', () => (near.destroy(), far.destroy()))
  }

  #converses(socket: Socket): void {
    const read = messages((request, kind) => {
      const answer = this.#manners.answers?.(request, kind)
      if (answer === 'closes') socket.destroy()
      else if (answer !== undefined) socket.write(answer)
      else far?.write(request)
    })
    const far = this.#behind(socket)
    this.#keep(socket).on('data', (bytes: Buffer) => {
      this.inside.push(bytes)
      read(bytes)
    })
  }

  #behind(near: Socket): Socket | undefined {
    const { behind } = this.#manners
    if (behind === undefined) return undefined
    const { hostname: host, port } = new URL(behind.url)
    const far = connectTls({ host, port: Number(port || 636), ca: readFileSync(behind.caFile) })
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
    return this.#keep(far).on('data', (bytes) => near.write(bytes))
  }
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const responses: Readonly<Record<number, number>> = {
  [op.bind]: 0x61,
  [op.search]: 0x65,
  [op.modify]: 0x67,
  [op.extended]: 0x78,
}

/** The answer to this request with a result code (RFC 4511 4.1.9) and, with code 10, where to go instead. */
export const resultTo = (request: Buffer, kind: number, code: number, referral?: string): Buffer => {
  const where = referral === undefined ? [] : [tlv(0xa3, tlv(0x04, Buffer.from(referral)))]
  const result = [Buffer.from([0x0a, 0x01, code]), tlv(0x04), tlv(0x04), ...where]
  return tlv(0x30, idOf(request), tlv(responses[kind] ?? 0x78, ...result))
}

/** A search that goes on elsewhere, as far as it is told (SearchResultReference, RFC 4511 4.5.3), and is done here. */
export const continuedAt = (request: Buffer, referral: string): Buffer =>
  Buffer.concat([
    tlv(0x30, idOf(request), tlv(0x73, tlv(0x04, Buffer.from(referral)))),
    resultTo(request, op.search, 0),
  ])

const idOf = (request: Buffer): Buffer => {
  const first = request[1] ?? 0
  const at = 2 + (first & 0x80 ? first & 0x7f : 0)
  return request.subarray(at, at + 2 + (request[at + 1] ?? 0))
}

/** Short form alone: answers here are small. */
const tlv = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const inside = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, inside.length]), inside])
}
