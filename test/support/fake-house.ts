import type { Adapter, ChatEvent, Drawn, House } from '../../src/house/port.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Card } from '../../src/story/card.ts'

export type Script = (event: ChatEvent, adapter: Adapter) => Promise<void>

/** A house that remembers what an adapter asked of it, and hears events by a script. */
export class FakeHouse implements House {
  readonly heard: ChatEvent[] = []
  readonly suspended: { actor: Actor; why: string }[] = []
  readonly removed: { actor: Actor; why: string }[] = []
  readonly raised: { card: Card; key: string }[] = []
  readonly queued: { drawn: Drawn; platform: string; to: Actor | 'alerts'; key: string }[] = []
  /** In the order they happened: what must come before what. */
  readonly order: string[] = []
  script: Script = () => Promise.resolve()
  acceptFails: Error | undefined
  readonly #seen = new Set<string>()
  readonly #adapter: Adapter

  constructor(adapter: Adapter) {
    this.#adapter = adapter
  }

  readonly inbox = {
    accept: (event: ChatEvent): Promise<boolean> => {
      if (this.acceptFails !== undefined) return Promise.reject(this.acceptFails)
      const seen = event.ids.some((id) => this.#seen.has(id))
      for (const id of event.ids) this.#seen.add(id)
      this.order.push(seen ? 'dropped' : 'accepted')
      return Promise.resolve(!seen)
    },
  }

  async hear(event: ChatEvent): Promise<void> {
    this.order.push('heard')
    this.heard.push(event)
    await this.script(event, this.#adapter)
  }

  readonly outbox = {
    put: async (drawn: Drawn, platform: string, to: Actor | 'alerts', key: string): Promise<void> => {
      this.queued.push({ drawn, platform, to, key })
      await this.#adapter.tell(drawn, to, key)
    },
  }

  readonly bindings = {
    suspend: (actor: Actor, why: string): Promise<void> => {
      this.suspended.push({ actor, why })
      return Promise.resolve()
    },
    remove: (actor: Actor, why: string): Promise<void> => {
      this.removed.push({ actor, why })
      return Promise.resolve()
    },
  }

  readonly alerts = {
    raise: async (card: Card, key: string): Promise<void> => {
      this.raised.push({ card, key })
      await this.#adapter.tell({ card }, 'alerts', key)
    },
  }
}
