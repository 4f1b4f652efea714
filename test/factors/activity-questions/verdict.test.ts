import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayAsk } from '../../../src/factors/activity-questions/limits.ts'
import { rightOf, type Kind, type QuestionSet } from '../../../src/factors/activity-questions/question.ts'
import { verdictOf, type Answer } from '../../../src/factors/activity-questions/verdict.ts'
import { day, minute } from '../../../src/lib/clock.ts'

const digest = (text: string): string => `keyed(${text})`
const options = ['a', 'b', 'c', 'd', 'e', 'f']
const setOf = (kinds: readonly Kind[]): QuestionSet => ({
  id: 's1',
  askedAt: 0,
  questions: kinds.map((kind, n) => ({ kind, options, right: rightOf(digest, 's1', n, 'c') })),
  facts: [],
})
const five = setOf(['app', 'app', 'app', 'browser', 'phone-day'])
const [yes, no] = [2, 0]
const changeOf = (answers: readonly Answer[], set = five, at = 9 * minute): number =>
  verdictOf(set, answers, digest, at).change

describe('what answers are worth', () => {
  test.each<[string, readonly Answer[], number]>([
    ['all right', [yes, yes, yes, yes, yes], -2],
    ['one right', [yes], 0],
    ['three right, and nothing said to the others', [yes, yes, yes, undefined, undefined], 0],
    ['four right, one not known', [yes, yes, yes, yes, undefined], -2],
    ['one wrong', [no], Math.log(0.65 / 0.1)],
    ['four right, one wrong', [yes, yes, yes, yes, no], 4 * Math.log(0.35 / 0.9) + Math.log(6.5)],
    ['all wrong', [no, no, no, no, no], 3],
    ['nothing known', [undefined, undefined], 0],
    ['nothing said', [], 0],
    ['no option of it', [17, -1, 1.5], 3],
  ])('%s', (_case, answers, change) => {
    expect(changeOf(answers)).toBeCloseTo(change, 10)
  })

  test('what colleagues see is worth less', () => {
    const four = [no, yes, yes, yes, yes]
    const seen = setOf(['app', 'app', 'app', 'browser', 'site'])
    expect(changeOf(four, seen)).toBeGreaterThan(changeOf(four))
  })

  test('whoever picks the questions they are surest of, and knows nothing of the rest, gains nothing', () => {
    const answered = (n: number): readonly Answer[] => Array.from({ length: n }, () => yes)
    expect([0, 1, 2, 3].map((n) => changeOf(answered(n)))).toEqual([0, 0, 0, 0])
  })

  test('two minutes for each question, then nothing counts', () => {
    expect(changeOf([yes, yes, yes, yes], five, 10 * minute)).toBe(-2)
    expect(changeOf([yes, yes, yes, yes], five, 10 * minute + 1)).toBe(0)
  })

  test('the trail learns how many, never which', () => {
    expect(verdictOf(five, [yes, no, undefined, yes, yes], digest, 0)).toEqual({
      change: expect.any(Number),
      right: 3,
      wrong: 1,
      unknown: 1,
    })
  })

  test('never more than two down and three up, and one more right never costs', () => {
    const answer = fc.option(fc.integer({ min: -1, max: 7 }), { nil: undefined })
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 6 }), fc.nat({ max: 4 }), (answers, n) => {
        const change = changeOf(answers)
        expect(change).toBeGreaterThanOrEqual(-2)
        expect(change).toBeLessThanOrEqual(3)
        const better = Array.from({ length: 5 }, (_, i) => (i === n ? yes : answers[i]))
        expect(changeOf(better)).toBeLessThanOrEqual(change)
      }),
    )
  })

  test('whoever guesses loses by it on average', () => {
    const guesses = options.flatMap((_a, i) => options.map((_b, j) => changeOf([i, j])))
    expect(guesses.reduce((sum, change) => sum + change, 0) / guesses.length).toBeGreaterThan(1)
  })
})

test.each<[readonly number[], boolean]>([
  [[], true],
  [[-1, -2], true],
  [[-1, -2, -3], false],
  [[-1, -2, -30], true],
  [[-1, -2, -29.9], false],
  [[1, 2, 3], false],
])('asked %o days ago: may be asked once more: %s', (days, may) => {
  expect(
    mayAsk(
      days.map((n) => ({ at: 100 * day + n * day })),
      100 * day,
    ),
  ).toBe(may)
})

test('who failed one is not asked for thirty days, however few there were', () => {
  const failed = { at: 100 * day, failed: true }
  expect(mayAsk([failed], 130 * day - 1)).toBe(false)
  expect(mayAsk([failed], 130 * day)).toBe(true)
})
