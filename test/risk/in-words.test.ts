import { expect, test } from 'vitest'
import { judge } from '../../src/risk/judge.ts'
import type { Term } from '../../src/risk/scored.ts'
import { say } from '../../src/story/card.ts'
import type { PhraseId } from '../../src/words/en.ts'
import { graver } from '../../flows/graver.ts'
import { judged, seen } from './requests.ts'

const term = (adds: number, id: PhraseId, slots: Record<string, string> = {}): Term => ({
  name: id,
  adds,
  says: say(id, slots),
})
const scored = (...terms: readonly Term[]) => ({ scored: { score: -9, terms, model: 'm' } })
const abroad = { history: seen(20, 20, 'FR') }
const places = { here: 'Germany', usual: 'France' }
const saidOf = (...of: Parameters<typeof judged>): readonly string[] =>
  (judge(judged(...of)).said ?? []).map(({ id }) => id)

test('what a floor says in general is said with names where the score can, and then not once more', () => {
  expect(saidOf({}, abroad)).toEqual(['risk.new-country'])
  const { said } = judge(judged({}, { ...abroad, ...scored(term(3, 'risk.country.new', places)) }))
  expect(said).toEqual([say('risk.country.new', places)])
})

test.each([
  [{ knownDevice: false }, 'risk.key.unknown'],
  [{ origin: { network: { anonymiser: true } } }, 'risk.hidden.usual'],
] as const)('of %j the closer sentence alone', (request, id) => {
  expect(saidOf(request, scored(term(1, id)))).toEqual([id])
})

test('a term that says something else than the floor leaves it its own words', () => {
  expect(saidOf({ knownDevice: false }, scored(term(-4, 'risk.key.known')))).toEqual([
    'risk.unknown-device',
    'risk.key.known',
  ])
})

test('beside what floors say, the three that weigh most are told, for or against', () => {
  const terms = [
    term(0.1, 'risk.hours.usual'),
    term(3, 'risk.country.new', places),
    term(-2, 'risk.device.usual'),
    term(1, 'risk.asn.new'),
    term(0.5, 'risk.os.first'),
  ]
  expect(saidOf({}, { ...abroad, ...scored(...terms) })).toEqual([
    'risk.country.new',
    'risk.device.usual',
    'risk.asn.new',
    'risk.os.first',
  ])
})

test('how many others asked from there is told wherever it was counted', () => {
  expect(judge(judged({ peopleNear: 1 })).said).toEqual([say('risk.near', { people: '0' })])
  expect(judge(judged({ peopleNear: 4 })).said).toEqual([say('risk.near', { people: '3' })])
  expect(saidOf({})).toEqual([])
  expect(saidOf({ peopleNear: 0 })).toEqual([])
})

test('judged again, a sentence stands once, as it is by then', () => {
  const [before, after] = [judge(judged({ peopleNear: 2 })), judge(judged({ peopleNear: 3 }))]
  expect(graver(before, after).said).toEqual([say('risk.near', { people: '2' })])
})
