/** Found and not begun: more are left in the store until these are fewer. */
const atMost = 50

export interface LaneParts {
  /** What is due now, the longest due first, besides so many that are known already; never rejects. */
  readonly due: (besides: number) => Promise<readonly string[]>
  /** Does one; never rejects. */
  readonly work: (key: string) => Promise<void>
  /** Keys of one name are worked off one after another, as they became due. */
  readonly inOrderOf: (key: string) => string
  readonly atOnce: number
}

/**
 * Due work of one kind, several at once: one that hangs holds up what must come after it, and nothing else. What waits or is
 * in hand is not begun twice; a look that comes meanwhile fills the places that are free.
 */
export class Lane {
  readonly #parts: LaneParts
  readonly #waiting = new Set<string>()
  readonly #inHand = new Map<string, Promise<void>>()
  #looking: Promise<void> | undefined
  #again = false
  /** What is in hand was seen to be due all the same: it may have become so again. */
  #missed = false
  #open = true

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  /** Looks now, and begins what there is a place for; one that is looking already looks once more. Never rejects. */
  async look(): Promise<void> {
    this.#again = true
    this.#looking ??= this.#looks().finally(() => {
      this.#looking = undefined
    })
    await this.#looking
  }

  /** Looks, and resolves when nothing is in hand. */
  async worked(): Promise<void> {
    await this.look()
    while (this.#inHand.size > 0) await Promise.race(this.#inHand.values())
  }

  /** Finishes what was found, looks for nothing more. */
  async close(): Promise<void> {
    this.#open = false
    await this.#looking
    while (this.#inHand.size > 0) await Promise.race(this.#inHand.values())
  }

  async #looks(): Promise<void> {
    while (this.#again && this.#open) {
      this.#again = false
      if (this.#waiting.size >= atMost) continue
      for (const key of await this.#parts.due(this.#waiting.size + this.#inHand.size)) {
        if (this.#inHand.has(key)) this.#missed = true
        else this.#waiting.add(key)
      }
      this.#fill()
    }
  }

  #fill(): void {
    const { inOrderOf, atOnce } = this.#parts
    const busy = new Set([...this.#inHand.keys()].map((key) => inOrderOf(key)))
    for (const key of this.#waiting) {
      if (this.#inHand.size >= atOnce) return
      const name = inOrderOf(key)
      if (!busy.has(name)) this.#begin(key)
      busy.add(name)
    }
  }

  #begin(key: string): void {
    this.#waiting.delete(key)
    const done = this.#parts.work(key).finally(() => {
      this.#inHand.delete(key)
      this.#fill()
      if (!this.#missed || !this.#open) return
      this.#missed = false
      void this.look()
    })
    this.#inHand.set(key, done)
  }
}
