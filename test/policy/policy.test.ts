import { describe, expect, test } from 'vitest'
import { policy } from '../../src/policy/policy.ts'
import { evidenceTypes, type Band, type EvidenceType, type Sufficiency } from '../../src/policy/port.ts'
import { truthTable } from './truth-table.ts'

const inForce = policy()
/** Where the operator lets a code be given in chat. */
const open = policy({ accepted: evidenceTypes })
const rank: Readonly<Record<Sufficiency, number>> = {
  sufficient: 0,
  'with-approval': 1,
  'with-two-approvals': 2,
  insufficient: 3,
}
const bands: readonly Band[] = ['allow', 'step-up', 'approval', 'deny']
const own = evidenceTypes.filter((type) => type !== 'approval')
const subsets = <T>(of: readonly T[]): readonly (readonly T[])[] =>
  of.reduce<readonly (readonly T[])[]>((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]])

describe('what is enough', () => {
  test('is what the table says, for every set of evidence in every band', () => {
    expect(new Set(truthTable.map((row) => `${row.evidence.join()} ${row.band}`)).size).toBe(512)
    for (const { evidence, band, expected } of truthTable) {
      expect(open.suffices(evidence, { band }), `${evidence.join('+')} in ${band}`).toBe(expected)
    }
  })

  test('for an unlock is one authenticator of their own; a human where factors are fresh; never for the privileged', () => {
    const singles = ['webauthn', 'webauthn-presence', 'totp']
    for (const evidence of subsets(evidenceTypes)) {
      const one = evidence.some((type) => singles.includes(type))
      const said = (band: Band) => inForce.suffices(evidence, { band }, 'unlock')
      const name = evidence.join('+')
      expect(said('allow'), name).toBe(one ? 'sufficient' : 'insufficient')
      expect(said('step-up'), name).toBe(said('allow'))
      const approved = evidence.includes('approval') ? 'sufficient' : 'with-approval'
      expect(said('approval'), name).toBe(one ? approved : 'insufficient')
      expect(said('deny'), name).toBe('insufficient')
      // What opens an account by a new password opens its lock, never the other way round.
      if (inForce.suffices(evidence, { band: 'step-up' }) === 'sufficient' && !evidence.includes('approval'))
        expect(one, name).toBe(true)
    }
    expect(inForce.suffices(['totp'], { band: 'allow' })).not.toBe('sufficient')
    expect(inForce.next([], ['recovery-code', 'totp'], { band: 'step-up' }, 'unlock')).toEqual(['totp'])
    expect(inForce.suffices(['totp'], { band: 'allow', only: ['webauthn'] }, 'unlock')).toBe('insufficient')
  })

  test('beside the current password is one factor of the page; chat, approvals and the password alone are not', () => {
    const beside = ['webauthn', 'totp', 'recovery-code']
    for (const evidence of subsets(evidenceTypes)) {
      const one = evidence.some((type) => beside.includes(type))
      const said = (band: Band) => open.suffices(evidence, { band }, 'change')
      const name = evidence.join('+')
      expect(said('allow'), name).toBe(one ? 'sufficient' : 'insufficient')
      expect(said('step-up'), name).toBe(said('allow'))
      const approved = evidence.includes('approval') ? 'sufficient' : 'with-approval'
      expect(said('approval'), name).toBe(one ? approved : 'insufficient')
      expect(said('deny'), name).toBe('insufficient')
    }
    expect(open.suffices([], { band: 'allow' }, 'change')).toBe('insufficient')
    expect(inForce.suffices(['totp'], { band: 'allow', only: ['webauthn'] }, 'change')).toBe('insufficient')
    // A factor fewer than a reset, because the old password is one: never the other way round.
    expect(inForce.suffices(['totp'], { band: 'step-up' })).not.toBe('sufficient')
    expect(inForce.suffices(['recovery-code'], { band: 'step-up' })).not.toBe('sufficient')
  })

  test('never becomes less by bringing more, nor more in a higher band', () => {
    for (const evidence of subsets(evidenceTypes)) {
      const ranks = bands.map((band) => rank[inForce.suffices(evidence, { band })])
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      for (const more of evidenceTypes) {
        bands.forEach((band, i) => {
          expect(rank[inForce.suffices([...evidence, more], { band })]).toBeLessThanOrEqual(ranks[i]!)
        })
      }
    }
  })

  test('is nothing that was typed in chat, unless the operator says so', () => {
    expect(inForce.suffices(['totp-in-chat', 'recovery-code'], { band: 'allow' })).toBe('insufficient')
    expect(inForce.next(['recovery-code'], ['totp-in-chat'], { band: 'allow' })).toEqual([])
    expect(open.next(['recovery-code'], ['totp-in-chat'], { band: 'allow' })).toEqual(['totp-in-chat'])
    expect(open.suffices(['totp-in-chat', 'approval', 'approval'], { band: 'allow' })).toBe('insufficient')
  })

  test('takes the word of a second approver where two are asked for, but the same evidence twice is once', () => {
    expect(inForce.suffices(['totp', 'approval', 'approval'], { band: 'approval' })).toBe('sufficient')
    expect(inForce.suffices(['totp', 'totp'], { band: 'allow' })).toBe('with-approval')
    expect(inForce.suffices(['approval', 'approval', 'approval'], { band: 'allow' })).toBe('insufficient')
  })

  test('is only WebAuthn after too many starts', () => {
    const limits = { band: 'step-up', only: ['webauthn'] } as const
    expect(inForce.suffices(['totp', 'recovery-code', 'access-pass', 'approval'], limits)).toBe(
      'insufficient',
    )
    expect(inForce.suffices(['webauthn'], limits)).toBe('sufficient')
    expect(inForce.suffices(['webauthn', 'approval'], { ...limits, band: 'approval' })).toBe('sufficient')
    expect(inForce.next([], ['totp', 'recovery-code'], limits)).toEqual([])
    expect(inForce.next(['totp'], ['webauthn', 'recovery-code'], limits)).toEqual(['webauthn'])
  })
})

