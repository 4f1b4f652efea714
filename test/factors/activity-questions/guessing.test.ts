import { beforeAll, describe, expect, test } from 'vitest'
import { compose } from '../../../src/factors/activity-questions/compose.ts'
import { rightOf, type Kind } from '../../../src/factors/activity-questions/question.ts'
import { Chance } from '../../eval/chance.ts'
import { invented, now } from './company.ts'

/** A question as a stranger sees it who knows the company well, and which option is true. */
interface Seen {
  readonly kind: Kind
  readonly options: readonly string[]
  readonly truth: number
}
const digest = (text: string): string => `d:${text}`
/** What a stranger may look at in an option, roughly enough to be learned. */
type Trait = (option: string, question: Seen) => string

let questions: readonly Seen[]
let users: (kind: Kind, option: string) => number

beforeAll(() => {
  const { company, histories } = invented(3, 6000)
  const chance = new Chance(4)
  const below = (n: number): number => chance.below(n)
  users = (kind, option) => company.counts[kind]?.[option] ?? 0
  questions = histories.flatMap((history, n) =>
    Array.from({ length: 2 }, (_, again) => `${n}.${again}`).flatMap((id) => {
      const set = compose({ id, person: id, history, company, now, chance: below, digest })
      return (set?.questions ?? []).map(({ kind, options, right }, number) => ({
        kind,
        options,
        truth: options.findIndex((option) => rightOf(digest, id, number, option) === right),
      }))
    }),
  )
}, 120_000)

const rank = (option: string, { kind, options }: Seen): number =>
  options.filter((other) => users(kind, other) > users(kind, option)).length

const traits: Readonly<Record<string, Trait>> = {
  'where it stands': (option, { options }) => `${options.indexOf(option)}`,
  'how long it is': (option, { options }) =>
    `${options.filter((other) => other.length > option.length).length}`,
  'how many use it, beside the others': (option, question) => `${question.kind} ${rank(option, question)}`,
  'how many use it': (option, { kind }) => `${kind} ${Math.round(2 * Math.log2(1 + users(kind, option)))}`,
  'what it is': (option, { kind }) => (kind === 'phone-day' ? '' : `${kind} ${option}`),
}

/** Learns from one half how often an option with a trait is true, and guesses in the other half. */
const guessed = (wanted: readonly Trait[]): number => {
  const half = Math.floor(questions.length / 2)
  const tables = wanted.map((trait) => {
    const seen = new Map<string, { true: number; all: number }>()
    for (const question of questions.slice(0, half))
      for (const [n, option] of question.options.entries()) {
        const name = trait(option, question)
        const row = seen.get(name) ?? { true: 0, all: 0 }
        seen.set(name, row)
        row.all += 1
        if (n === question.truth) row.true += 1
      }
    return seen
  })
  const worth = (option: string, question: Seen): number =>
    wanted.reduce((sum, trait, n) => {
      const row = tables[n]!.get(trait(option, question))
      return sum + Math.log(((row?.true ?? 0) + 1) / ((row?.all ?? 0) + 6))
    }, 0)
  const right = questions.slice(half).filter((question) => {
    const worths = question.options.map((option) => worth(option, question))
    return worths.indexOf(Math.max(...worths)) === question.truth
  })
  return right.length / (questions.length - half)
}

describe('a stranger who knows the company guesses one in six, and hardly more', () => {
  test('there is enough to learn from', () => {
    expect(questions.length).toBeGreaterThan(3500)
    expect(new Set(questions.map(({ kind }) => kind)).size).toBe(4)
  })

  test.each(Object.entries(traits))('by %s', (_name, trait) => {
    expect(guessed([trait])).toBeLessThanOrEqual(1 / 6 + 0.02)
  })

  test('by all of it', () => {
    expect(guessed(Object.values(traits))).toBeLessThanOrEqual(1 / 6 + 0.02)
  })
})
