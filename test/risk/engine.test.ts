import { describe, expect, test } from 'vitest'
import type { ActivityPort, SourceHealth } from '../../src/activity/port.ts'
import { day } from '../../src/lib/clock.ts'
import { riskEngine, type EngineParts } from '../../src/risk/engine.ts'
import { Fault } from '../../src/story/errors.ts'
import { calm, now, seen } from './requests.ts'

const learnt: SourceHealth = { source: 'ingest', firstAt: now - 14 * day, lastAt: now }

const activityOf = (change: Partial<ActivityPort> = {}): ActivityPort => ({
  history: async () => seen(20),
  company: async () => ({ total: 0, novel: {}, counts: {} }),
  record: async () => ({ kept: 0, repeated: 0 }),
  forget: async () => {},
  sources: async () => [learnt],
  ...change,
})

const down = async (): Promise<never> => {
  throw new Fault('ERR_STORE', 'down')
}
const bug = (): never => {
  throw new TypeError('undefined is not a number')
}

const assessedBy = async (parts: Partial<EngineParts>, request = calm) => {
  const failures: unknown[] = []
  const engine = riskEngine({ failed: (cause) => void failures.push(cause), ...parts })
  return { assessment: await engine.assess(request), failures }
}

describe('with nothing configured', () => {
  test('a known browser is let on, an unknown one asked for more', async () => {
    expect((await assessedBy({})).assessment).toMatchObject({ band: 'allow', reasons: [] })
    const unknown = await assessedBy({}, { ...calm, knownDevice: false })
    expect(unknown.assessment).toMatchObject({
      band: 'step-up',
      reasons: ['unknown-device'],
      model: 'floors-1',
    })
    expect(unknown.failures).toEqual([])
  })
})

describe('what is configured and fails is a matter for a human, and is told', () => {
  test.each<[string, Partial<EngineParts>]>([
    ['the history', { activity: activityOf({ history: down }) }],
    ['the company’s habits', { activity: activityOf({ company: down }) }],
    ['the list of sources', { activity: activityOf({ sources: down }) }],
    ['the verdict', { activity: activityOf({ verdict: down }) }],
    ['the score', { activity: activityOf(), score: bug }],
    [
      'the score, by being no number',
      { activity: activityOf(), score: () => ({ score: NaN, terms: [], model: 'm' }) },
    ],
    ['the files of places', { placesFail: down }],
  ])('%s', async (_, parts) => {
    const { assessment, failures } = await assessedBy(parts)
    expect(['approval', 'deny']).toContain(assessment.band)
    expect(assessment).not.toHaveProperty('eased')
    if (assessment.band === 'approval') expect(failures).toHaveLength(1)
  })

  test.each<[string, Partial<EngineParts>]>([
    [
      'a source',
      { activity: activityOf({ sources: async () => [learnt, { source: 'graph', failing: 'HTTP 500' }] }) },
    ],
    ['a file of places', { placesFail: async () => true }],
  ])('%s that says so itself', async (_, parts) => {
    const { assessment } = await assessedBy(parts)
    expect(assessment).toMatchObject({ band: 'approval', reasons: ['cannot-judge'] })
  })
})

describe('a history counts once a source has delivered for 14 days', () => {
  const empty = { history: async () => seen(0) }
  test.each<[string, SourceHealth, string]>([
    ['never', { source: 'ingest' }, 'allow'],
    ['for a day less', { source: 'ingest', firstAt: now - 13 * day }, 'allow'],
    ['for as long', learnt, 'approval'],
  ])('%s', async (_, source, band) => {
    const activity = activityOf({ ...empty, sources: async () => [source] })
    expect((await assessedBy({ activity })).assessment.band).toBe(band)
  })

  test('and the score with it', async () => {
    const score = () => ({ score: 5, terms: [], model: 'novelty-1' })
    const young = activityOf({ sources: async () => [{ source: 'ingest', firstAt: now - day }] })
    expect((await assessedBy({ activity: young, score })).assessment).not.toHaveProperty('score')
    const { assessment } = await assessedBy({ activity: activityOf(), score })
    expect(assessment).toMatchObject({
      band: 'approval',
      reasons: ['unusual'],
      score: 5,
      model: 'floors-1+novelty-1',
    })
  })

  test('while a verdict counts at once', async () => {
    const activity = activityOf({ sources: async () => [{ source: 'graph' }], verdict: async () => 'high' })
    expect((await assessedBy({ activity })).assessment.band).toBe('deny')
  })
})
