import { second, type Clock } from '../lib/clock.ts'
import { parsed, type Store } from '../story/record.ts'
import { noHabits, Tally } from './habits.ts'
import type { CompanyHabits, SignIn } from './port.ts'

const place = 'activity:habits'
/** How long what was read is believed (ms). */
const freshMs = 10 * second

/** The company's habits: one record that every replica adds to, now and then, what it has learned since. */
export class Company {
  readonly #store: Store
  readonly #clock: Clock
  /** What was learned and is not yet in the store; the last one learns on. */
  #learned: readonly Tally[] = [new Tally()]
  #read: { readonly value: CompanyHabits; readonly at: number } | undefined

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Learns a person's new sign-ins, oldest first, given those that came before. */
  learn(before: readonly SignIn[], earlier: number, added: readonly SignIn[]): void {
    this.#learned.at(-1)?.learn(before, earlier, added)
  }

  async habits(): Promise<CompanyHabits> {
    const now = this.#clock.now()
    if (this.#read === undefined || now >= this.#read.at + freshMs)
      this.#read = { value: (await this.#stored()).value, at: now }
    return withLearned(this.#learned, this.#read.value)
  }

  /** Adds what was learned; what cannot be added now stays for the next time. */
  async keep(): Promise<void> {
    const learned = this.#learned.filter(({ any }) => any)
    if (learned.length === 0) return
    this.#learned = [new Tally()]
    let written = false
    try {
      const { value: before, rev } = await this.#stored()
      const value = withLearned(learned, before)
      written = await this.#store.write([{ key: place, rev, value: JSON.stringify(value) }])
      if (written) this.#read = { value, at: this.#clock.now() }
    } finally {
      // Another replica was quicker, or the store is away.
      if (!written) this.#learned = [...learned, ...this.#learned]
    }
  }

  async #stored(): Promise<{ readonly value: CompanyHabits; readonly rev: number }> {
    const stored = await this.#store.read(place)
    return stored === undefined
      ? { value: noHabits, rev: 0 }
      : { value: parsed<CompanyHabits>(stored.value), rev: stored.rev }
  }
}

const withLearned = (learned: readonly Tally[], habits: CompanyHabits): CompanyHabits =>
  learned.reduce((sum, tally) => (tally.any ? tally.addedTo(sum) : sum), habits)
