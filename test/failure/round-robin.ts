import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** One address in front of several replicas: each connection goes to the next of them that answers. */
export class RoundRobin {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  /** Ports of the replicas; one may come and go. */
  readonly behind: () => readonly number[]
  #turn = 0
  /** How many connections each port was given. */
  readonly given = new Map<number, number>()

  private constructor(behind: () => readonly number[]) {
    this.behind = behind
    this.#server = createServer((near) => this.#serve(near))
  }

  static async open(port: number, behind: () => readonly number[]): Promise<RoundRobin> {
    const address = new RoundRobin(behind)
    address.#server.listen(port, '127.0.0.1')
    await once(address.#server, 'listening')
    return address
  }

  async close(): Promise<void> {
    this.#server.close()
    for (const socket of this.#open) socket.destroy()
    await once(this.#server, 'close')
  }

  #serve(near: Socket): void {
    this.#open.add(near)
    near.on('close', () => this.#open.delete(near)).on('error', () => near.destroy())
    const ports = this.behind()
    const first = this.#turn++
    this.#lead(
      near,
      ports.map((_, i) => ports[(first + i) % ports.length] ?? 0),
    )
  }

  /** As a load balancer does: who does not answer is passed over; who dies in the middle takes the call with it. */
  #lead(near: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    far.once('connect', () => {
      this.given.set(port, (this.given.get(port) ?? 0) + 1)
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) {
        socket
          .on('close', () => (near.destroy(), far.destroy()))
          .on('error', () => (near.destroy(), far.destroy()))
      }
    })
    far.once('error', () => {
      if (far.connecting || far.bytesRead + far.bytesWritten === 0) this.#lead(near, others)
    })
  }
}