describe('what to ask for next', () => {
  test('followed in any order, it leads to the best that what is held allows', () => {
    const walk = (evidence: readonly EvidenceType[], held: readonly EvidenceType[], band: Band): void => {
      const best = rank[inForce.suffices([...evidence, ...held], { band })]
      const here = rank[inForce.suffices(evidence, { band })]
      const offered = inForce.next(evidence, held, { band })
      expect(offered.length > 0, `${evidence.join('+')} of ${held.join('+')} in ${band}`).toBe(here > best)
      for (const type of offered) {
        expect(held).toContain(type)
        expect(evidence).not.toContain(type)
        walk([...evidence, type], held, band)
      }
    }
    for (const held of subsets(own)) for (const band of bands) walk([], held, band)
  })

  test('puts the strongest first, and leaves out what would only be more', () => {
    const all = ['recovery-code', 'totp', 'webauthn'] as const
    expect(inForce.next([], all, { band: 'allow' })).toEqual(['webauthn', 'totp', 'recovery-code'])
    expect(inForce.next(['totp'], all, { band: 'allow' })).toEqual(['webauthn', 'recovery-code'])
    expect(inForce.next(['totp'], ['recovery-code', 'webauthn-presence'], { band: 'allow' })).toEqual([
      'recovery-code',
    ])
    expect(inForce.next([], ['totp', 'recovery-code'], { band: 'step-up' })).toEqual([
      'totp',
      'recovery-code',
    ])
  })

  test('is nothing when it is enough, when nothing helps, and when the answer is no', () => {
    expect(inForce.next(['webauthn'], ['totp', 'recovery-code'], { band: 'step-up' })).toEqual([])
    expect(inForce.next([], ['recovery-code'], { band: 'allow' })).toEqual([])
    expect(inForce.next([], ['webauthn'], { band: 'deny' })).toEqual([])
    expect(inForce.next([], ['approval'], { band: 'allow' })).toEqual([])
  })
})

describe('a policy', () => {
  test('without WebAuthn is refused', () => {
    expect(() => policy({ accepted: ['totp', 'recovery-code'] })).toThrow(/webauthn/)
  })

  test('that leaves evidence out does not count it', () => {
    const strict = policy({ accepted: ['webauthn', 'approval'] })
    expect(strict.suffices(['totp', 'recovery-code', 'approval'], { band: 'allow' })).toBe('insufficient')
    expect(strict.next([], ['totp', 'recovery-code'], { band: 'allow' })).toEqual([])
    expect(strict.suffices(['webauthn'], { band: 'allow' })).toBe('sufficient')
  })

  test.each([0, -1, 1.5, 721, Number.NaN])('with %s hours of cooling is refused', (coolingHours) => {
    expect(() => policy({ coolingHours })).toThrow(/coolingHours/)
  })

  test('has a hash that changes with its data and with nothing else', () => {
    expect(policy().hash).toBe(inForce.hash)
    expect(policy({ coolingHours: 72, accepted: evidenceTypes.toReversed() }).hash).toBe(open.hash)
    expect(open.hash).not.toBe(inForce.hash)
    expect(policy({ coolingHours: 73 }).hash).not.toBe(inForce.hash)
    expect(policy({ accepted: ['webauthn'] }).hash).not.toBe(inForce.hash)
  })
})
