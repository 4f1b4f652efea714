import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chains, type CompanyHabits, type Origin } from '../../src/activity/port.ts'
import { bands, type Band } from '../../src/policy/port.ts'
import { bandOf } from '../../src/risk/bands.ts'
import { judge } from '../../src/risk/judge.ts'
import { score } from '../../src/risk/score.ts'
import type { Scene } from '../../src/risk/signals/signal.ts'
import { holesIn } from '../support/phrases.ts'
import { desk, habitsOf, historyOf, now, phone, scene, times } from './person.ts'
import { calm } from './requests.ts'

const rank = (at: Scene): number => bands.indexOf(bandOf(score(at).score))

describe('the band of the sum alone; floors stand beside it', () => {
  test.each<[number, Band]>([
    [-20, 'allow'],
    [-0.001, 'allow'],
    [0, 'step-up'],
    [3.999, 'step-up'],
    [4, 'approval'],
    [8.999, 'approval'],
    [9, 'deny'],
    [Infinity, 'deny'],
    [Number.NaN, 'deny'],
  ])('%d is %s', (sum, band) => {
    expect(bandOf(sum)).toBe(band)
  })

  test.each<[string, Partial<Scene>, Band]>([
    ['at the desk', {}, 'allow'],
    ['the usual phone, its browser not known', { origin: phone }, 'allow'],
    [
      'the usual phone over a new mast',
      { origin: { ...phone, network: { ...phone.network, prefix: 'x' } } },
      'allow',
    ],
    [
      'a new provider on an unknown laptop',
      {
        origin: { ...desk, device: 'x', network: { country: 'DE', asn: 1, prefix: 'x', anonymiser: false } },
      },
      'step-up',
    ],
    [
      'a new country on an unknown phone',
      { origin: { ...phone, network: { country: 'PT', asn: 2860 } } },
      'step-up',
    ],
    [
      'a new country on the known laptop',
      { origin: { ...desk, network: { country: 'NL', asn: 1136 } } },
      'allow',
    ],
    [
      'a VPN abroad, just after a sign-in at home',
      { origin: { agent: { device: 'tablet' }, network: { country: 'BR', asn: 9009, anonymiser: true } } },
      'deny',
    ],
  ])('%s', (_case, change, band) => {
    expect(bandOf(score(scene(change)).score)).toBe(band)
  })
})

describe('the sum', () => {
  test('is that of its terms, and each term says why', () => {
    const { score: sum, terms } = score(scene({ origin: phone, velocity: { person: 3 }, answers: -1 }))
    expect(sum).toBeCloseTo(terms.reduce((all, { adds }) => all + adds, 0))
    expect(terms.map(({ name }) => name)).toEqual([
      ...chains.network,
      ...chains.agent,
      'device-key',
      'anonymiser',
      'travel',
      'hours',
      'velocity',
      'answers',
    ])
    expect(terms.flatMap(({ says }) => holesIn(says!))).toEqual([])
  })
})

test('a journey that nobody can make is told beside the sum, for the floor that asks', () => {
  const abroad = { ...phone, network: { country: 'JP' } }
  expect(score(scene({ origin: abroad })).tooFast).toBe(true)
  expect(score(scene()).tooFast).toBe(false)
})

