import { noHabits, Tally } from '../../src/activity/habits.ts'
import type { CompanyHabits, History, SignIn } from '../../src/activity/port.ts'
import { defaultCoolings } from '../../src/policy/coolings.ts'
import type { Assessment } from '../../src/policy/port.ts'
import { judge } from '../../src/risk/judge.ts'
import { score } from '../../src/risk/score.ts'
import type { Scored } from '../../src/risk/scored.ts'
import { originOf, timeOf } from './features.ts'
import type { Line } from './line.ts'

/** How many sign-ins of a person the product keeps. */
const kept = 200

export interface Judgement {
  readonly scored: Scored
  /** What the score and all floors make of it together. */
  readonly assessment: Assessment
}

/** The product's own engine over a trace: sign-ins are learned in their order, attempts are judged and teach nothing. */
export class Ours {
  readonly #people = new Map<string, SignIn[]>()
  /** Sign-ins that the company's habits do not know yet, oldest first. */
  readonly #fresh = new Map<string, SignIn[]>()
  #habits = noHabits
  #n = 0

  learn(line: Line): void {
    this.#n += 1
    const at = timeOf(line)
    const signIn = { id: `${this.#n}`, person: line.user, at, source: 'trace', ...originOf(line) }
    for (const lists of [this.#people, this.#fresh]) {
      const own = lists.get(line.user) ?? []
      lists.set(line.user, own)
      own.push(signIn)
    }
  }

  /** Newest first, as the port promises. */
  history(user: string, keep = kept): History {
    const all = this.#people.get(user) ?? []
    const signIns = all.slice(-keep).toReversed()
    const firstAt = (keep < kept ? signIns.at(-1) : all[0])?.at
    const earlier = keep < kept ? 0 : all.length - signIns.length
    return { signIns, earlier, ...(firstAt !== undefined && { firstAt }) }
  }

  get company(): CompanyHabits {
    if (this.#fresh.size === 0) return this.#habits
    const tally = new Tally()
    for (const [user, fresh] of this.#fresh) {
      const before = (this.#people.get(user) ?? []).slice(0, -fresh.length)
      tally.learn(before, 0, fresh)
    }
    this.#fresh.clear()
    this.#habits = tally.addedTo(this.#habits)
    return this.#habits
  }

  judge(line: Line, history = this.history(line.user)): Judgement {
    const origin = originOf(line)
    const now = timeOf(line)
    const scored = score({ history, company: this.company, origin, now })
    const knownDevice =
      origin.device !== undefined && history.signIns.some(({ device }) => device === origin.device)
    const calm = { privileged: false, secondBrowser: false, startsExceeded: false, evidence: [] }
    const request = {
      ...calm,
      person: line.user,
      flow: 'trace',
      now,
      origin,
      knownDevice,
      coolings: defaultCoolings,
    }
    return { scored, assessment: judge({ request, history, scored, failing: false }) }
  }
}
