/** Tells waiting pages that something changed. */
export class Changes {
  #count = 0
  #stopped = false
  #wake = new Set<() => void>()

  get count(): number {
    return this.#count
  }
  get stopped(): boolean {
    return this.#stopped
  }

  readonly changed = (): void => {
    this.#count += 1
    for (const wake of this.#wake) wake()
    this.#wake.clear()
  }

  stop(): void {
    this.#stopped = true
    this.changed()
  }

  /** Resolves once there were changes after `seen`, and at the latest after `ms` milliseconds. */
  async after(seen: number, ms: number): Promise<void> {
    if (this.#count !== seen || this.#stopped) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#wake.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#wake.add(wake)
    })
  }
}
