/** Found and not begun: more are left in the store until these are fewer. */
const atMost = 50
/** Of one name: whoever leaves much to do keeps nobody else from being found. */
const mostOfOne = 10
/** How much of it is looked past. */
const deepest = 20_000

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
  /** More was due than was taken. */
  #left = false
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
    while (this.#inHand.size > 0 || this.#looking !== undefined)
      await (this.#looking ?? Promise.race(this.#inHand.values()))
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
      for (let past = 0, more = true; more && this.#waiting.size < atMost;) {
        const passed = this.#found(await this.#parts.due(this.#waiting.size + this.#inHand.size + past))
        // Behind what was passed over there may be others'.
        more = passed > past && past < deepest
        past = passed * 2
      }
      this.#fill()
    }
  }

  /** Notes what is due; answers how many were left for later, because enough of their name wait. */
  #found(keys: readonly string[]): number {
    const { inOrderOf } = this.#parts
    const ofName = new Map<string, number>()
    for (const key of this.#waiting) count(ofName, inOrderOf(key))
    let passed = 0
    for (const key of keys) {
      if (this.#waiting.has(key)) continue
      if (this.#inHand.has(key)) this.#missed = true
      else if ((ofName.get(inOrderOf(key)) ?? 0) >= mostOfOne) passed++
      else {
        this.#waiting.add(key)
        count(ofName, inOrderOf(key))
      }
    }
    this.#left = passed > 0
    return passed
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
      if (!this.#open || !(this.#missed || (this.#left && this.#waiting.size === 0))) return
      this.#missed = false
      void this.look()
    })
    this.#inHand.set(key, done)
  }
}

const count = (names: Map<string, number>, name: string): void => {
  names.set(name, (names.get(name) ?? 0) + 1)
}
