import { randomToken } from '../../src/lib/ids.ts'
import type { ChatEvent, House } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Page } from './pages.ts'
import type { Rooms } from './rooms.ts'

/**
 * Hands events over as a chat platform must: accepted durably first, acknowledged then, heard afterwards. Where the page
 * asks for it, everything is delivered a second time under the same ids.
 */
export class Delivery {
  readonly #house: House
  readonly #rooms: Rooms
  readonly #failed: (event: ChatEvent, code: string) => void
  readonly #hearing = new Set<Promise<void>>()

  constructor(house: House, rooms: Rooms, failed: (event: ChatEvent, code: string) => void) {
    this.#house = house
    this.#rooms = rooms
    this.#failed = failed
  }

  /** Resolves when the event may be acknowledged; rejects with the house's Fault when it must not be. */
  async deliver(event: ChatEvent, page: Page, accepted: () => void): Promise<void> {
    if (!(await this.#house.inbox.accept(event))) return
    accepted()
    this.#hear(event)
    if (!page.twice) return
    page.again += 1
    if (await this.#house.inbox.accept(event)) this.#hear(event)
    else page.dropped += 1
  }

  /** Resolves when everything that was accepted has been heard. */
  async drain(): Promise<void> {
    await Promise.all(this.#hearing)
  }

  #hear(event: ChatEvent): void {
    const { channel } = event.place
    this.#rooms.busy(channel, 1)
    const hearing = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#house.hear(event))
      .catch((fault: unknown) => this.#failed(event, fault instanceof Fault ? fault.code : 'unexpected'))
      .finally(() => {
        this.#hearing.delete(hearing)
        this.#rooms.busy(channel, -1)
      })
    this.#hearing.add(hearing)
  }
}

/** The ids of one deliberate act: the platform's own, and the one the client gave it (`client` may repeat when it retries). */
export const idsOf = (channel: string, client: string): readonly [string, string] => [
  `event:${randomToken(16)}`,
  `client:${channel}:${client}`,
]
