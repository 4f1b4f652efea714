import type { ActivityPort, CompanyHabits, SignIn } from '../../src/activity/port.ts'
import type { Band } from '../../src/policy/port.ts'
import type { Reason } from '../../src/policy/port.ts'
import { day } from '../../src/lib/clock.ts'
import { judge } from '../../src/risk/judge.ts'
import type { RiskPort } from '../../src/risk/port.ts'
import { answers } from '../../src/risk/signals/answers.ts'
import { gravest } from '../../src/risk/bands.ts'
import { morning } from './world.ts'

const named = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${what} ${n + 1}`)
const apps = named('Tool', 200)
const sites = named('Harbour', 50)
const users = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 100]))

/** A company of four hundred, in which everything is used by as many as everything else. */
const company: CompanyHabits = {
  total: 4000,
  novel: {},
  counts: { people: { all: 400 }, app: users(apps), site: users(sites) },
}

/** One of each that is asked beside each other, so that nothing of chance decides whether this person is asked. */
const own: readonly string[] = ['Tool 5', 'Tool 15', 'Tool 25', 'Tool 35']

/** What is true of everybody whose sign-ins are known here. */
export const truths: readonly string[] = [...own, 'Harbour 3']

/** `further` shelves on than the truths are: other things each time, beside others. */
const signInsOf = (person: string, further: number): readonly SignIn[] =>
  own.map((_, n) => ({
    id: `${person}:${n}`,
    person,
    at: morning - (n + 3) * day,
    source: 'ingest',
    app: `Tool ${10 * (n + 4 * further) + 5}`,
    site: `Harbour ${3 + 10 * further}`,
  }))

/** Sign-ins are known of everybody but `unknown`; up to five times `further`, they are all others. */
export const knownSignIns = (
  unknown: readonly string[] = [],
  further: () => number = () => 0,
): Pick<ActivityPort, 'history' | 'company'> => ({
  history: async (person) => ({
    signIns: unknown.includes(person) ? [] : signInsOf(person, further()),
    earlier: 0,
  }),
  company: async () => company,
})

/** Everything is judged by this score and what answers make of it, and by the floors that stand anyway. */
export const scored = (score: number, reasons: readonly Reason[] = [], floor: Band = 'allow'): RiskPort => ({
  async assess(request) {
    const terms = answers({
      history: { signIns: [], earlier: 0 },
      company,
      origin: {},
      now: request.now,
      ...(request.answers !== undefined && { answers: request.answers }),
    })
    const sum = terms.reduce((total, { adds }) => total + adds, score)
    const judged = judge({ request, failing: false, scored: { score: sum, terms, model: 'told' } })
    const band = gravest([judged.band, floor])
    const { eased: _eased, byScore, ...same } = judged
    if (byScore === undefined) throw new TypeError('a score that nothing was made of')
    const stands = { ...byScore, floor: gravest([byScore.floor, floor]) }
    return { ...same, band, byScore: stands, reasons: [...judged.reasons, ...reasons] }
  },
})
