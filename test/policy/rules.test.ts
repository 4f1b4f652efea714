import { describe, expect, test } from 'vitest'
import { hour } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import type { Assessment, PolicyRule, Subject } from '../../src/policy/port.ts'

const finance = 'CN=Finance,OU=Groups,DC=corp,DC=example'
const contractors = 'CN=Contractors,OU=Groups,DC=corp,DC=example'
const leads = 'CN=Finance leads,OU=Groups,DC=corp,DC=example'
/** A Monday, 09:00 in London and 10:00 in Berlin. */
const monday = Date.UTC(2026, 5, 1, 8)

const rules: readonly PolicyRule[] = [
  { name: 'contractors', match: { group: contractors }, refuse: true, words: 'Ask your agency.' },
  {
    name: 'finance',
    match: { group: finance },
    evidence: { 'step-up': [['webauthn']] },
    approvals: { approval: 2 },
    approvers: [leads],
    coolingHours: 168,
    limits: { perHour: 2 },
  },
  { name: 'plant', match: { ou: 'OU=Plant,DC=corp,DC=example' }, questions: false },
  { name: 'boss', match: { account: 'Grace' }, approvals: { allow: 1, 'step-up': 1 } },
]
const inForce = policy({ rules, approvers: ['CN=Helpdesk,DC=corp,DC=example'] })
const ada: Subject = { account: 'ada', dn: 'CN=Ada,OU=People,DC=corp,DC=example', groups: [] }
const ruled = (who: Partial<Subject>, now = monday) => inForce.ruling({ ...ada, ...who }, now)
const risk = (band: Assessment['band']): Assessment => ({ band, reasons: [] })

describe('which rule holds', () => {
  test.each<[string, Partial<Subject>, string]>([
    ['nobody’s in particular', {}, 'default'],
    ['a group’s', { groups: [finance] }, 'finance'],
    ['the first of two', { groups: [finance, contractors] }, 'contractors'],
    ['a place’s, in any way of writing it', { dn: 'cn=Ada, ou=plant , dc=CORP,dc=example' }, 'plant'],
    ['a place’s with an escaped comma', { dn: 'CN=Ada\\, OU=Plant,OU=People,DC=corp,DC=example' }, 'default'],
    ['an account’s, in any case', { account: 'GRACE' }, 'boss'],
    ['earlier before later', { account: 'grace', groups: [finance] }, 'finance'],
  ])('is %s', (_of, who, rule) => {
    expect(ruled(who).rule).toBe(rule)
    expect(ruled(who).undecided).toBe(false)
  })

  test('is of every candidate the strictest where groups could not be read: never "not a member"', () => {
    for (const groups of ['unknown', undefined] as const) {
      const { groups: _none, ...noGroups } = ada
      const ruling = inForce.ruling(groups === undefined ? noGroups : { ...ada, groups }, monday)
      expect(ruling).toMatchObject({
        rule: 'contractors+finance+default',
        undecided: true,
        refuses: true,
        coolingMs: 168 * hour,
        limits: { perHour: 2, perDay: 15 },
      })
      expect(inForce.under(risk('allow'), ruling)).toMatchObject({
        band: 'deny',
        reasons: ['rule-refuses', 'rule-undecided'],
      })
    }
  })

  test('needs a human at least where no candidate refuses', () => {
    const soft = policy({ rules: rules.slice(1) })
    const ruling = soft.ruling({ ...ada, groups: 'unknown' }, monday)
    expect(soft.under(risk('allow'), ruling)).toMatchObject({ band: 'approval', reasons: ['rule-undecided'] })
  })

  test('cannot be told by a place that could not be read', () => {
    const { dn: _dn, ...nowhere } = ada
    expect(inForce.ruling(nowhere, monday)).toMatchObject({ rule: 'plant+default', undecided: true })
    expect(ruled({ dn: 'CN="Ada",OU=Plant,DC=corp,DC=example' }).undecided).toBe(true)
  })

  test('is settled by what is known where that is enough', () => {
    const both = policy({ rules: [{ name: 'x', match: { group: finance, account: 'bob' } }] })
    expect(both.ruling({ ...ada, groups: 'unknown' }, monday)).toMatchObject({
      rule: 'default',
      undecided: false,
    })
  })
})

