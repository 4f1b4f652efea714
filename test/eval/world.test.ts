import { beforeAll, describe, expect, test } from 'vitest'
import { astray, missed, most } from './bars.ts'
import { figuresOf, type Figures } from './figures.ts'
import { attackers, type Line } from './line.ts'
import { fixed } from './seeds.ts'
import { world, type World } from './world.ts'

/** Small enough for every run; `npm run eval:risk` judges whole ones. */
const small = { people: 150, days: 180, legitimate: 8, attacks: 4 }

describe('a small company', () => {
  let built: World
  let figures: Figures
  beforeAll(() => {
    built = world(fixed[0]!, small)
    figures = figuresOf(built)
  }, 120_000)

  test('is what world.md says', () => {
    const share = (lines: readonly Line[], of: (line: Line) => boolean): number =>
      lines.filter(of).length / lines.length
    const people = new Map(built.signIns.map((line) => [line.user, line]))
    expect(people.size).toBe(150)
    expect(built.signIns.length / (150 * 180)).toBeGreaterThan(0.8)
    expect(built.signIns.length / (150 * 180)).toBeLessThan(1.3)
    expect(share(built.signIns, ({ ua }) => /Mobile/.test(ua ?? ''))).toBeCloseTo(0.25, 1)
    expect(share([...people.values()], ({ country }) => country === 'DE')).toBeCloseTo(0.6, 1)
    const legitimate = built.attempts.filter(({ label }) => label === 'legitimate')
    expect(share(legitimate, ({ ua }) => /Mobile/.test(ua ?? ''))).toBeCloseTo(0.5, 1)
    expect(share(legitimate, ({ device_key: key }) => key !== undefined)).toBeCloseTo(0.6, 1)
    for (const kind of attackers) {
      const own = built.attempts.filter(({ label }) => label === kind)
      expect(own.length).toBe(600)
      expect(own.filter(({ device_key: key }) => key !== undefined)).toEqual([])
    }
    const vpn = built.attempts.filter(({ label }) => label === 'vpn')
    expect(share(vpn, ({ anonymiser }) => anonymiser === true)).toBeCloseTo(0.85, 1)
  })

  test('is hard for the published model, and ours keeps every bar', () => {
    expect(astray(figures)).toEqual([])
    expect(missed(figures)).toEqual([])
  })

  test('ours beats the published model against every attacker by half and more', () => {
    for (const kind of attackers) expect(figures.ours[kind], kind).toBeLessThan(figures.freeman[kind] / 2)
  })

  test('nobody without the key gets the light path, not even at the person’s own desk', () => {
    expect(figures.attackersBelowStepUp).toBe(0)
    expect(figures.inBands.get('neighbour')?.[0]).toBe(0)
    expect(figures.inBands.get('legitimate')?.[0]).toBeGreaterThan(150 * 8 * 0.5)
  })

  test('a bar that is missed is named', () => {
    const worse = {
      ...figures,
      ours: { ...figures.ours, vpn: (most.vpn + 0.1) / 100 },
      attackersBelowStepUp: 1,
    }
    expect(astray({ freeman: { ...figures.freeman, naive: 0.5 } })).toEqual([
      'Freeman is 34.7 points from its reference: naive',
    ])
    expect(missed(worse)).toEqual([
      'too many false alarms: vpn',
      'an attacker got through without a second step',
    ])
    expect(missed({ ...figures, stopped: { bare: 0, held: 0.02 } })).toHaveLength(1)
  })

  test('is the same for the same seed, and another for another', () => {
    const tiny = { people: 3, days: 30, legitimate: 1, attacks: 1 }
    expect(world(7, tiny)).toEqual(world(7, tiny))
    expect(world(8, tiny)).not.toEqual(world(7, tiny))
    expect(world(7, { ...tiny, people: 4 }).signIns.slice(0, 20)).toEqual(world(7, tiny).signIns.slice(0, 20))
  })
})
