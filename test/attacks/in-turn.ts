import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'

/** One address before several replicas: every request goes to the next of them, whatever connection it came on. */
export class InTurn {
  readonly #server: Server
  /** How many requests each port was given. */
  readonly given = new Map<number, number>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(port: number, behind: readonly number[]): Promise<InTurn> {
    const server = createServer()
    const address = new InTurn(server)
    let turn = 0
    server.on('request', (near, answer) => {
      const to = behind[turn++ % behind.length] ?? 0
      address.given.set(to, (address.given.get(to) ?? 0) + 1)
      const { method, url: path, headers } = near
      const far = request({ host: '127.0.0.1', port: to, method, path, headers }, (back) => {
        answer.writeHead(back.statusCode ?? 502, back.headers)
        back.pipe(answer)
      })
      far.on('error', () => answer.destroy())
      near.pipe(far)
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return address
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}
