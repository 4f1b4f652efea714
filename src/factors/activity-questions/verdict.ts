import { minute } from '../../lib/clock.ts'
import { rightOf, type Digest, type Kind, type QuestionSet } from './question.ts'

/** How often the person knows (r), and how often an attacker who has done their homework does (a); colleagues see sites. */
const recall = 0.9
const homework: Readonly<Record<Kind, number>> = { app: 0.35, site: 0.5, browser: 0.35, 'phone-day': 0.35 }
/** Of the score: nine in ten right is worth half a band at most, and no floor moves by it. */
const [least, most] = [-2, 3]
/** So many right, or nothing speaks for them: stops a thief who answers only what they are surest of. */
const enough = 4
/** Per question; what comes later counts as not known. */
const patience = 2 * minute

/** The number of the option that was chosen; `undefined` = "I don't know". */
export type Answer = number | undefined

export interface Verdict {
  /** How the score changes: below 0 = more like the person. */
  readonly change: number
  readonly right: number
  readonly wrong: number
  readonly unknown: number
}

/** All answers at once, and one verdict: nobody learns which of them was right. To know nothing changes nothing. */
export const verdictOf = (
  set: QuestionSet,
  answers: readonly Answer[],
  digest: Digest,
  now: number,
): Verdict => {
  const isLate = now - set.askedAt > patience * set.questions.length
  const marks = set.questions.map(({ options, right }, number): boolean | undefined => {
    const given = answers[number]
    if (isLate || given === undefined) return undefined
    const option = options[given]
    return option !== undefined && rightOf(digest, set.id, number, option) === right
  })
  const sum = set.questions.reduce((total, { kind }, number) => total + weightOf(kind, marks[number]), 0)
  const count = (mark: boolean | undefined): number => marks.filter((one) => one === mark).length
  const right = count(true)
  return {
    change: Math.min(most, Math.max(right < enough ? 0 : least, sum)),
    right,
    wrong: count(false),
    unknown: count(undefined),
  }
}

const weightOf = (kind: Kind, mark: boolean | undefined): number => {
  if (mark === undefined) return 0
  return mark ? Math.log(homework[kind] / recall) : Math.log((1 - homework[kind]) / (1 - recall))
}
