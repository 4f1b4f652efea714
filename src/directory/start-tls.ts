import net, { type Socket } from 'node:net'
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls'

/** Where to, how TLS must be, and how long all of it may take (ms). */
export interface StartTls {
  readonly host: string
  readonly port: number
  readonly tlsOptions: ConnectionOptions
  readonly ms: number
}

const oid = '1.3.6.1.4.1.1466.20037'
/** ExtendedRequest, message 1, with the name of StartTLS and no value (RFC 4511 4.14.1). */
const request = Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, oid.length, ...Buffer.from(oid)])

/**
 * Opens a plain line, asks for StartTLS, and gives a verified TLS socket, or rejects with code ERR_START_TLS or that of
 * TLS. Done here and not by the LDAP library, which after a drop goes on in clear text, and which keeps what a stranger on
 * the line appended to the plain answer and reads it as if it had come under TLS. Nothing but the request is ever said in
 * the clear, and more than its one answer is refused.
 */
export const startTls = async ({ host, port, tlsOptions, ms }: StartTls): Promise<TLSSocket> => {
  const plain = net.connect({ host, port })
  const late = setTimeout(() => plain.destroy(new Error('no TLS in time')), ms)
  try {
    await agreed(plain)
    return await verified(tls.connect({ ...tlsOptions, socket: plain, host }))
  } catch (error) {
    plain.destroy()
    throw error
  } finally {
    clearTimeout(late)
  }
}

/** Resolves when the server has said yes, and nothing else. */
const agreed = (plain: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = Buffer.alloc(0)
    // Stays: what breaks the line later is told by the TLS socket on top of it.
    plain.on('error', reject)
    plain.once('close', () => reject(new Error('the line was closed before StartTLS was answered')))
    plain.once('connect', () => plain.write(request))
    plain.on('data', function hear(bytes: Buffer) {
      said = Buffer.concat([said, bytes])
      const answer = read(said)
      if (answer === 'more') return
      plain.off('data', hear).pause()
      if (answer === 'yes') resolve()
      else reject(fault(answer))
    })
  })

/** Resolves once certificate and name are verified: only then may anybody write on it. */
const verified = (secure: TLSSocket): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    secure.on('error', reject)
    secure.once('close', () => reject(new Error('the line was closed before TLS stood')))
    secure.once('secureConnect', () => resolve(secure))
  })

/** `yes` for an ExtendedResponse with result 0 and no byte after it, `more` while it is incomplete, else what is wrong. */
const read = (said: Buffer): string => {
  if (said.length < 2) return 'more'
  const first = said[1] ?? 0
  const size = first & 0x80 ? first & 0x7f : 0
  if (said[0] !== 0x30 || size > 4) return 'the server does not speak LDAP'
  if (said.length < 2 + size) return 'more'
  const start = 2 + size
  const end = start + (size === 0 ? first : said.readUIntBE(2, size))
  if (end > 4096) return 'the server does not speak LDAP'
  if (said.length < end) return 'more'
  if (said.length > end) return 'something was said in the clear after StartTLS was answered'
  const body = said.subarray(start)
  if (!body.subarray(0, 4).equals(Buffer.from([0x02, 0x01, 0x01, 0x78])))
    return 'the server does not answer StartTLS'
  const inner = (body[4] ?? 0) & 0x80 ? 5 + ((body[4] ?? 0) & 0x7f) : 5
  const result = body.subarray(inner, inner + 3)
  return result.equals(Buffer.from([0x0a, 0x01, 0x00])) ? 'yes' : 'the server refuses StartTLS'
}

const fault = (why: string): Error => Object.assign(new Error(why), { code: 'ERR_START_TLS' })
