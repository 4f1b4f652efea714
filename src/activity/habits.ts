import { newLevels, pathsOf, thingsOf, type CompanyHabits, type SignIn } from './port.ts'

/** How many values are counted at each level; the rest are too rare to tell anything, and a flood of them costs no memory. */
const most: Readonly<Record<string, number>> = {
  country: 300,
  asn: 2000,
  prefix: 3000,
  device: 10,
  os: 60,
  family: 200,
  app: 300,
  site: 300,
  browser: 100,
  people: 1,
}
/** Beyond so many sign-ins everything is halved: what was usual years ago yields to what is. */
const longMemory = 1_000_000

export const noHabits: CompanyHabits = { total: 0, novel: {}, counts: {} }

/** Counts up what was learned since it was last added to the company's habits. */
export class Tally {
  #total = 0
  readonly #novel = new Map<string, number>()
  readonly #counts = new Map<string, Map<string, number>>()

  /** Whether there is something to add. */
  get any(): boolean {
    return this.#total > 0
  }

  /** Learns a person's new sign-ins, oldest first, given those that came before. */
  learn(before: readonly SignIn[], earlier: number, added: readonly SignIn[]): void {
    const seen = new Set(before.flatMap(namesOf))
    let known = before.length + earlier > 0
    for (const one of added) {
      if (known)
        for (const level of newLevels(one, (level, path) => seen.has(`${level} ${path}`)))
          bump(this.#novel, level)
      else this.#bump('people', 'all')
      known = true
      this.#total += 1
      for (const [level, path] of Object.entries(pathsOf(one))) {
        this.#bump(level, path)
        seen.add(`${level} ${path}`)
      }
      for (const [kind, thing] of Object.entries(thingsOf(one))) {
        if (seen.has(`${kind} ${thing}`)) continue
        this.#bump(kind, thing)
        seen.add(`${kind} ${thing}`)
      }
    }
  }

  #bump(level: string, name: string): void {
    const counts = this.#counts.get(level) ?? new Map<string, number>()
    this.#counts.set(level, counts)
    bump(counts, name)
  }

  /** The habits with what is counted here. */
  addedTo({ total, novel, counts }: CompanyHabits): CompanyHabits {
    const now = total + this.#total
    const shrink = now > longMemory ? 2 : 1
    const levels = [...new Set([...Object.keys(counts), ...this.#counts.keys()])]
    return {
      total: Math.floor(now / shrink),
      novel: summed(novel, this.#novel, shrink, Infinity),
      counts: Object.fromEntries(
        levels.map((level) => [
          level,
          summed(counts[level] ?? {}, this.#counts.get(level) ?? new Map(), shrink, bound(level)),
        ]),
      ),
    }
  }
}

const namesOf = (one: SignIn): readonly string[] =>
  Object.entries({ ...pathsOf(one), ...thingsOf(one) }).map(([level, path]) => `${level} ${path}`)

const bump = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1)

const bound = (level: string): number => most[level] ?? 0

/** Both together; beyond the bound the commonest. */
const summed = (
  some: Readonly<Record<string, number>>,
  more: ReadonlyMap<string, number>,
  shrink: number,
  bound: number,
): Readonly<Record<string, number>> => {
  const sums = new Map(Object.entries(some))
  for (const [name, count] of more) sums.set(name, (sums.get(name) ?? 0) + count)
  const left = [...sums].map(([name, n]) => [name, Math.floor(n / shrink)] as const).filter(([, n]) => n > 0)
  return Object.fromEntries(left.length <= bound ? left : left.sort((a, b) => b[1] - a[1]).slice(0, bound))
}
