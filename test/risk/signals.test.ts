import { describe, expect, test } from 'vitest'
import type { Network, Origin } from '../../src/activity/port.ts'
import { day, hour, minute } from '../../src/lib/clock.ts'
import { countries, kilometres } from '../../src/risk/country-centres.ts'
import { agent } from '../../src/risk/signals/agent.ts'
import { answers } from '../../src/risk/signals/answers.ts'
import { anonymiser } from '../../src/risk/signals/anonymiser.ts'
import { deviceKey } from '../../src/risk/signals/device-key.ts'
import { dormant } from '../../src/risk/signals/dormant.ts'
import { hours } from '../../src/risk/signals/hours.ts'
import { network } from '../../src/risk/signals/network.ts'
import type { Scene, Signal } from '../../src/risk/signals/signal.ts'
import { isTooFast, travel } from '../../src/risk/signals/travel.ts'
import { velocity } from '../../src/risk/signals/velocity.ts'
import { inWords } from '../../src/words/render.ts'
import { ana, company, desk, habitsOf, historyOf, now, phone, scene, signIn, times } from './person.ts'

const idsOf = (signal: Signal, at: Scene): readonly string[] => signal(at).map(({ says }) => says!.id)
const sumOf = (signal: Signal, at: Scene): number => signal(at).reduce((sum, { adds }) => sum + adds, 0)
const wordsOf = (signal: Signal, at: Scene): string =>
  signal(at)
    .map(({ says }) => inWords(says!))
    .join(' ')
const from = (network: Network): Scene => scene({ origin: { ...desk, network } })

describe('network: country, provider, connection', () => {
  test.each<[string, Network, readonly string[]]>([
    ['at the desk', desk.network, ['risk.country.usual', 'risk.asn.usual', 'risk.prefix.usual']],
    [
      'a new cable',
      { ...desk.network, prefix: 'x' },
      ['risk.country.usual', 'risk.asn.usual', 'risk.prefix.new'],
    ],
    ['a new provider', { country: 'DE', asn: 1, prefix: 'x' }, ['risk.country.usual', 'risk.asn.new']],
    ['a colleague’s country', { country: 'FR', asn: 3215, prefix: 'office' }, ['risk.country.new']],
    ['nobody’s country', { country: 'PT', asn: 1, prefix: 'x' }, ['risk.country.unheard']],
    ['from somewhere', { asn: 3320, prefix: 'office' }, ['risk.country.unknown']],
    ['through something', { country: 'DE' }, ['risk.country.usual', 'risk.asn.unknown']],
  ])('%s', (_case, where, ids) => {
    expect(idsOf(network, from(where))).toEqual(ids)
  })

  test('each step further from home is stranger', () => {
    const steps = [
      desk.network,
      { ...desk.network, prefix: 'x' },
      { country: 'DE', asn: 1 },
      { country: 'PT' },
    ]
    const sums = steps.map((step) => sumOf(network, from(step)))
    expect(sums).toEqual(sums.toSorted((a, b) => a - b))
    expect(sums[0]).toBeLessThan(-2)
    expect(sums[3]).toBeGreaterThan(2)
  })

  test('says where from, and names no address', () => {
    const said = wordsOf(network, from({ country: 'PT', asn: 2860, prefix: 'secret-hash' }))
    expect(said).toBe(
      'This person signs in from Germany. This request comes from Portugal, where nobody in the company has signed in from before.',
    )
  })

  test('what is seldom counts less for a person than what is usual', () => {
    const history = historyOf([...times(30, desk), phone])
    const at = (origin: Origin): Scene => scene({ history, origin })
    expect(idsOf(network, at(phone))).toEqual(['risk.country.usual', 'risk.asn.seldom', 'risk.prefix.usual'])
    expect(sumOf(network, at(phone))).toBeGreaterThan(sumOf(network, at(desk)))
  })

  test('somebody who is often elsewhere is less strange elsewhere', () => {
    const traveller = historyOf(
      ['DE', 'AT', 'CH', 'IT', 'ES', 'SE', 'NO', 'PL'].map((country) => ({ network: { country } })),
    )
    const at = { origin: { network: { country: 'PT' } } }
    expect(sumOf(network, scene({ ...at, history: traveller }))).toBeLessThan(sumOf(network, scene(at)))
  })

  test('where the company has no idea of networks, nothing is said of them', () => {
    const history = historyOf(times(20, { agent: desk.agent }))
    expect(network(scene({ history, company: habitsOf([history]) }))).toEqual([])
    expect(network(scene({ history: historyOf([]), company: habitsOf([]) }))).toEqual([])
  })

  test('without a geo database the connection still counts', () => {
    const blind = ['country', 'asn'] as const
    const at = (prefix: string): Scene => scene({ blind, origin: { network: { prefix } } })
    expect(idsOf(network, at('office'))).toEqual(['risk.prefix.usual'])
    expect(idsOf(network, at('x'))).toEqual(['risk.prefix.new'])
  })

  test('whoever signs in from within the house is no stranger there, and it speaks for nobody', () => {
    const inside = { network: { prefix: 'lan' } }
    const history = historyOf([...times(10, desk), ...times(10, inside)])
    expect(idsOf(network, scene({ history, origin: inside }))).toEqual(['risk.prefix.usual'])
    const elsewhere = scene({ history, origin: { network: { prefix: 'x' } } })
    expect(sumOf(network, elsewhere)).toBeGreaterThan(0)
  })

  test('of a new colleague nothing is known, and that is not nothing', () => {
    const at = scene({ history: historyOf([]) })
    expect(wordsOf(network, at)).toBe(
      'This request comes from Germany. Nothing is known yet of where this person signs in.',
    )
    expect(sumOf(network, at)).toBeGreaterThan(2)
  })
})

