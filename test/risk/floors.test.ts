import { describe, expect, test } from 'vitest'
import { day, hour } from '../../src/lib/clock.ts'
import { bands, reasons, type Assessment, type Reason } from '../../src/policy/port.ts'
import type { Judged } from '../../src/risk/floors/floor.ts'
import { floors } from '../../src/risk/floors/index.ts'
import { judge } from '../../src/risk/judge.ts'
import type { RiskRequest } from '../../src/risk/port.ts'
import type { Scored } from '../../src/risk/scored.ts'
import { inWords } from '../../src/words/render.ts'
import { judged, now, seen } from './requests.ts'

type Row = readonly [string, Partial<RiskRequest>, Partial<Judged>, Partial<Assessment>]
const none: Partial<Judged> = {}
const from = (network: object): Partial<RiskRequest> => ({ origin: { network } })
const flown: Scored = { score: -3, terms: [], model: 'm', tooFast: true }
const anotherFactor = ['totp', 'recovery-code', 'access-pass'].map((other) => ['webauthn', other])

/** Each floor alone, at both sides of its edge. A known browser has nothing against it: what stands is the row's. */
const rows: readonly Row[] = [
  ['nothing against it', {}, none, { band: 'allow', reasons: [] }],
  ['F1: an unknown browser', { knownDevice: false }, none, { band: 'step-up', reasons: ['unknown-device'] }],
  ['F2: a country known', {}, { history: seen(20) }, { band: 'allow', reasons: [] }],
  [
    'F2: a new country',
    {},
    { history: seen(20, 20, 'FR') },
    { band: 'approval', reasons: ['new-country'], eased: { band: 'step-up', by: [['webauthn']] } },
  ],
  [
    'F2: a country unknown to us',
    from({ prefix: 'p' }),
    { history: seen(20) },
    { band: 'allow', reasons: [] },
  ],
  [
    'F2: a public address in no list',
    from({ prefix: 'p' }),
    { history: seen(20), tellsCountry: true },
    { band: 'approval', reasons: ['new-country'], eased: { band: 'step-up', by: [['webauthn']] } },
  ],
  [
    'F2: an address of the house',
    from({}),
    { history: seen(20), tellsCountry: true },
    { band: 'allow', reasons: [] },
  ],
  [
    'F2: an anonymiser',
    from({ country: 'DE', anonymiser: true }),
    none,
    { band: 'approval', reasons: ['anonymiser'], eased: { band: 'step-up', by: [['webauthn']] } },
  ],
  [
    'F2: too far to travel',
    {},
    { history: seen(20), scored: flown },
    { band: 'approval', reasons: ['impossible-travel'], eased: { band: 'step-up', by: [['webauthn']] } },
  ],
  [
    'F3: an hour after a factor changed',
    { factorsChangedAt: now - hour },
    none,
    { band: 'approval', reasons: ['recent-factor-change'], easesAt: now + 71 * hour },
  ],
  ['F3: after 72 hours', { factorsChangedAt: now - 72 * hour }, none, { band: 'allow', reasons: [] }],
  [
    'F3: a millisecond before that',
    { factorsChangedAt: now - 72 * hour + 1 },
    none,
    { band: 'approval', reasons: ['recent-factor-change'], easesAt: now + 1 },
  ],
  [
    'F3: a change still to come, by a clock set back',
    { factorsChangedAt: now + hour },
    none,
    { band: 'approval', reasons: ['recent-factor-change'], easesAt: now + 73 * hour },
  ],
  [
    'F4: a day after the profile changed',
    { profileChangedAt: now - day },
    none,
    { band: 'step-up', reasons: ['profile-change'], easesAt: now + 6 * day },
  ],
  ['F4: after a week', { profileChangedAt: now - 7 * day }, none, { band: 'allow', reasons: [] }],
  ['F5: a privileged account', { privileged: true }, none, { band: 'deny', reasons: ['privileged'] }],
  ['F6: compromised', {}, { verdict: 'compromised' }, { band: 'deny', reasons: ['provider-verdict'] }],
  ['F6: high', {}, { verdict: 'high' }, { band: 'deny', reasons: ['provider-verdict'] }],
  ['F6: medium', {}, { verdict: 'medium' }, { band: 'allow', reasons: [] }],
  [
    'F7: an hour after a reset',
    { lastResetAt: now - hour },
    none,
    { band: 'approval', reasons: ['recent-reset'], easesAt: now + 23 * hour },
  ],
  [
    'F7: the same, for an unlock',
    { lastResetAt: now - hour, purpose: 'unlock' },
    none,
    { band: 'allow', reasons: [] },
  ],
  ['F7: after a day', { lastResetAt: now - day }, none, { band: 'allow', reasons: [] }],
  ['F8: two people near', { peopleNear: 2 }, none, { band: 'allow', reasons: [] }],
  ...([3, 9] as const).map((peopleNear): Row => [
    `F8: ${peopleNear}`,
    { peopleNear },
    none,
    {
      band: 'approval',
      reasons: ['crowded-address'],
      eased: { band: 'step-up', by: [['webauthn']] },
    },
  ]),
  [
    'F8: ten',
    { peopleNear: 10 },
    none,
    { band: 'deny', reasons: ['crowded-address'], eased: { band: 'step-up', by: [['webauthn']] } },
  ],
  [
    'F9: the chat elsewhere',
    from({ country: 'DE' }),
    { chatCountry: 'FR' },
    { band: 'approval', reasons: ['chat-elsewhere'] },
  ],
  ['F9: the chat here', {}, { chatCountry: 'DE' }, { band: 'allow', reasons: [] }],
  ['F9: no country here', from({}), { chatCountry: 'FR' }, { band: 'allow', reasons: [] }],
  [
    'F8: a wave that asks for a step',
    { knownDevice: false },
    { wave: 'step-up' },
    { band: 'step-up', reasons: ['wave', 'unknown-device'] },
  ],
  [
    'F8: a wave, in a known browser',
    {},
    { wave: 'approval' },
    { band: 'approval', reasons: ['wave'], eased: { band: 'step-up', by: [['webauthn']] } },
  ],
  ['F10: something fails', {}, { failing: true }, { band: 'approval', reasons: ['cannot-judge'] }],
  ['F11: nobody known', {}, { history: seen(0) }, { band: 'approval', reasons: ['thin-history'] }],
  ['F11: two sign-ins', {}, { history: seen(2, 60) }, { band: 'approval', reasons: ['thin-history'] }],
  ['F11: three', {}, { history: seen(3, 60) }, { band: 'step-up', reasons: ['thin-history'] }],
  ['F11: nine', {}, { history: seen(9, 60) }, { band: 'step-up', reasons: ['thin-history'] }],
  ['F11: ten in 13 days', {}, { history: seen(10, 13) }, { band: 'step-up', reasons: ['thin-history'] }],
  ['F11: ten in 14 days', {}, { history: seen(10, 14) }, { band: 'allow', reasons: [] }],
  [
    'F11: none left of many, for they were taken back',
    {},
    { history: { ...seen(0), earlier: 200, firstAt: now - 60 * day } },
    { band: 'approval', reasons: ['thin-history'] },
  ],
  ['F11: two kept of many', {}, { history: { ...seen(2, 60), earlier: 40 } }, { band: 'allow', reasons: [] }],
  ['F13: two browsers', { secondBrowser: true }, none, { band: 'step-up', reasons: ['second-browser'] }],
  [
    'too many starts',
    { startsExceeded: true },
    none,
    { band: 'allow', reasons: ['too-many-starts'], only: ['webauthn'] },
  ],
]

