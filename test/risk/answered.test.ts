import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { graver } from '../../flows/graver.ts'
import { hour } from '../../src/lib/clock.ts'
import { bandWith } from '../../src/policy/eased.ts'
import { policy } from '../../src/policy/policy.ts'
import { bands, evidenceTypes, type Assessment, type EvidenceType } from '../../src/policy/port.ts'
import { answered, answeredBest } from '../../src/risk/answered.ts'
import type { Judged } from '../../src/risk/floors/floor.ts'
import { judge } from '../../src/risk/judge.ts'
import type { Term } from '../../src/risk/scored.ts'
import { answers } from '../../src/risk/signals/answers.ts'
import { judged, now } from './requests.ts'

const term = (name: string, kind: Partial<Term>) =>
  fc.double({ min: -3, max: 9, noNaN: true }).map((adds): Term => ({ name, adds, ...kind }))

/** Any score, of what is about the place, about a crowd and about neither, under any floors. */
const requests = fc
  .record({
    terms: fc.tuple(term('network', { place: true }), term('velocity', { crowd: true }), term('agent', {})),
    known: fc.boolean(),
    floors: fc.subarray<Partial<Judged['request']>>([
      { lastResetAt: now - hour },
      { secondBrowser: true },
      { privileged: true },
      { peopleNear: 5 },
      { peopleNear: 12 },
    ]),
    elsewhere: fc.boolean(),
  })
  .map(({ terms, known, floors, elsewhere }): Judged => {
    const before = judged({})
    const request = Object.assign({}, before.request, ...floors, { knownDevice: known })
    const score = terms.reduce((sum, { adds }) => sum + adds, 0)
    return {
      ...before,
      request,
      scored: { score, terms, model: 'm' },
      ...(elsewhere && { chatCountry: 'PT' }),
    }
  })
const changes = fc.oneof(
  fc.double({ min: -3, max: 4, noNaN: true }),
  fc.constantFrom(0, -2, 3, -Infinity, Infinity, Number.NaN),
)
const evidence = fc.subarray([...evidenceTypes])
const gravity = (assessment: Assessment, given: readonly EvidenceType[]) =>
  bands.indexOf(bandWith(assessment, given))
const floorOf = ({ scored: _scored, ...request }: Judged) => judge(request)

/** The same request, judged with the answers among the terms of its score. */
const afresh = (request: Judged, change: number): Assessment => {
  const { scored = { score: 0, terms: [], model: 'm' } } = request
  const history = { signIns: [], earlier: 0 }
  const company = { total: 0, novel: {}, counts: {} }
  const terms = [...scored.terms, ...answers({ history, company, origin: {}, now, answers: change })]
  return judge({
    ...request,
    scored: { ...scored, terms, score: terms.reduce((sum, { adds }) => sum + adds, 0) },
  })
}

test('whatever is answered, no floor falls, and nothing is lighter than were it judged afresh with the answers', () => {
  fc.assert(
    fc.property(requests, changes, evidence, (request, change, given) => {
      const after = answered(judge(request), change)
      expect(gravity(after, given)).toBeGreaterThanOrEqual(gravity(floorOf(request), given))
      expect(gravity(after, given)).toBeGreaterThanOrEqual(gravity(afresh(request, change), given))
      expect(after.reasons).toEqual(expect.arrayContaining([...floorOf(request).reasons]))
    }),
    { numRuns: 5000 },
  )
})

test('the score moves by 2 down and 3 up at most, and bad answers make nothing lighter', () => {
  fc.assert(
    fc.property(requests, changes, evidence, (request, change, given) => {
      const before = judge(request)
      const after = answered(before, change)
      const moved = (after.score ?? Number.NaN) - (before.score ?? Number.NaN)
      expect(moved).toBeGreaterThanOrEqual(-2.02)
      expect(moved).toBeLessThanOrEqual(3.02)
      if (!(change < 0)) expect(gravity(after, given)).toBeGreaterThanOrEqual(gravity(before, given))
      else expect(gravity(after, given)).toBeGreaterThanOrEqual(gravity(answeredBest(before), given))
    }),
    { numRuns: 5000 },
  )
})

test('answers count once: what they were counted into is moved by no others, nor when it is judged again', () => {
  fc.assert(
    fc.property(requests, changes, changes, (request, one, other) => {
      const after = answered(judge(request), one)
      expect(answered(after, other)).toEqual(after)
      const again = graver(after, judge(request))
      expect(answered(again, other)).toEqual(again)
    }),
    { numRuns: 3000 },
  )
})

test('nothing a rule asks for falls by them', () => {
  const strict = policy({
    rules: [
      {
        name: 'nights',
        match: 'everybody',
        hours: { days: ['sun'], from: '00:00', to: '00:01', outside: 'approval' },
      },
    ],
  })
  fc.assert(
    fc.property(requests, evidence, (request, given) => {
      const after = answeredBest(strict.under(judge(request), strict.ruling({ account: 'ada' }, now)))
      expect(after.reasons).toContain('outside-hours')
      expect(gravity(after, given)).toBeGreaterThanOrEqual(bands.indexOf('approval'))
    }),
  )
})

test('without a score there is nothing to answer for', () => {
  const before = floorOf(judged({}))
  expect(answered(before, -2)).toBe(before)
})