describe('agent: device, system, browser', () => {
  test.each<[string, Origin, readonly string[]]>([
    ['the laptop', desk, ['risk.device.usual', 'risk.os.usual', 'risk.family.usual']],
    [
      'another browser',
      { agent: { ...desk.agent, family: 'Chrome' } },
      ['risk.device.usual', 'risk.os.usual', 'risk.family.new'],
    ],
    ['another system', { agent: { device: 'desktop', os: 'Linux' } }, ['risk.device.usual', 'risk.os.new']],
    ['a tablet', { agent: { device: 'tablet', os: 'iOS' } }, ['risk.device.new']],
    ['nothing told', {}, ['risk.device.unknown']],
  ])('%s', (_case, origin, ids) => {
    expect(idsOf(agent, scene({ origin }))).toEqual(ids)
  })

  test('says it in words', () => {
    expect(wordsOf(agent, scene({ origin: { agent: { device: 'tablet' } } }))).toBe(
      'This person signs in on a computer. This request is made on a tablet, for the first time.',
    )
  })
})

describe('the browser’s key', () => {
  test.each<[string, Origin, string, number]>([
    ['known', desk, 'risk.key.known', -4.8],
    ['another', { ...desk, device: 'other' }, 'risk.key.unknown', 0.9],
    ['none', phone, 'risk.key.unknown', 0.9],
  ])('%s', (_case, origin, id, llr) => {
    expect(idsOf(deviceKey, scene({ origin }))).toEqual([id])
    expect(idsOf(deviceKey, scene({ origin, knownDevice: true }))).toEqual(['risk.key.known'])
    expect(sumOf(deviceKey, scene({ origin }))).toBeCloseTo(llr, 1)
  })

  test('forgotten by its owner, speaks for nobody, whatever the sign-ins still tell', () => {
    expect(idsOf(deviceKey, scene({ origin: desk, knownDevice: false }))).toEqual(['risk.key.unknown'])
  })
})

describe('hidden behind a VPN', () => {
  const hidden = { network: { country: 'DE', anonymiser: true } }
  test.each<[string, Origin, readonly string[], number]>([
    ['hidden', hidden, ['risk.hidden.yes'], 3.3],
    ['not hidden', desk, ['risk.hidden.no'], -0.8],
    ['no list tells', { network: { country: 'DE' } }, [], 0],
    ['nothing told', {}, [], 0],
  ])('%s', (_case, origin, ids, llr) => {
    expect(idsOf(anonymiser, scene({ origin }))).toEqual(ids)
    expect(sumOf(anonymiser, scene({ origin }))).toBeCloseTo(llr, 1)
  })

  test('of somebody who always comes that way it says little', () => {
    const at = scene({ origin: hidden, history: historyOf(times(40, hidden)) })
    expect(idsOf(anonymiser, at)).toEqual(['risk.hidden.usual'])
    expect(sumOf(anonymiser, at)).toBeLessThan(0)
  })
})