/** What concerns an approver; the rest has tests of its own. */
const core = ({ band, reasons: why, easesAt, eased, only }: Assessment): Partial<Assessment> => ({
  band,
  reasons: why,
  ...(easesAt !== undefined && { easesAt }),
  ...(eased && { eased }),
  ...(only && { only }),
})

describe('each floor', () => {
  test.each(rows)('%s', (_, request, found, expected) => {
    expect(core(judge(judged(request, found)))).toEqual(expected)
  })

  test('has a row of its own, and so has every reason but the score’s and the policy’s', () => {
    const shown = new Set(rows.flatMap(([, , , { reasons: why = [] }]) => why))
    expect(reasons.filter((reason) => !shown.has(reason))).toEqual([
      'unusual',
      'rule-refuses',
      'outside-hours',
      'rule-undecided',
    ])
    expect(floors).toHaveLength(shown.size)
  })

  test.each(reasons)('has a sentence for whoever decides: %s', (reason: Reason) => {
    expect(inWords({ id: `risk.${reason}` })).toMatch(/^[A-Z].{20,140}\.$/)
  })
})

describe('two floors', () => {
  test('ask for no less than the graver of them, and give both reasons', () => {
    const raised = rows.filter(([, , , { reasons: why = [] }]) => why.length > 0)
    const keysOf = ([, request, found]: Row) => [...Object.keys(request), ...Object.keys(found)]
    const pairs = raised.flatMap((a, i) => raised.slice(i + 1).map((b) => [a, b] as const))
    // What sets the same thing differently is no pair.
    const apart = pairs.filter(([a, b]) => !keysOf(a).some((key) => keysOf(b).includes(key)))
    expect(apart.length).toBeGreaterThan(200)
    for (const [a, b] of apart) {
      const [one, other] = [judge(judged(a[1], a[2])), judge(judged(b[1], b[2]))]
      const both = judge(judged({ ...a[1], ...b[1] }, { ...a[2], ...b[2] }))
      const graver = Math.max(bands.indexOf(one.band), bands.indexOf(other.band))
      expect([a[0], b[0], bands.indexOf(both.band)]).toEqual([a[0], b[0], graver])
      expect(both.reasons).toEqual(expect.arrayContaining([...one.reasons, ...other.reasons]))
    }
  })

  test('of which both rest are over when the last is', () => {
    const twice = judged({ factorsChangedAt: now - hour, lastResetAt: now - 2 * hour })
    expect(judge(twice).easesAt).toBe(now + 71 * hour)
    expect(judge({ ...twice, failing: true })).not.toHaveProperty('easesAt')
  })
})

