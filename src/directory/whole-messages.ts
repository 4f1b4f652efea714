import type { TLSSocket } from 'node:tls'

/** Octets of the largest answer we ask for, many times over. */
const longest = 16 * 1024 * 1024

/**
 * Lets only whole, well-formed messages (BER as RFC 4511 5.1 restricts it) through to whoever listens on this socket, and ends
 * it at the first that is not. The LDAP library reads on in place when a length inside a message is wrong, and fills the memory
 * until the process dies: one broken directory server would stop the service.
 */
export const onlyWholeMessages = (socket: TLSSocket): void => {
  const emit = socket.emit.bind(socket)
  let rest = Buffer.alloc(0)
  const heard = (name: string, ...more: unknown[]): boolean => {
    const [bytes] = more
    if (name !== 'data' || !Buffer.isBuffer(bytes)) return emit(name, ...more)
    rest = Buffer.concat([rest, bytes])
    for (let end = endOf(rest, 0); end !== 'more'; end = endOf(rest, 0)) {
      if (end === 'broken' || rest[0] !== 0x30 || !isWhole(rest, 0, end)) {
        rest = Buffer.alloc(0)
        socket.destroy(new Error('what the server sent is no message of LDAP'))
        return false
      }
      const message = rest.subarray(0, end)
      rest = rest.subarray(end)
      emit('data', message)
    }
    return true
  }
  Object.defineProperty(socket, 'emit', { value: heard, configurable: true })
}

/** Where the element that begins at `at` ends. */
const endOf = (bytes: Buffer, at: number): number | 'more' | 'broken' => {
  const first = bytes[at + 1]
  if (first === undefined) return 'more'
  const size = first & 0x80 ? first & 0x7f : 0
  if (first === 0x80 || size > 4) return 'broken'
  const start = at + 2 + size
  if (bytes.length < start) return 'more'
  const length = size === 0 ? first : bytes.readUIntBE(at + 2, size)
  if (length > longest) return 'broken'
  return start + length > bytes.length ? 'more' : start + length
}

/** Whether everything inside a constructed element, at every depth, fills it exactly. */
const isWhole = (bytes: Buffer, at: number, end: number, depth = 0): boolean => {
  if (((bytes[at] ?? 0) & 0x20) === 0) return true
  if (depth > 20) return false
  const inside = bytes.subarray(0, end)
  const first = bytes[at + 1] ?? 0
  let next = at + 2 + (first & 0x80 ? first & 0x7f : 0)
  while (next < end) {
    const until = endOf(inside, next)
    if (typeof until === 'string' || !isWhole(bytes, next, until, depth + 1)) return false
    next = until
  }
  return next === end
}