const place = fc.constantFrom('a', 'b', 'c', 'd')
const origin = fc.record(
  {
    network: fc.record(
      {
        country: fc.constantFrom('DE', 'FR', 'JP'),
        asn: fc.constantFrom(1, 2, 3),
        prefix: place,
        anonymiser: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    agent: fc.record({
      device: fc.constantFrom('desktop', 'phone'),
      os: fc.constantFrom('Windows', 'iOS'),
      family: fc.constantFrom('Chrome', 'Safari'),
    }),
    device: place,
  },
  { requiredKeys: ['agent'] },
) as fc.Arbitrary<Origin>
const whole = origin.filter(
  ({ network }) =>
    network?.country !== undefined && network.asn !== undefined && network.prefix !== undefined,
)
const anyScene = (origins: fc.Arbitrary<Origin>): fc.Arbitrary<Scene> =>
  fc
    .record({
      own: fc.array(origins, { maxLength: 30 }),
      company: fc.array(fc.array(whole, { maxLength: 8 }), { minLength: 1, maxLength: 6 }),
      origin: origins,
      now: fc.integer({ min: now, max: now + 1e8 }),
      answers: fc.double({ noNaN: true }),
    })
    .map(({ own, company, ...rest }) => {
      const history = historyOf(own)
      return { history, company: habitsOf([history, ...company.map(historyOf)]), ...rest }
    })

/** What nobody was ever seen with, at each level in turn. */
const novelties: Readonly<Record<string, (at: Origin) => Origin>> = {
  country: (at) => ({ ...at, network: { ...at.network, country: 'PT', asn: 99, prefix: 'new' } }),
  provider: (at) => ({ ...at, network: { ...at.network, asn: 99, prefix: 'new' } }),
  connection: (at) => ({ ...at, network: { ...at.network, prefix: 'new' } }),
  kind: (at) => ({ ...at, agent: { device: 'tablet', os: 'Newix', family: 'New' } }),
  system: (at) => ({ ...at, agent: { ...at.agent!, os: 'Newix', family: 'New' } }),
  browser: (at) => ({ ...at, agent: { ...at.agent!, family: 'New' } }),
  key: (at) => ({ ...at, device: 'new' }),
  hiding: (at) => ({ ...at, network: { ...at.network, anonymiser: true } }),
}

describe('of any person', () => {
  test.each(Object.entries(novelties))('more novelty never lowers a band: %s', (_what, renewed) => {
    fc.assert(
      fc.property(anyScene(whole), (at) => {
        const known = {
          ...at,
          origin: { ...at.origin, network: { anonymiser: false, ...at.origin.network } },
        }
        const stranger = { ...known, origin: renewed(known.origin) }
        expect(score(stranger).score).toBeGreaterThanOrEqual(score(known).score - 1e-9)
        expect(rank(stranger)).toBeGreaterThanOrEqual(rank(known))
      }),
    )
  })

  test('a known browser never raises it', () => {
    fc.assert(
      fc.property(anyScene(origin), fc.nat(), (at, pick) => {
        const keys = at.history.signIns.flatMap(({ device }) => device ?? [])
        fc.pre(keys.length > 0)
        const known = { ...at, origin: { ...at.origin, device: keys[pick % keys.length]! } }
        expect(score(known).score).toBeLessThanOrEqual(score(at).score + 1e-9)
      }),
    )
  })

  test('what is not told of a request speaks for nobody', () => {
    fc.assert(
      fc.property(anyScene(origin), (at) => {
        const nothing = { ...at, origin: {} }
        const { terms } = score(nothing)
        const speaking = terms.filter(({ name }) => name !== 'hours' && name !== 'answers')
        expect(speaking.filter(({ adds }) => adds < 0)).toEqual([])
      }),
    )
  })

  const removals: Readonly<Record<string, (at: Origin) => Origin>> = {
    key: ({ device: _device, ...at }) => at,
    agent: ({ agent: _agent, ...at }) => at,
    connection: (at) => ({ ...at, network: without(at, 'prefix') }),
    provider: (at) => ({ ...at, network: without(at, 'asn') }),
    place: (at) => ({ ...at, network: without(at, 'country') }),
  }
  const without = ({ network = {} }: Origin, part: keyof typeof network): Record<string, unknown> =>
    Object.fromEntries(Object.entries(network).filter(([name]) => name !== part))

  test.each(Object.entries(removals))('to hide what is known never lowers the sum: %s', (_what, hidden) => {
    fc.assert(
      fc.property(anyScene(whole), (at) => {
        // Of somebody who is where they were last: who hides a journey that nobody can make hides its term as well.
        fc.pre(score(at).terms.every(({ name, adds }) => name !== 'travel' || adds < 0))
        expect(score({ ...at, origin: hidden(at.origin) }).score).toBeGreaterThanOrEqual(
          score(at).score - 1e-9,
        )
      }),
    )
  })

  test('to know nothing of a person never lowers the sum of a familiar request', () => {
    fc.assert(
      fc.property(anyScene(whole), fc.integer({ min: 1, max: 40 }), (at, n) => {
        const history = historyOf(times(n, at.origin))
        const familiar = { ...at, history }
        const forgotten = { ...at, history: historyOf([]) }
        expect(score(forgotten).score).toBeGreaterThanOrEqual(score(familiar).score - 1e-9)
      }),
    )
  })

  test('answers move the sum by 2 down and 3 up at most', () => {
    fc.assert(
      fc.property(anyScene(origin), (at) => {
        const moved = score(at).score - score({ ...at, answers: 0 }).score
        expect(moved).toBeGreaterThanOrEqual(-2 - 1e-9)
        expect(moved).toBeLessThanOrEqual(3 + 1e-9)
      }),
    )
  })

  test('every sentence is whole', () => {
    fc.assert(
      fc.property(anyScene(origin), (at) => {
        expect(score(at).terms.flatMap(({ says }) => holesIn(says!))).toEqual([])
      }),
    )
  })
})

test('judging forgets nothing it was given and changes nothing', () => {
  const at = scene()
  const before: { readonly company: CompanyHabits } = structuredClone(at)
  score(at)
  expect(at).toEqual(before)
})

test('answers cross no floor: the band is never below what the floors alone ask for', () => {
  fc.assert(
    fc.property(anyScene(origin), fc.boolean(), fc.boolean(), (at, knownDevice, startsExceeded) => {
      const { history, now } = at
      const request = { ...calm, now, origin: at.origin, knownDevice, startsExceeded, answers: -2 }
      const floorsAlone = judge({ request, history, failing: false })
      const best = judge({ request, history, failing: false, scored: score({ ...at, answers: -1e9 }) })
      expect(bands.indexOf(best.band)).toBeGreaterThanOrEqual(bands.indexOf(floorsAlone.band))
      expect(best.reasons).toEqual(expect.arrayContaining([...floorsAlone.reasons]))
    }),
  )
})