describe('a strange place', () => {
  const abroad = { history: seen(20, 20, 'FR') }
  test('asks somebody with a passkey in an unknown browser for a second class of factor, and nobody else’s look', () => {
    const { band, eased } = judge(judged({ knownDevice: false }, abroad))
    expect([band, eased]).toEqual(['approval', { band: 'step-up', by: anotherFactor }])
  })

  test.each<[string, Partial<RiskRequest>, Partial<Judged>]>([
    ['a factor that was just changed', { factorsChangedAt: now - hour }, {}],
    ['something that fails', {}, { failing: true }],
    ['a chat elsewhere', {}, { chatCountry: 'PT' }],
    ['a wave, in an unknown browser', { knownDevice: false }, { wave: 'approval' }],
    ['a crowded address, in an unknown browser', { knownDevice: false, peopleNear: 4 }, {}],
    ['hardly any history', {}, { history: seen(2, 60, 'FR') }],
    ['a score that is bad by something else', {}, { scored: { score: 6, terms: [], model: 'm' } }],
  ])('is not the only thing that asks for a human: %s', (_, request, found) => {
    expect(judge(judged(request, { ...abroad, ...found }))).toMatchObject({ band: 'approval' })
    expect(judge(judged(request, { ...abroad, ...found }))).not.toHaveProperty('eased')
  })

  test('weighs in the score as well, and is eased there alike', () => {
    const terms = [
      { name: 'country', adds: 4, place: true as const },
      { name: 'device', adds: 0.9 },
    ]
    const scored = { score: 4.9, terms, model: 'm' }
    expect(judge(judged({ knownDevice: false }, { ...abroad, scored }))).toMatchObject({
      band: 'approval',
      eased: { band: 'step-up' },
    })
  })

  test('where nothing but no speaks, is no way round it', () => {
    expect(judge(judged({ privileged: true }, abroad))).not.toHaveProperty('eased')
  })
})
