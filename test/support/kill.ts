/** What happens in a process when it is killed: whatever it was doing never returns. Not a `Fault`: nobody may catch it and go on. */
export class Killed extends Error {
  constructor(at: string) {
    super(`killed ${at}`)
    this.name = 'Killed'
  }
}

/** Counts what a process does to the outside, and kills it at the chosen count, before or after the effect. */
export class Fate {
  readonly #at: number
  readonly #when: 'before' | 'after'
  #count = 0
  #dead = false
  /** What was done, in order; the index + 1 is the count. */
  readonly deeds: string[] = []

  constructor(at = Infinity, when: 'before' | 'after' = 'before') {
    this.#at = at
    this.#when = when
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Does one thing to the outside, or dies at it. */
  async deed<T>(name: string, effect: () => Promise<T>): Promise<T> {
    this.alive(name)
    this.#count += 1
    this.deeds.push(name)
    const mine = this.#count === this.#at
    if (mine && this.#when === 'before') this.#die(name)
    const result = await effect()
    if (mine) this.#die(name)
    this.alive(name)
    return result
  }

  /** Looks at the outside: a dead process sees nothing. */
  async look<T>(name: string, sight: () => Promise<T>): Promise<T> {
    this.alive(name)
    const result = await sight()
    this.alive(name)
    return result
  }

  /** Dies now. */
  kill(name: string): void {
    this.#dead = true
    this.deeds.push(`killed ${name}`)
  }

  alive(name: string): void {
    if (this.#dead) throw new Killed(`before ${name}`)
  }

  #die(name: string): never {
    this.#dead = true
    throw new Killed(`${this.#when} ${name}`)
  }
}
