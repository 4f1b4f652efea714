import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import { certificate } from '../support/certificates.ts'
import { element, elements } from './ber.ts'

/** What is answered to the nth message of a line: bytes as they are, `id` being the message's own. */
export type Script = (n: number, id: Buffer) => Buffer

export interface HostileServer {
  readonly url: string
  readonly caPem: string
  /** What the next lines are answered with. */
  script: Script
  close(): Promise<void>
}

/** Whole messages at the beginning of a stream, and what is left of it. */
const messages = (bytes: Buffer): readonly [readonly Buffer[], Buffer] => {
  const ids: Buffer[] = []
  let rest = bytes
  for (;;) {
    const first = rest[1] ?? 0
    const size = first & 0x80 ? first & 0x7f : 0
    if (rest.length < 2 + size) return [ids, rest]
    const end = 2 + size + (size === 0 ? first : rest.readUIntBE(2, size))
    if (rest.length < end) return [ids, rest]
    const [id] = elements(rest.subarray(2 + size, end))
    ids.push(id?.content ?? Buffer.from([1]))
    rest = rest.subarray(end)
  }
}

/** A directory server that has a certificate we trust, and says whatever it likes. */
export const hostileServer = async (): Promise<HostileServer> => {
  const authority = certificate({ name: 'Test Authority', isAuthority: true })
  const own = certificate({ name: 'localhost', issuer: authority })
  const key = own.key.export({ type: 'pkcs8', format: 'pem' })
  const open = new Set<TLSSocket>()
  const server = createServer({ key, cert: own.pem }, (socket) => {
    open.add(socket)
    let [said, count] = [Buffer.alloc(0), 0]
    const { script } = made
    socket.on('data', (data: Buffer) => {
      const [ids, rest] = messages(Buffer.concat([said, data]))
      said = Buffer.from(rest)
      for (const id of ids) {
        const answer = script(count, id)
        count += 1
        // Nothing to say: the line is cut, so that nobody waits for a script that is over.
        if (answer.length === 0) socket.end()
        else socket.write(answer)
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const made: HostileServer = {
    url: `ldaps://localhost:${port}`,
    caPem: authority.pem,
    script: () => Buffer.alloc(0),
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return made
}

const text = (tag: number, value: string | Buffer): Buffer => element(tag, Buffer.from(value))

/** A message of RFC 4511 4.1.1 around an operation. */
export const message = (id: Buffer, operation: Buffer): Buffer => element(0x30, element(0x02, id), operation)

/** LDAPResult (RFC 4511 4.1.9): 0x61 answers a bind, 0x65 ends a search, 0x67 answers a modify. */
export const result = (tag: number, code: number, says = ''): Buffer =>
  element(tag, text(0x0a, Buffer.from([code])), text(0x04, ''), text(0x04, says))

/** SearchResultEntry (RFC 4511 4.5.2). */
export const found = (dn: string, attributes: Readonly<Record<string, readonly string[]>>): Buffer =>
  element(
    0x64,
    text(0x04, dn),
    element(
      0x30,
      ...Object.entries(attributes).map(([name, values]) =>
        element(0x30, text(0x04, name), element(0x31, ...values.map((value) => text(0x04, value)))),
      ),
    ),
  )
