import { noHabits, Tally } from '../../src/activity/habits.ts'
import type { History, SignIn } from '../../src/activity/port.ts'
import { day } from '../../src/lib/clock.ts'
import { score } from '../../src/risk/score.ts'
import type { Scene } from '../../src/risk/signals/signal.ts'
import { Chance } from '../eval/chance.ts'
import { originOf, timeOf } from '../eval/features.ts'
import { Freeman } from '../eval/freeman.ts'
import type { Line } from '../eval/line.ts'
import { world } from '../eval/world.ts'

/**
 * `npm run bench:risk`: what it costs to judge one attempt, by how much is known of the person and of the company, as a multiple of the
 * smallest case. The last but one row is the product's bound (200 sign-ins of a person) in a company of a million; the last is what it would be without.
 */
const small = world(7, { people: 50, days: 180, legitimate: 8, attacks: 2 })

const signIns = (lines: readonly Line[]): readonly SignIn[] =>
  lines.map((line, n) => ({
    id: `${n}`,
    person: line.user,
    at: timeOf(line),
    source: 'bench',
    ...originOf(line),
  }))

/** So many sign-ins, the small company's people over and over, each time from other addresses. */
const grown = (n: number): readonly SignIn[] => {
  const all = signIns(small.signIns)
  const chance = new Chance(1)
  return Array.from({ length: n }, (_, i) => {
    const one = all[i % all.length]!
    const prefix = i < all.length ? one.network?.prefix : `${chance.below(1e6)}`
    return { ...one, id: `g${i}`, network: { ...one.network, ...(prefix !== undefined && { prefix }) } }
  })
}

const habits = (all: readonly SignIn[]) => {
  const tally = new Tally()
  tally.learn([], 0, all)
  return tally.addedTo(noHabits)
}

const scenes = (inCompany: number, ofPerson: number): readonly Scene[] => {
  const all = grown(Math.max(inCompany, ofPerson))
  const company = habits(all.slice(0, inCompany))
  const history: History = { signIns: all.slice(-ofPerson).toReversed(), earlier: 0, firstAt: 0 }
  return small.attempts.map((line) => ({ history, company, origin: originOf(line), now: timeOf(line) + day }))
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0

const timed = (
  runs: number,
  run: (n: number) => unknown,
): { readonly median: number; readonly worst: number } => {
  for (let n = 0; n < runs / 10; n++) run(n)
  const took = Array.from({ length: runs }, (_, n) => {
    const began = performance.now()
    run(n)
    return 1000 * (performance.now() - began)
  }).sort((a, b) => a - b)
  return { median: percentile(took, 0.5), worst: percentile(took, 0.99) }
}

const print = (name: string, { median, worst }: ReturnType<typeof timed>, to: number): void =>
  void process.stdout.write(
    `${median.toFixed(1).padStart(10)}${worst.toFixed(1).padStart(10)}${(median / to).toFixed(1).padStart(9)}  ${name}\n`,
  )

process.stdout.write('    median       p99  multiple  µs for one attempt\n')
let least = 0
for (const [inCompany, ofPerson] of [
  [1000, 20],
  [1000, 200],
  [1_000_000, 200],
  [1_000_000, 1_000_000],
] as const) {
  const some = scenes(inCompany, ofPerson)
  const figure = timed(ofPerson > 1000 ? 5 : 5000, (n) => score(some[n % some.length]!))
  least ||= figure.median
  print(`Latchkey, ${ofPerson} sign-ins of the person in ${inCompany} of the company`, figure, least)
}
const freeman = new Freeman()
for (const line of small.signIns) freeman.learn(line)
const figure = timed(5000, (n) => freeman.score(small.attempts[n % small.attempts.length]!))
print(`Freeman by counters, ${small.signIns.length} of the company`, figure, least)
