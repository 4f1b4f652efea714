import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { graver } from '../../flows/graver.ts'
import { hour } from '../../src/lib/clock.ts'
import { bandWith } from '../../src/policy/eased.ts'
import { bands, evidenceTypes, type Assessment, type EvidenceType } from '../../src/policy/port.ts'
import type { Judged } from '../../src/risk/floors/floor.ts'
import { judge } from '../../src/risk/judge.ts'
import { judged, now, seen } from './requests.ts'

/** Everything that may be known against a request, each of it alone. */
const against: readonly ((before: Judged) => Judged)[] = [
  ...(
    [
      { knownDevice: false },
      { privileged: true },
      { secondBrowser: true },
      { startsExceeded: true },
      { factorsChangedAt: now - hour },
      { lastResetAt: now - hour },
      { profileChangedAt: now - hour },
      { peopleNear: 12 },
    ] as const
  ).map((more) => (before: Judged) => ({ ...before, request: { ...before.request, ...more } })),
  (before) => ({ ...before, failing: true }),
  (before) => ({ ...before, chatCountry: 'PT' }),
  (before) => ({ ...before, wave: 'approval' }),
  (before) => ({
    ...before,
    scored: {
      model: 'm',
      score: (before.scored?.score ?? -5) + 4,
      terms: [...(before.scored?.terms ?? []), { name: 'velocity', adds: 4, crowd: true }],
      ...(before.scored?.tooFast === true && { tooFast: true }),
    },
  }),
  (before) => ({ ...before, verdict: 'compromised' }),
  (before) => ({ ...before, history: seen(2, 60, 'FR') }),
  (before) => ({
    ...before,
    request: { ...before.request, origin: { network: { country: 'DE', anonymiser: true } } },
  }),
  (before) => ({
    ...before,
    scored: {
      model: 'm',
      tooFast: true,
      score: (before.scored?.score ?? -5) + 4,
      terms: [...(before.scored?.terms ?? []), { name: 'network', adds: 4, place: true }],
    },
  }),
]

const someAgainst = fc.subarray([...against]).map((some) => some.reduce((all, add) => add(all), judged({})))
const oneMore = fc.constantFrom(...against)
const evidence = fc.subarray([...evidenceTypes])
const gravity = (assessment: Assessment, given: readonly EvidenceType[]) =>
  bands.indexOf(bandWith(assessment, given))

test('more against a request never makes it lighter, with whatever evidence, and takes no reason back', () => {
  fc.assert(
    fc.property(someAgainst, oneMore, evidence, (before, more, given) => {
      const [one, other] = [judge(before), judge(more(before))]
      expect(gravity(other, given)).toBeGreaterThanOrEqual(gravity(one, given))
      expect(other.reasons).toEqual(expect.arrayContaining([...one.reasons]))
    }),
    { numRuns: 3000 },
  )
})

test('two judgements as one are no lighter than either, with whatever evidence', () => {
  fc.assert(
    fc.property(someAgainst, someAgainst, evidence, (a, b, given) => {
      const [one, other] = [judge(a), judge(b)]
      const both = graver(one, other)
      const least = Math.max(gravity(one, given), gravity(other, given))
      expect(gravity(both, given)).toBeGreaterThanOrEqual(least)
      expect(both.reasons).toEqual(expect.arrayContaining([...one.reasons, ...other.reasons]))
      expect(both.only).toEqual(one.only ?? other.only)
    }),
    { numRuns: 3000 },
  )
})

test('more evidence never makes it graver', () => {
  fc.assert(
    fc.property(someAgainst, evidence, fc.constantFrom(...evidenceTypes), (request, given, more) => {
      const assessment = judge(request)
      expect(gravity(assessment, [...given, more])).toBeLessThanOrEqual(gravity(assessment, given))
    }),
  )
})
