import { describe, expect, test } from 'vitest'
import { closingLines, type Outcome } from './closing-lines.ts'

const outcome = (name: string, more: Partial<Outcome> = {}): Outcome => ({
  file: 'store/memory.test.ts',
  name,
  passed: true,
  ms: 100,
  ...more,
})

describe('what a run ends with', () => {
  test('a line for each suite and journey, and the plain counts last', () => {
    const outcomes = [
      outcome('reads'),
      outcome('writes'),
      outcome('keeps its floors', { file: 'house.test.ts' }),
      outcome('J3b Ada keeps her password', { file: 'journeys/j3b.real.test.ts', ms: 2000 }),
      outcome('J2 Ada at a real directory', { file: 'journeys/j2.real.test.ts', ms: 9000 }),
      outcome('J1 Ada in the demo > by code', { file: 'journeys/j1.real.test.ts', ms: 1500 }),
      outcome('J1 Ada in the demo > by passkey', { file: 'journeys/j1.real.test.ts', ms: 1500 }),
    ]
    expect(closingLines(outcomes, ['J1', 'J2', 'J3b'])).toEqual({
      ok: true,
      lines: [
        'suite house.test.ts: 1 ok, 0 not ok, 0.1 s',
        'suite journeys: 4 ok, 0 not ok, 14.0 s',
        'suite store: 2 ok, 0 not ok, 0.2 s',
        'J1 ok 2 tests in 3.0 s',
        'J2 ok 1 test in 9.0 s',
        'J3b ok 1 test in 2.0 s',
        '7 passed, 0 failed',
      ],
    })
  })

  test('one failure fails the run, its journey, and is named', () => {
    const { ok, lines } = closingLines([outcome('J1 a'), outcome('J1 b', { passed: false })], ['J1'])
    expect(ok).toBe(false)
    expect(lines).toContain('J1 FAILED 2 tests in 0.2 s')
    expect(lines).toContain('failed: store/memory.test.ts > J1 b')
    expect(lines.at(-1)).toBe('1 passed, 1 failed')
  })

  test('a journey that never ran is a failure', () => {
    const { ok, lines } = closingLines([outcome('J1 a'), outcome('says J2 in passing')], ['J1', 'J2'])
    expect(ok).toBe(false)
    expect(lines).toContain('J2 MISSING: no test of that name ran')
    expect(lines.at(-1)).toBe('2 passed, 1 failed')
  })

  test('a run of nothing is not ok', () => {
    expect(closingLines([], [])).toEqual({ ok: false, lines: ['0 passed, 0 failed'] })
  })
})
