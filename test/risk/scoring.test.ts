import { expect, test } from 'vitest'
import { score } from '../../src/risk/score.ts'
import { scoring } from '../../src/risk/scoring.ts'
import { calm } from './requests.ts'
import { ana, company, desk, now, phone, scene } from './person.ts'

test('the engine is given what the signals give for the same scene', () => {
  const request = { ...calm, now, origin: phone, knownDevice: true, answers: 1, velocity: { person: 4 } }
  const { history: _history, ...at } = scene({ origin: phone, knownDevice: true, answers: 1 })
  const same = score({ ...at, history: ana, blind: [], velocity: { person: 4 } })
  expect(scoring([])(request, ana, company)).toEqual(same)
})

test('what the installation cannot tell does not count', () => {
  const { origin: _origin, ...nowhere } = calm
  const names = scoring(['country', 'asn'])(
    { ...nowhere, now, origin: { network: { prefix: 'office' }, agent: desk.agent } },
    ana,
    company,
  ).terms.map(({ name }) => name)
  expect(names).not.toContain('country')
  expect(names).toContain('prefix')
})

test('of a browser of which nothing is known, nothing speaks for the person', () => {
  const { origin: _origin, knownDevice: _known, ...nowhere } = calm
  const { terms } = scoring([])({ ...nowhere, now }, ana, company)
  expect(terms.filter(({ adds, name }) => adds < 0 && name !== 'hours')).toEqual([])
})
