import { describe, expect, test } from 'vitest'
import { day, hour } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import type { Assessment, Band, Signals } from '../../src/policy/port.ts'

const now = Date.UTC(2026, 10, 20, 9)
const calm: Signals = {
  now,
  privileged: false,
  secondBrowser: false,
  startsExceeded: false,
}
const inForce = policy()
const calmly: Assessment = { band: 'step-up', reasons: ['unknown-device'] }
const judged = (signals: Partial<Signals>): Assessment => inForce.assess({ ...calm, ...signals })

describe('a request is judged', () => {
  test.each<[string, Partial<Signals>, Assessment]>([
    ['with nothing against it but that no browser is known', {}, calmly],
    [
      'from two browsers',
      { secondBrowser: true },
      { band: 'step-up', reasons: ['second-browser', 'unknown-device'] },
    ],
    [
      'for a privileged account',
      { privileged: true },
      { band: 'deny', reasons: ['privileged', 'unknown-device'] },
    ],
    [
      'an hour after a factor changed',
      { factorsChangedAt: now - hour },
      { band: 'approval', reasons: ['recent-factor-change', 'unknown-device'], easesAt: now + 71 * hour },
    ],
    ['72 hours after a factor changed', { factorsChangedAt: now - 72 * hour }, calmly],
    [
      'a millisecond before that',
      { factorsChangedAt: now - 72 * hour + 1 },
      { band: 'approval', reasons: ['recent-factor-change', 'unknown-device'], easesAt: now + 1 },
    ],
    [
      'an hour after a reset',
      { lastResetAt: now - hour },
      { band: 'approval', reasons: ['recent-reset', 'unknown-device'], easesAt: now + 23 * hour },
    ],
    ['an hour after a reset, for an unlock', { lastResetAt: now - hour, purpose: 'unlock' }, calmly],
    ['a day after a reset', { lastResetAt: now - day }, calmly],
    [
      'a day after the profile changed',
      { profileChangedAt: now - day },
      { band: 'step-up', reasons: ['profile-change', 'unknown-device'] },
    ],
    ['a week after the profile changed', { profileChangedAt: now - 7 * day }, calmly],
    [
      'after too many starts',
      { startsExceeded: true },
      { band: 'step-up', reasons: ['unknown-device', 'too-many-starts'], only: ['webauthn'] },
    ],
    [
      'with a change still to come, by a clock set back',
      { factorsChangedAt: now + hour },
      { band: 'approval', reasons: ['recent-factor-change', 'unknown-device'], easesAt: now + 73 * hour },
    ],
  ])('%s', (_, signals, expected) => {
    expect(judged(signals)).toEqual(expected)
  })

  test('by the highest floor, with every reason, and easing when the last of the highest eases', () => {
    expect(judged({ factorsChangedAt: now - hour, lastResetAt: now - 2 * hour })).toEqual({
      band: 'approval',
      reasons: ['recent-factor-change', 'recent-reset', 'unknown-device'],
      easesAt: now + 71 * hour,
    })
  })

  test('without a promise that waiting helps where it does not', () => {
    expect(judged({ profileChangedAt: now - day })).not.toHaveProperty('easesAt')
    expect(judged({ privileged: true, factorsChangedAt: now - day })).not.toHaveProperty('easesAt')
  })

  test('by the cooling the operator set', () => {
    const strict = policy({ coolingHours: 100 })
    expect(strict.assess({ ...calm, factorsChangedAt: now - 99 * hour }).band).toBe('approval')
  })
})

test('one more signal never lowers the band, drops a reason or widens what counts', () => {
  const order: readonly Band[] = ['allow', 'step-up', 'approval', 'deny']
  const each: readonly Partial<Signals>[] = [
    { privileged: true },
    { factorsChangedAt: now - hour },
    { lastResetAt: now - hour },
    { secondBrowser: true },
    { profileChangedAt: now - hour },
    { startsExceeded: true },
  ]
  for (let set = 0; set < 1 << each.length; set += 1) {
    const signals = each
      .filter((_, i) => (set >> i) & 1)
      .reduce<Partial<Signals>>((all, one) => ({ ...all, ...one }), {})
    const before = judged(signals)
    for (const more of each) {
      const after = judged({ ...signals, ...more })
      expect(order.indexOf(after.band)).toBeGreaterThanOrEqual(order.indexOf(before.band))
      expect(after.reasons).toEqual(expect.arrayContaining([...before.reasons]))
      if (before.only !== undefined) expect(after.only).toEqual(before.only)
    }
  }
})
