import { expect, test } from 'vitest'
import { day } from '../../src/lib/clock.ts'
import { riskEngine } from '../../src/risk/engine.ts'
import { score } from '../../src/risk/score.ts'
import { scoring } from '../../src/risk/scoring.ts'
import { inWords } from '../../src/words/render.ts'
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

test('through the engine: a strange place on a strange browser is a human’s, and is told why in words', async () => {
  const engine = riskEngine({
    activity: {
      history: async () => ana,
      company: async () => company,
      record: async () => ({ kept: 0, repeated: 0 }),
      forget: async () => {},
      sources: async () => [{ source: 'ingest', firstAt: now - 20 * day, lastAt: now }],
    },
    score: scoring([]),
    failed: (cause) => expect.fail(String(cause)),
  })
  const strange = { ...phone, network: { country: 'PT', asn: 2860, prefix: 'x', anonymiser: true } }
  const { band, said = [] } = await engine.assess({ ...calm, now, origin: strange, knownDevice: false })
  expect(['approval', 'deny']).toContain(band)
  expect(said.map((one) => inWords(one))).toContain(
    'This person signs in from Germany. This request comes from Portugal, where nobody in the company has signed in from before.',
  )
  const usual = await engine.assess({ ...calm, now, origin: desk, knownDevice: true })
  expect(usual).toMatchObject({ band: 'allow', reasons: [], model: 'floors-1+novelty-2' })
})
