import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** A site of the attacker's that looks like ours: on our own host name, on another port, which is the best a phisher could hope for. */
export class EvilSite {
  readonly #server: Server
  readonly origin: string

  private constructor(server: Server) {
    this.#server = server
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the evil site does not listen')
    this.origin = `http://localhost:${(address satisfies AddressInfo).port}`
  }

  static async open(): Promise<EvilSite> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Account help</title>')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new EvilSite(server)
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}
