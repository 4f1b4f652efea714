import { describe, expect, test } from 'vitest'
import { bandWith } from '../../src/policy/eased.ts'
import { policy } from '../../src/policy/policy.ts'
import type { Band, EvidenceType, Sufficiency } from '../../src/policy/port.ts'
import type { Judged } from '../../src/risk/floors/floor.ts'
import { judge } from '../../src/risk/judge.ts'
import type { RiskRequest } from '../../src/risk/port.ts'
import type { Term } from '../../src/risk/scored.ts'
import { judged, now, seen } from './requests.ts'

const codes: readonly EvidenceType[] = ['totp', 'recovery-code']
const touched: readonly EvidenceType[] = ['webauthn-presence', 'recovery-code']
const passkey: readonly EvidenceType[] = ['webauthn']
const everything: readonly EvidenceType[] = [...codes, ...passkey, 'access-pass']

type Case = readonly [number, boolean, readonly EvidenceType[], Band, Sufficiency]
const no = 'insufficient'

/** Everybody behind one address, by how many they are, in which browser, with what. */
const table: readonly Case[] = [
  [2, true, codes, 'allow', 'sufficient'],
  [2, false, codes, 'step-up', 'sufficient'],
  [3, true, codes, 'approval', 'with-approval'],
  [3, true, touched, 'approval', 'with-approval'],
  [3, true, passkey, 'step-up', 'sufficient'],
  [3, false, passkey, 'approval', 'with-approval'],
  [3, false, everything, 'approval', 'with-approval'],
  [9, true, passkey, 'step-up', 'sufficient'],
  [9, false, everything, 'approval', 'with-approval'],
  [10, true, codes, 'deny', no],
  [10, true, touched, 'deny', no],
  [10, true, passkey, 'step-up', 'sufficient'],
  [10, false, codes, 'deny', no],
  [10, false, touched, 'deny', no],
  [10, false, passkey, 'approval', 'with-approval'],
  [10, false, everything, 'approval', 'with-approval'],
  [60, true, passkey, 'step-up', 'sufficient'],
  [60, true, [], 'deny', no],
]

describe('behind a crowded address', () => {
  test.each(table)('%i people, known browser %s, with %j: %s', (peopleNear, knownDevice, given, band, is) => {
    const assessment = judge(judged({ peopleNear, knownDevice }))
    expect(bandWith(assessment, given)).toBe(band)
    expect(policy().suffices(given, assessment)).toBe(is)
    expect(policy().suffices([...given, 'approval', 'approval'], assessment)).toBe(
      is === no ? no : 'sufficient',
    )
  })

  test('whoever has a passkey is asked for it, and for nothing else', () => {
    for (const knownDevice of [true, false])
      expect(policy().next([], everything, judge(judged({ peopleNear: 10, knownDevice })))).toEqual(passkey)
    expect(policy().next([], codes, judge(judged({ peopleNear: 10 })))).toEqual([])
  })

  type Other = readonly [string, Partial<RiskRequest>, Partial<Judged>, Band]
  test.each<Other>([
    ['a factor that was just changed', { factorsChangedAt: now - 1 }, {}, 'approval'],
    ['a second reset', { lastResetAt: now - 1 }, {}, 'approval'],
    ['something that fails', {}, { failing: true }, 'approval'],
    ['a chat elsewhere', {}, { chatCountry: 'PT' }, 'approval'],
    ['hardly any history', {}, { history: seen(2, 60) }, 'approval'],
    ['special rights', { privileged: true }, {}, 'deny'],
    ['a provider that says no', {}, { verdict: 'high' }, 'deny'],
  ])('what else was found still stands: %s', (_, request, found, band) => {
    for (const peopleNear of [10, 60])
      expect(bandWith(judge(judged({ peopleNear, ...request }, found)), everything)).toBe(band)
  })

  test('a strange place yields in a known browser, as it does without a crowd', () => {
    const abroad = { history: seen(20, 20, 'FR') }
    expect(bandWith(judge(judged({ peopleNear: 10 }, abroad)), passkey)).toBe('step-up')
    expect(bandWith(judge(judged({ peopleNear: 10, knownDevice: false }, abroad)), everything)).toBe(
      'approval',
    )
  })
})

describe('in the score', () => {
  const term = (name: string, adds: number, more: Partial<Term> = {}): Term => ({ name, adds, ...more })
  const crowd = term('velocity', 4, { crowd: true })
  const scored = (...terms: readonly Term[]): Partial<Judged> => ({
    scored: { model: 'm', terms, score: terms.reduce((sum, { adds }) => sum + adds, 0) },
  })

  test('a crowd is no reason by itself to refuse a passkey', () => {
    const found = scored(term('agent', 3.5), crowd, term('device-key', 2))
    expect(judge(judged({}, found))).toMatchObject({ band: 'deny', eased: { band: 'approval' } })
    expect(judge(judged({ knownDevice: false }, found))).toMatchObject({ eased: { band: 'approval' } })
    const little = judge(judged({}, scored(term('agent', 2), crowd)))
    expect(little).toMatchObject({ band: 'approval', eased: { band: 'step-up', by: [['webauthn']] } })
    expect(judge(judged({ knownDevice: false }, scored(term('agent', 2), crowd)))).not.toHaveProperty('eased')
  })

  test('what is refused without the crowd is refused with it', () => {
    const found = scored(term('agent', 4), term('network', 5, { place: true }), crowd)
    for (const knownDevice of [true, false]) {
      const assessment = judge(judged({ knownDevice, peopleNear: 10 }, found))
      expect(assessment.band).toBe('deny')
      expect(assessment).not.toHaveProperty('eased')
    }
  })
})
