import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { policy } from '../../src/policy/policy.ts'
import {
  bands,
  evidenceTypes,
  liveBands,
  purposes,
  type Assessment,
  type Band,
  type EvidenceType,
  type PolicyRule,
  type Sufficiency,
} from '../../src/policy/port.ts'
import { truthTable } from './truth-table.ts'

const rank: Readonly<Record<Sufficiency, number>> = {
  sufficient: 0,
  'with-approval': 1,
  'with-two-approvals': 2,
  insufficient: 3,
}
const own = evidenceTypes.filter((type) => type !== 'approval')
const group = 'CN=G,DC=corp,DC=example'
const ada = { account: 'ada', dn: 'CN=Ada,OU=People,DC=corp,DC=example', groups: [group] }
const at = Date.UTC(2026, 5, 1, 8)
const open = policy({ accepted: evidenceTypes })
const shipped = policy()

const sets = fc.array(fc.uniqueArray(fc.constantFrom(...own), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
})
const byBand = <T>(value: fc.Arbitrary<T>) =>
  fc.record({ allow: value, 'step-up': value, approval: value }, { requiredKeys: [] })
const match: fc.Arbitrary<PolicyRule['match']> = fc.oneof(
  fc.constant('everybody' as const),
  fc.record(
    {
      group: fc.constantFrom(group, 'CN=Other,DC=corp,DC=example'),
      ou: fc.constantFrom('OU=People,DC=corp,DC=example', 'OU=Else,DC=corp,DC=example'),
      account: fc.constantFrom('ada', 'bob'),
    },
    { requiredKeys: [] },
  ),
)
const rule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    name: fc.stringMatching(/^[a-z]{3,8}$/),
    match,
    evidence: byBand(sets),
    approvals: byBand(fc.constantFrom(0, 1, 2)),
    refuse: fc.boolean(),
    coolingHours: fc.integer({ min: 72, max: 720 }),
    hours: fc.record({
      days: fc.uniqueArray(fc.constantFrom('mon', 'sun'), { minLength: 1 }),
      from: fc.constantFrom('08:00', '22:00'),
      to: fc.constantFrom('06:00', '18:00'),
      outside: fc.constantFrom('approval', 'refuse'),
    }),
    limits: fc.record({ perHour: fc.integer({ min: 1, max: 6 }) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'match'] },
)
const evidence = fc.uniqueArray(fc.constantFrom(...evidenceTypes))
const subject = fc.constantFrom(
  ada,
  { ...ada, groups: [] },
  { ...ada, groups: 'unknown' as const },
  { account: 'ada' },
)
const easing = fc.option(
  fc.record({
    band: fc.constantFrom<Band>('allow', 'step-up'),
    by: fc.array(fc.uniqueArray(fc.constantFrom(...own), { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  { nil: undefined },
)
const judgement: fc.Arbitrary<Assessment> = fc
  .record({ band: fc.constantFrom(...bands), eased: easing })
  .map(({ band, eased }) => ({
    band,
    reasons: [],
    ...(eased && band === 'approval' && { eased }),
  }))

describe('no rule without a named loosening', () => {
  test('makes anything enough that the shipped table does not, whoever it is for and however it is judged', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 4 }),
        subject,
        judgement,
        evidence,
        fc.constantFrom(...purposes),
        (rules, who, judged, given, purpose) => {
          const inForce = policy({ rules })
          const pinned = inForce.under(judged, inForce.ruling(who, at))
          const ours = rank[inForce.suffices(given, pinned, purpose)]
          expect(ours).toBeGreaterThanOrEqual(rank[shipped.suffices(given, judged, purpose)])
          expect(bands.indexOf(pinned.band)).toBeGreaterThanOrEqual(bands.indexOf(judged.band))
          // Nor does any other policy read less into what was pinned under this one.
          expect(rank[shipped.suffices(given, pinned, purpose)]).toBe(ours)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('never locks a passkey out by what it asks for next: followed, it reaches what all that is held would', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 3 }),
        subject,
        judgement,
        fc.subarray([...own]),
        (rules, who, judged, held) => {
          const inForce = policy({ rules })
          const pinned = inForce.under(judged, inForce.ruling(who, at))
          const given: EvidenceType[] = []
          for (;;) {
            const next = inForce.next(given, held, pinned)
            const [first] = next
            if (first === undefined) break
            expect(held).toContain(first)
            given.push(first)
          }
          expect(rank[inForce.suffices(given, pinned)]).toBe(rank[inForce.suffices(held, pinned)])
        },
      ),
      { numRuns: 400 },
    )
  })

  test('lowers the strictness of what cannot be decided below that of any rule that may hold', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), judgement, evidence, (rules, judged, given) => {
        const inForce = policy({ rules })
        const said = (who: Parameters<typeof inForce.ruling>[0]) =>
          rank[inForce.suffices(given, inForce.under(judged, inForce.ruling(who, at)))]
        for (const groups of [[], [group], ['CN=Other,DC=corp,DC=example']])
          expect(said({ ...ada, groups: 'unknown' })).toBeGreaterThanOrEqual(said({ ...ada, groups }))
      }),
      { numRuns: 400 },
    )
  })
})

describe('the truth table under rules', () => {
  const under = (asked: Partial<PolicyRule>) => {
    const inForce = policy({ accepted: evidenceTypes, rules: [{ name: 'x', match: 'everybody', ...asked }] })
    return (given: readonly EvidenceType[], band: Band) =>
      inForce.suffices(given, inForce.under({ band, reasons: [] }, inForce.ruling(ada, at)))
  }

  test('that demand a passkey: every row without one is no, every other as it was', () => {
    const passkeys = Object.fromEntries(liveBands.map((band) => [band, [['webauthn']]]))
    const said = under({ evidence: passkeys })
    for (const { evidence: given, band, expected } of truthTable)
      expect(said(given, band), `${given.join('+')} in ${band}`).toBe(
        given.includes('webauthn') ? expected : 'insufficient',
      )
  })

  test('that demand one approval more often: every row in the two lower bands asks for one, the third as it was', () => {
    const said = under({ approvals: { allow: 1, 'step-up': 1 } })
    for (const { evidence: given, band, expected } of truthTable) {
      const approved = given.includes('approval')
      const lifted =
        band === 'deny' || band === 'approval' || approved || expected !== 'sufficient'
          ? expected
          : 'with-approval'
      expect(said(given, band), `${given.join('+')} in ${band}`).toBe(lifted)
    }
  })

  test('that refuse: every row is no; that ask for nothing: every row is as it was', () => {
    const [refuses, asksNothing] = [under({ refuse: true }), under({})]
    for (const { evidence: given, band, expected } of truthTable) {
      expect(refuses(given, band)).toBe('insufficient')
      expect(asksNothing(given, band)).toBe(expected)
      expect(open.suffices(given, { band })).toBe(expected)
    }
  })

  test('with an app alone named: only that row of the lowest band changes, and only without a passkey', () => {
    const named = policy({ accepted: evidenceTypes, loosenings: ['totp-alone-in-allow'] })
    for (const holds of [['totp'], ['totp', 'webauthn']] as const)
      for (const { evidence: given, band, expected } of truthTable) {
        const pinned = named.under({ band, reasons: [] }, named.ruling({ ...ada, holds: [...holds] }, at))
        const loose = holds.length === 1 && band === 'allow' && given.includes('totp')
        expect(named.suffices(given, pinned), `${given.join('+')} in ${band}`).toBe(
          loose ? 'sufficient' : expected,
        )
        expect(named.suffices(given, pinned, 'unlock')).toBe(open.suffices(given, { band }, 'unlock'))
      }
  })
})