describe('travel', () => {
  const after = (last: string | undefined, to: string | undefined, took: number): Scene =>
    scene({
      history: { signIns: [signIn({ network: { ...(last && { country: last }) } }, now - took)], earlier: 0 },
      origin: { network: { ...(to && { country: to }) } },
    })
  test.each<[string | undefined, string | undefined, number, readonly string[], boolean]>([
    ['DE', 'DE', minute, ['risk.travel.stayed'], false],
    ['DE', 'NL', minute, ['risk.travel.possible'], false],
    ['DE', 'PT', 30 * minute, ['risk.travel.minutes'], true],
    ['DE', 'JP', 5 * hour, ['risk.travel.hours'], true],
    ['DE', 'JP', 12 * hour, ['risk.travel.possible'], false],
    ['DE', 'JP', -hour, ['risk.travel.minutes'], true],
    ['DE', 'JP', -12 * hour, ['risk.travel.minutes'], true],
    [undefined, 'JP', hour, [], false],
    ['DE', undefined, hour, [], false],
    ['DE', 'XX', hour, [], false],
  ])('from %s to %s in %s ms', (last, to, took, ids, impossible) => {
    expect(idsOf(travel, after(last, to, took))).toEqual(ids)
    expect(isTooFast(after(last, to, took))).toBe(impossible)
  })

  test('says so in words', () => {
    expect(wordsOf(travel, after('DE', 'PT', 30 * minute))).toBe(
      'The last sign-in was from Germany, 30 minutes earlier. Nobody gets from there to Portugal that fast.',
    )
  })

  test('the table has every country once, and distances as on a globe', () => {
    expect(countries.length).toBe(250)
    expect(new Set(countries).size).toBe(250)
    for (const country of countries) expect(kilometres(country, country), country).toBe(0)
    for (const [a, b, least, most] of [
      ['DE', 'PT', 1700, 2300],
      ['DE', 'JP', 8500, 9500],
      ['NZ', 'CL', 8500, 10500],
      ['FJ', 'WS', 800, 1700],
    ] as const) {
      expect(kilometres(a, b)).toBeGreaterThan(least)
      expect(kilometres(a, b)).toBeLessThan(most)
      expect(kilometres(a, b)).toBe(kilometres(b, a))
    }
  })
})

describe('what counts a little', () => {
  test('the time of day, for someone whose day is known', () => {
    expect(idsOf(hours, scene())).toEqual(['risk.hours.usual'])
    expect(idsOf(hours, scene({ now: now + day / 2 }))).toEqual(['risk.hours.unusual'])
    expect(hours(scene({ history: { ...ana, signIns: ana.signIns.slice(0, 9) } }))).toEqual([])
    const midnight = Date.UTC(2026, 5, 2)
    const late = {
      signIns: Array.from({ length: 12 }, (_, n) => signIn(desk, midnight - n * day - hour / 2)),
      earlier: 0,
    }
    expect(idsOf(hours, scene({ history: late, now: midnight + hour / 2 }))).toEqual(['risk.hours.usual'])
    expect(sumOf(hours, scene({ now: now + day / 2 }))).toBeLessThanOrEqual(0.7)
    expect(sumOf(hours, scene())).toBeGreaterThanOrEqual(-0.3)
  })

  test.each<[number, readonly string[], number]>([
    [59, [], 0],
    [60, ['risk.dormant'], 2 / 6],
    [150, ['risk.dormant'], 5 / 6],
    [4000, ['risk.dormant'], 1],
    [-5, [], 0],
    [Number.NaN, [], 0],
  ])('an account that the directory saw nobody sign in with for %i days', (days, ids, adds) => {
    const nobody = { signIns: [], earlier: 0 }
    expect(idsOf(dormant, scene({ history: nobody, signedInAt: now - days * day }))).toEqual(ids)
    expect(sumOf(dormant, scene({ history: nobody, signedInAt: now - days * day }))).toBeCloseTo(adds)
    expect(dormant(scene({ signedInAt: now - days * day }))).toEqual([])
    expect(dormant(scene({ history: nobody }))).toEqual([])
  })

  test.each<[Scene['velocity'], readonly string[], number]>([
    [{}, [], 0],
    [{ person: 1, company: 2 }, [], 0],
    [{ person: 3, address: 5 }, ['risk.many.address'], 3],
    [{ network: 50 }, ['risk.many.network'], 4],
    [{ company: Number.NaN }, [], 0],
    [{ person: Number.NaN, address: 5 }, ['risk.many.address'], 3],
  ])('velocity %o', (deviations, ids, llr) => {
    expect(idsOf(velocity, scene({ velocity: deviations! }))).toEqual(ids)
    expect(sumOf(velocity, scene({ velocity: deviations! }))).toBe(llr)
  })

  test.each([
    [0, [], 0],
    [-1.5, ['risk.answers.right'], -1.5],
    [-99, ['risk.answers.right'], -2],
    [99, ['risk.answers.wrong'], 3],
    [Number.NaN, ['risk.answers.wrong'], 3],
  ])('answers %d', (given, ids, llr) => {
    expect(idsOf(answers, scene({ answers: given }))).toEqual(ids)
    expect(sumOf(answers, scene({ answers: given }))).toBe(llr)
  })
})

test('a company is known by all its people', () => {
  expect(company.total).toBe(480)
  expect(company.novel).toEqual({ asn: 1, country: 20, device: 1 })
})
