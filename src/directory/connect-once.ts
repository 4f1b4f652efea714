import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls'

/**
 * `tls.connect` that works once, calling `secured` when the server has been verified; a second call throws.
 * The LDAP library reconnects by itself before the next request, which would then travel unauthenticated.
 * `ready` gives a socket that stands verified already (StartTLS), and then nothing is opened at all. `peer` is the address
 * to go to in place of the host; the options must then name the server whose certificate it has to be.
 */
export const connectOnce = (
  secured: (socket: TLSSocket) => void,
  ready?: () => TLSSocket,
  peer?: string,
): typeof tls.connect => {
  let opened = false
  function connect(options: ConnectionOptions, listener?: () => void): TLSSocket
  function connect(port: number, host?: string, options?: ConnectionOptions, listener?: () => void): TLSSocket
  function connect(port: number, options?: ConnectionOptions, listener?: () => void): TLSSocket
  function connect(port: unknown, host?: unknown, options?: ConnectionOptions | (() => void)): TLSSocket {
    if (opened) throw new Error('the connection was lost')
    opened = true
    if (ready !== undefined) return ready()
    if (typeof port !== 'number' || typeof host !== 'string' || typeof options !== 'object') {
      throw new TypeError('connect with port, host and TLS options')
    }
    const socket = tls.connect(port, peer ?? host, options)
    return socket.once('secureConnect', () => secured(socket))
  }
  return connect
}
