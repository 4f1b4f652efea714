/** Lets at most `limit` pieces of work run at once; the others wait in the order they came. */
export class Turns {
  readonly #limit: number
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get idle(): boolean {
    return this.#running === 0
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#running += 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}

/** One piece of work at a time for each key. */
export class TurnsByKey {
  readonly #turns = new Map<string, Turns>()

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(key) ?? new Turns(1)
    this.#turns.set(key, turns)
    try {
      return await turns.run(work)
    } finally {
      if (turns.idle) this.#turns.delete(key)
    }
  }
}
