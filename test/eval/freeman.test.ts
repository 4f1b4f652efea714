import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { laptop, phone, userAgent } from './devices.ts'
import { Chance } from './chance.ts'
import { Freeman } from './freeman.ts'
import { freemanDirect } from './freeman-direct.ts'
import type { Line } from './line.ts'

const uas = Array.from({ length: 6 }, (_, n) =>
  userAgent((n % 2 === 0 ? laptop : phone)(new Chance(n)), 20 * n),
)
const line = fc.record({
  type: fc.constant('signin' as const),
  user: fc.constantFrom('ana', 'ben', 'cem'),
  time: fc.constant(0),
  ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.1.1', '10.9.0.1'),
  asn: fc.constantFrom(1, 2, 3),
  country: fc.constantFrom('DE', 'FR'),
  ua: fc.constantFrom(...uas),
})

const learned = (lines: readonly Line[]): Freeman => {
  const model = new Freeman()
  for (const one of lines) model.learn(one)
  return model
}

describe('the published model', () => {
  test('with counters is the same as straight from its formula', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), line, (lines, attempt) => {
        const [quick, slow] = [learned(lines).score(attempt), freemanDirect(lines, attempt)]
        if (slow === Infinity) expect(quick).toBe(Infinity)
        else expect(Math.abs(quick / slow - 1)).toBeLessThan(1e-12)
      }),
      { numRuns: 400 },
    )
  })

  test('by hand: one person, one feature seen once', () => {
    const ana: Line = {
      type: 'signin',
      user: 'ana',
      time: 0,
      ip: '10.0.0.1',
      asn: 1,
      country: 'DE',
      ua: uas[0]!,
    }
    // Of one sign-in everything is known: L = 1. Finest level: p = 1/(1+M), q = 1/(1+m); ip M = m = 3, ua M = m = 4.
    const common = 0.6 * (1 / 4) * (1 / 4) + 0.3 + 0.1
    // The published weights of ua add up to a little more than 1.
    const browser = (0.53867 * (1 / 5) * (1 / 5) + 0.26805 + 0.18818 + 0.00511) / 1.00001
    expect(learned([ana]).score(ana)).toBeCloseTo(common * browser, 12)
    // Nothing of it ever seen: L = G/4 for either feature, so 4 · 4.
    const other: Line = { ...ana, ip: '10.7.7.7', asn: 7, country: 'FR', ua: uas[1]! }
    expect(learned([ana]).score(other)).toBeCloseTo(16, 12)
  })

  test('whoever is not known is not let in', () => {
    expect(new Freeman().score({ type: 'attempt', user: 'ana', time: 0 })).toBe(Infinity)
  })
})
