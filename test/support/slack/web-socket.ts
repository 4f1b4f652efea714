import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** An unmasked frame from the server: RFC 6455 section 5.2. */
const frame = (opcode: number, payload: Buffer): Buffer => {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

interface Frame {
  readonly final: boolean
  readonly opcode: number
  readonly masked: boolean
  readonly payload: Buffer
  readonly size: number
}

const read = (bytes: Buffer): Frame | undefined => {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = (bytes[1]! & 0x80) !== 0
  const start = 2 + wide + (masked ? 4 : 0)
  if (bytes.length < start) return undefined
  const length = wide === 2 ? bytes.readUInt16BE(2) : wide === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + length) return undefined
  const mask = bytes.subarray(start - 4, start)
  const payload = Buffer.from(bytes.subarray(start, start + length))
  if (masked) for (const [i, byte] of payload.entries()) payload[i] = byte ^ mask[i % 4]!
  return { final: (bytes[0]! & 0x80) !== 0, opcode: bytes[0]! & 0x0f, masked, payload, size: start + length }
}

/** The server's end of one WebSocket, as little of RFC 6455 as Socket Mode needs. */
export class ServerSocket {
  readonly #wire: Duplex
  readonly #hear: (text: string) => void
  #bytes: Buffer = Buffer.alloc(0)
  #parts: Buffer[] = []

  constructor(req: IncomingMessage, wire: Duplex, hear: (text: string) => void) {
    this.#wire = wire
    this.#hear = hear
    const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}${guid}`).digest('base64')
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    wire.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`)
    wire.on('data', (chunk: Buffer) => this.#take(chunk))
    wire.on('error', () => wire.destroy())
  }

  get open(): boolean {
    return !this.#wire.destroyed && this.#wire.writable
  }

  say(value: unknown): void {
    if (this.open) this.#wire.write(frame(1, Buffer.from(JSON.stringify(value))))
  }

  close(code = 1000): void {
    const payload = Buffer.alloc(2)
    payload.writeUInt16BE(code)
    if (this.open) this.#wire.end(frame(8, payload))
  }

  /** Without a word, as when a cable is pulled. */
  cut(): void {
    this.#wire.destroy()
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    for (let next = read(this.#bytes); next !== undefined; next = read(this.#bytes)) {
      this.#bytes = this.#bytes.subarray(next.size)
      this.#act(next)
    }
  }

  #act({ final, opcode, masked, payload }: Frame): void {
    if (!masked) return this.close(1002)
    if (opcode === 8) return this.close()
    if (opcode === 9 && this.open) this.#wire.write(frame(10, payload))
    if (opcode > 1) return
    this.#parts.push(payload)
    if (!final) return
    const text = Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    this.#hear(text)
  }
}
