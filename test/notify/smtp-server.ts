import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, TLSSocket } from 'node:tls'

/** What a server does out of the ordinary. */
export interface Manners {
  /** Never says hello. */
  readonly hangs?: true
  /** Answers this command with this reply. */
  readonly replies?: Readonly<Record<string, string>>
  /** Never ends its answer to this command, and never stops talking. */
  readonly dripsOn?: string
  /** What it can do, one extension a line. */
  readonly extensions?: readonly string[]
  /** Speaks TLS with this key and certificate: at once, or after STARTTLS. */
  readonly tls?: TlsOptions & { readonly begins: 'at once' | 'on command' }
}

export interface SmtpServer {
  readonly url: string
  /** Commands as they came. */
  readonly heard: string[]
  /** Messages as they came, dot-stuffing undone. */
  readonly messages: string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A mail server on loopback, as far as the tests need one. */
export const smtpServer = async (manners: Manners = {}): Promise<SmtpServer> => {
  const heard: string[] = []
  const messages: string[] = []
  const open = new Set<Socket>()
  const greet = (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
    if (manners.hangs === true) return
    socket.write('220 test\r\n')
    talk(socket, manners, heard, messages)
  }
  const atOnce = manners.tls?.begins === 'at once'
  const server = atOnce ? createTlsServer(manners.tls ?? {}, greet) : createServer(greet)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `${atOnce ? 'smtps' : 'smtp'}://127.0.0.1:${portOf(server)}`,
    heard,
    messages,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere')
  return address.port
}

const talk = (socket: Socket, manners: Manners, heard: string[], messages: string[]) => {
  const { replies = {}, extensions = [] } = manners
  let buffer = ''
  let data = false
  const answer = (line: string): string => {
    const verb = line.split(' ')[0]?.toUpperCase() ?? ''
    if (replies[verb] !== undefined) return replies[verb]
    if (verb === 'EHLO')
      return ['250-test', ...extensions.map((name) => `250-${name}`), '250 8BITMIME'].join('\r\n')
    if (verb === 'AUTH') return '235 welcome'
    if (verb === 'DATA') return '354 go on'
    return verb === 'QUIT' ? '221 bye' : '250 ok'
  }
  socket.on('data', (chunk) => {
    buffer += chunk.toString('utf8')
    for (;;) {
      const end = buffer.indexOf(data ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const part = buffer.slice(0, end)
      buffer = buffer.slice(end + (data ? 5 : 2))
      if (data) {
        messages.push(part.replaceAll('\r\n..', '\r\n.'))
        data = false
        socket.write('250 taken\r\n')
      } else {
        heard.push(part)
        if (manners.dripsOn !== undefined && part.startsWith(manners.dripsOn)) {
          const drip = setInterval(() => socket.write('250-and\r\n'), 10)
          socket.on('close', () => clearInterval(drip))
          return
        }
        const reply = answer(part)
        data = reply.startsWith('354')
        socket.write(`${reply}\r\n`)
        if (part === 'STARTTLS' && reply.startsWith('250') && manners.tls !== undefined) {
          socket.removeAllListeners('data')
          const secured = new TLSSocket(socket, { isServer: true, ...manners.tls })
          secured.on('error', () => socket.destroy())
          heard.push('(secured)')
          return talk(secured, manners, heard, messages)
        }
      }
    }
  })
}
