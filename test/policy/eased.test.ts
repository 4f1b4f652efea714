import { describe, expect, test } from 'vitest'
import { policy } from '../../src/policy/policy.ts'
import type { EvidenceType, Limits } from '../../src/policy/port.ts'

const rules = policy()
/** A strange place, in an unknown and in a known browser. */
const strange: Limits = {
  band: 'approval',
  eased: {
    band: 'step-up',
    by: [
      ['webauthn', 'totp'],
      ['webauthn', 'recovery-code'],
    ],
  },
}
const known: Limits = { band: 'approval', eased: { band: 'step-up', by: [['webauthn']] } }

describe('strong evidence takes the place of a human’s look', () => {
  test.each<[Limits, readonly EvidenceType[], string]>([
    [strange, ['webauthn'], 'with-approval'],
    [strange, ['webauthn', 'totp'], 'sufficient'],
    [strange, ['webauthn', 'recovery-code'], 'sufficient'],
    [strange, ['totp', 'recovery-code'], 'with-approval'],
    [strange, ['webauthn-presence', 'totp'], 'with-two-approvals'],
    [strange, ['webauthn', 'totp-in-chat'], 'with-approval'],
    [{ ...strange, only: ['webauthn'] }, ['webauthn', 'totp'], 'with-approval'],
    [known, ['webauthn'], 'sufficient'],
    [known, ['totp', 'recovery-code'], 'with-approval'],
    [{ ...known, band: 'deny' }, ['totp', 'recovery-code'], 'insufficient'],
  ])('%o with %o: %s', (limits, evidence, expected) => {
    expect(rules.suffices(evidence, limits)).toBe(expected)
  })

  test('and is asked for one after the other', () => {
    const held: readonly EvidenceType[] = ['webauthn', 'totp', 'recovery-code']
    expect(rules.next([], held, strange)).toEqual(['webauthn', 'totp', 'recovery-code'])
    expect(rules.next(['webauthn'], held, strange)).toEqual(['totp', 'recovery-code'])
    expect(rules.next(['webauthn', 'totp'], held, strange)).toEqual([])
    expect(rules.next([], held, known)).toEqual(['webauthn'])
    expect(rules.next(['totp'], held, strange)).toEqual(['webauthn'])
  })

  test('and where there is no second class, a human is', () => {
    expect(rules.next([], ['webauthn'], strange)).toEqual(['webauthn'])
    expect(rules.next(['webauthn'], ['webauthn'], strange)).toEqual([])
  })
})
