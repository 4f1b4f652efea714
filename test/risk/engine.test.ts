import { describe, expect, test } from 'vitest'
import type { ActivityPort, SourceHealth } from '../../src/activity/port.ts'
import { day, hour } from '../../src/lib/clock.ts'
import { riskEngine, type EngineParts } from '../../src/risk/engine.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Crowds } from '../../src/risk/counted.ts'
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

describe('how many people ask from one place', () => {
  const crowdsOf = (prefix: number, raised: Awaited<ReturnType<Crowds['breaker']>> = {}) => {
    const noted: unknown[] = []
    const crowds: Crowds = {
      paired: async (flow) => {
        noted.push(flow)
        return { prefix, asn: 40, tenant: 3 }
      },
      breaker: async () => raised,
    }
    return { crowds, noted }
  }

  test.each<[number, string]>([
    [2, 'allow'],
    [3, 'approval'],
    [10, 'deny'],
  ])('%i: %s', async (prefix, band) => {
    const { crowds, noted } = crowdsOf(prefix)
    expect((await assessedBy({ crowds }, { ...calm, tenant: 'T1' })).assessment.band).toBe(band)
    expect(noted).toEqual([{ person: 'id-ada', tenant: 'T1', prefix: 'k1.office', asn: 3320 }])
  })

  test('is told to the score, by how much it is above the habit', async () => {
    const told: unknown[] = []
    const score: EngineParts['score'] = ({ velocity }) => {
      told.push(velocity)
      return { score: -1, terms: [], model: 'm' }
    }
    await assessedBy({ crowds: crowdsOf(1).crowds, activity: activityOf(), score })
    expect(told).toEqual([{ company: 3 }])
  })

  test('a wave asks everybody for more, and lets a passkey in a known browser pass', async () => {
    const { crowds } = crowdsOf(1, { band: 'approval' })
    expect((await assessedBy({ crowds })).assessment).toMatchObject({
      band: 'approval',
      reasons: ['wave'],
      eased: { by: [['webauthn']] },
    })
    const unknown = await assessedBy({ crowds }, { ...calm, knownDevice: false })
    expect(unknown.assessment).not.toHaveProperty('eased')
  })

  test('that cannot be counted is a matter for a human', async () => {
    const { crowds } = crowdsOf(1)
    for (const part of ['paired', 'breaker'] as const) {
      const { assessment, failures } = await assessedBy({ crowds: { ...crowds, [part]: down } })
      expect(assessment).toMatchObject({ band: 'approval', reasons: ['cannot-judge'] })
      expect(failures).toHaveLength(1)
    }
  })
})

describe('where the chat is used', () => {
  const chatFrom = (country: string, ago: number) => {
    const [last] = seen(1).signIns
    if (last === undefined) throw new Error('one sign-in')
    const history = seen(20)
    const chat = { ...last, at: now - ago, app: 'Slack', network: { country } }
    return activityOf({ history: async () => ({ ...history, signIns: [chat, ...history.signIns] }) })
  }
  test.each<[string, string, number, string, string]>([
    ['elsewhere just now', 'FR', hour, 'slack', 'approval'],
    ['here', 'DE', hour, 'slack', 'allow'],
    ['elsewhere yesterday', 'FR', 24 * hour, 'slack', 'allow'],
    ['elsewhere, another chat', 'FR', hour, 'teams', 'allow'],
    ['elsewhere, the terminal', 'FR', hour, 'console', 'allow'],
  ])('%s', async (_, country, ago, chat, band) => {
    const { assessment } = await assessedBy({ activity: chatFrom(country, ago) }, { ...calm, chat })
    expect(assessment.band).toBe(band)
  })
})
