import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { falseAlarms, markOf, reaching } from './rates.ts'

const one = (values: readonly number[]): readonly (readonly number[])[] => values.map((value) => [value])

describe('false alarms where so many attackers are caught', () => {
  test.each<[string, readonly number[], readonly number[], number]>([
    ['apart', [1, 2, 3], [10, 11, 12], 0],
    ['the other way round', [10, 11], [1, 2, 3], 1],
    ['alike', [5, 5], [5, 5], 1],
    ['half of them', [1, 9], [5, 6], 0.5],
  ])('%s', (_case, legitimate, attackers, rate) => {
    expect(falseAlarms(one(legitimate), one(attackers))).toBe(rate)
  })

  test('two in a hundred may slip through, and no third', () => {
    const attackers = one([0, 0, ...Array.from({ length: 98 }, () => 5)])
    expect(falseAlarms(one([1, 2, 3, 4]), attackers)).toBe(0)
    expect(falseAlarms(one([1, 2, 3, 4]), [[0.5], ...attackers.slice(1, -1), [0.5]])).toBe(1)
  })

  test('the band decides, the score only within it', () => {
    const ranks = [
      [1, 9],
      [2, -5],
      [2, 3],
    ] as const
    expect(reaching(ranks, [2, -5])).toBeCloseTo(2 / 3)
    expect(reaching(ranks, [2, 0])).toBeCloseTo(1 / 3)
  })

  test('at the mark as many are caught as was asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 300 }), (scores) => {
        expect(reaching(one(scores), markOf(one(scores), 0.98))).toBeGreaterThanOrEqual(0.98)
      }),
    )
  })
})
