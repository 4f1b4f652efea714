import type { Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import { Turns } from './turns.ts'

export interface PoolOptions<S> {
  open(): Promise<S>
  /** False at the first doubt. */
  sound(session: S): boolean
  close(session: S): Promise<void>
  readonly clock: Clock
  readonly maxAgeMs: number
  readonly atOnce: number
}

interface Idle<S> {
  readonly session: S
  readonly born: number
}

/**
 * Sessions kept for the next reader. One is checked out for one unit of work, comes back only if the work
 * ended well and the session is sound, and is given up at an age below the server's idle limit. Saves about
 * ten times the CPU of connecting anew.
 */
export class SessionPool<S> {
  readonly #options: PoolOptions<S>
  readonly #turns: Turns
  #idle: Idle<S>[] = []
  #closed = false

  constructor(options: PoolOptions<S>) {
    this.#options = options
    this.#turns = new Turns(options.atOnce)
  }

  /** Runs `work`, which must only read: a kept session may have died unnoticed, and then it runs once more on a new one. */
  use<T>(work: (session: S) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      const kept = await this.#take()
      if (kept !== undefined) {
        try {
          return await this.#work(kept, work)
        } catch (error) {
          if (!(error instanceof Fault) || error.code !== 'ERR_DIRECTORY') throw error
        }
      }
      return this.#work({ session: await this.#options.open(), born: this.#options.clock.now() }, work)
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const idle = this.#idle.splice(0)
    await Promise.all(idle.map((i) => this.#options.close(i.session)))
  }

  async #take(): Promise<Idle<S> | undefined> {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      if (this.#fit(last)) return last
      await this.#options.close(last.session)
    }
    return undefined
  }

  async #work<T>(idle: Idle<S>, work: (session: S) => Promise<T>): Promise<T> {
    let well = false
    try {
      const result = await work(idle.session)
      well = true
      return result
    } finally {
      if (well && !this.#closed && this.#fit(idle)) this.#idle.push(idle)
      else await this.#options.close(idle.session)
    }
  }

  #fit(idle: Idle<S>): boolean {
    return this.#options.sound(idle.session) && this.#options.clock.now() - idle.born < this.#options.maxAgeMs
  }
}
