/** Where a process is killed: right before the effect, when it was sent and not yet answered, or right after the answer. */
export type When = 'before' | 'during' | 'after'

/** Ends this process as the kernel does it when memory is short: nothing is finished, nothing is tidied up. */
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
  // The signal may take a moment; until then not one more line of ours may run.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** One thing that is done to the outside: the nth of its name, e.g. the second `modify`. */
export interface Point {
  readonly name: string
  readonly nth: number
  readonly when: When
}

/** Counts what this process does to the outside by name, and kills it for real at the chosen one. */
export class Points {
  #deadly: Point | undefined
  #names: string[] = []
  /** How often the sweep has looked for what is due. */
  rounds = 0

  /** From now on: dies there. */
  arm(at: Point | undefined): void {
    this.#deadly = at
    this.#names = []
  }

  /** Whether the disk under the audit answers: resolves once it does. */
  hanging: Promise<void> = Promise.resolve()
  #letGo = (): void => {}

  hang(yes: boolean): void {
    this.#letGo()
    if (yes) this.hanging = new Promise((resolve) => (this.#letGo = resolve))
  }

  #held: { readonly name: string; readonly until: Promise<void>; readonly letGo: () => void } | undefined

  /** From now on what has this name waits, until another is held, or none. */
  hold(name: string): void {
    this.#held?.letGo()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held = name === '' ? undefined : { name, until: promise, letGo: resolve }
  }

  /** What was done since it was armed, in order. */
  get names(): readonly string[] {
    return this.#names
  }

  async deed<T>(name: string, effect: () => Promise<T>): Promise<T> {
    this.#names.push(name)
    if (this.#held?.name === name) await this.#held.until
    const at = this.#deadly
    const mine = at?.name === name && this.#names.filter((one) => one === name).length === at.nth
    if (mine && at.when === 'before') die()
    const result = effect()
    // Two turns of the event loop: what was written to a socket is with the kernel by then.
    if (mine && at.when === 'during') setImmediate(() => setImmediate(die))
    const value = await result
    if (mine) die()
    return value
  }
}