describe('what a rule asks for', () => {
  test('comes on top of the table', () => {
    const judged = inForce.under(risk('step-up'), ruled({ groups: [finance] }))
    expect(inForce.suffices(['totp', 'recovery-code'], judged)).toBe('insufficient')
    expect(inForce.suffices(['webauthn'], judged)).toBe('sufficient')
    expect(inForce.next([], ['webauthn', 'totp', 'recovery-code'], judged)).toEqual(['webauthn'])
    expect(inForce.suffices(['webauthn'], { ...judged, band: 'approval' })).toBe('with-two-approvals')
    const one = ['webauthn', 'approval'] as const
    expect(inForce.suffices(one, { ...judged, band: 'approval' })).toBe('with-approval')
  })

  test('is not eased away: no evidence takes the place of what a rule has a person look at', () => {
    const strange: Assessment = {
      band: 'approval',
      reasons: ['new-country'],
      eased: { band: 'step-up', by: [['webauthn']] },
    }
    const soft = policy({ rules: rules.slice(1) })
    const hidden = soft.under(strange, soft.ruling({ ...ada, groups: 'unknown' }, monday))
    expect(soft.suffices(['webauthn'], soft.under(strange, soft.ruling(ada, monday)))).toBe('sufficient')
    expect(soft.suffices(['webauthn'], hidden)).not.toBe('sufficient')
  })

  test('may be a person’s word in any band', () => {
    const judged = inForce.under(risk('allow'), ruled({ account: 'grace' }))
    expect(inForce.suffices(['webauthn'], judged)).toBe('with-approval')
    expect(inForce.suffices(['webauthn'], judged, 'unlock')).toBe('with-approval')
    expect(inForce.suffices(['webauthn', 'approval'], judged)).toBe('sufficient')
  })

  test('names who may approve, or those whom the policy names for everybody', () => {
    expect(ruled({ groups: [finance] }).approvers).toEqual([[leads]])
    expect(ruled({}).approvers).toEqual([['CN=Helpdesk,DC=corp,DC=example']])
    expect(inForce.groups).toEqual([contractors, finance, leads, 'CN=Helpdesk,DC=corp,DC=example'])
  })

  test('is pinned with its name and the hash, so that a policy changed meanwhile can only add', () => {
    const judged = inForce.under(risk('step-up'), ruled({ groups: [finance] }))
    expect(judged).toMatchObject({ rule: 'finance', policy: inForce.hash })
    expect(inForce.outdated(judged)).toBe(false)
    const laxer = policy({ rules: [] })
    expect(laxer.outdated(judged)).toBe(true)
    expect(laxer.suffices(['totp', 'recovery-code'], judged)).toBe('insufficient')
    // A record of before there were rules: the shipped policy, and to be judged anew only where there are rules now.
    expect(inForce.outdated(risk('step-up'))).toBe(true)
    expect(laxer.outdated(risk('step-up'))).toBe(false)
    expect(laxer.suffices(['totp', 'recovery-code'], risk('step-up'))).toBe('sufficient')
  })
})

describe('opening hours', () => {
  const office = (outside: 'approval' | 'refuse', timeZone = 'Europe/Berlin') =>
    policy({
      timeZone,
      rules: [
        {
          name: 'office',
          match: 'everybody',
          hours: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00', outside },
        },
      ],
    })
  const at = (text: string) => Date.parse(text)

  test.each<[string, string, string | undefined]>([
    ['Monday at ten', '2026-06-01T10:00:00+02:00', undefined],
    ['Monday at eight sharp', '2026-06-01T08:00:00+02:00', undefined],
    ['Monday before eight', '2026-06-01T07:59:30+02:00', '2026-06-01T08:00:00+02:00'],
    ['Monday at six', '2026-06-01T18:00:00+02:00', '2026-06-02T08:00:00+02:00'],
    ['Friday night', '2026-06-05T23:10:00+02:00', '2026-06-08T08:00:00+02:00'],
    ['the Saturday before winter time', '2026-10-24T12:00:00+02:00', '2026-10-26T08:00:00+01:00'],
  ])('on %s', (_when, now, opens) => {
    const ruling = office('refuse').ruling(ada, at(now))
    expect(ruling.closed?.opensAt).toBe(opens === undefined ? undefined : at(opens))
  })

  test('outside of them a person looks, or nobody is served, and waiting helps', () => {
    const night = at('2026-06-01T22:00:00+02:00')
    const opensAt = at('2026-06-02T08:00:00+02:00')
    const [asks, refuses] = [office('approval'), office('refuse')]
    expect(asks.under(risk('allow'), asks.ruling(ada, night))).toMatchObject({
      band: 'approval',
      reasons: ['outside-hours'],
      easesAt: opensAt,
    })
    expect(refuses.under(risk('allow'), refuses.ruling(ada, night))).toMatchObject({
      band: 'deny',
      easesAt: opensAt,
    })
    // Where something else asks for a person as well, waiting for the morning does not help.
    expect(asks.under(risk('approval'), asks.ruling(ada, night))).not.toHaveProperty('easesAt')
  })

  test('over midnight belong to the day they began on', () => {
    const nights = policy({
      rules: [
        {
          name: 'nights',
          match: 'everybody',
          hours: { days: ['fri'], from: '22:00', to: '06:00', outside: 'refuse' },
        },
      ],
    })
    const opens = (text: string) => nights.ruling(ada, at(text)).closed?.opensAt
    expect(opens('2026-06-05T23:00:00Z')).toBeUndefined()
    expect(opens('2026-06-06T05:59:00Z')).toBeUndefined()
    expect(opens('2026-06-06T06:00:00Z')).toBe(at('2026-06-12T22:00:00Z'))
    expect(opens('2026-06-05T05:00:00Z')).toBe(at('2026-06-05T22:00:00Z'))
  })
})

describe('an authenticator app alone', () => {
  const named = policy({ loosenings: ['totp-alone-in-allow'] })
  const holding = (holds: Subject['holds']) =>
    named.under(risk('allow'), named.ruling({ ...ada, ...(holds && { holds }) }, monday))

  test('opens an account where the operator named it, nothing is odd, and there is no passkey', () => {
    expect(named.suffices(['totp'], holding(['totp']))).toBe('sufficient')
    expect(named.suffices(['totp'], holding(['totp', 'webauthn']))).toBe('with-approval')
    expect(named.suffices(['totp'], holding(undefined))).toBe('with-approval')
    expect(named.suffices(['totp'], { ...holding(['totp']), band: 'step-up' })).toBe('with-approval')
  })

  test('does not where the policy in force no longer names it, or it is not known which rule holds', () => {
    expect(policy().suffices(['totp'], holding(['totp']))).toBe('with-approval')
    const both = policy({ loosenings: ['totp-alone-in-allow'], rules })
    const undecided = both.ruling({ ...ada, groups: 'unknown', holds: ['totp'] }, monday)
    expect(undecided.loosened).toEqual([])
  })
})
