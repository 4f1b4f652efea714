import { describe, expect, test } from 'vitest'
import { announcePolicy } from '../../src/assemble-start-up.ts'
import { day } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { AuditEvent } from '../../src/story/event.ts'

const now = Date.UTC(2026, 5, 1, 9)

const service = () => {
  const store = memoryStore({ now: () => now })
  const trail: AuditEvent[] = []
  const raised: { readonly title: string; readonly lines: readonly string[]; readonly key: string }[] = []
  const starts = async (inForce = policy(), at = now): Promise<void> =>
    await announcePolicy(
      store,
      { append: async (events) => void trail.push(...events) },
      {
        raise: async ({ title, lines }, key) =>
          void raised.push({ title: title.id, lines: lines.map(({ id }) => id), key }),
      },
      inForce,
      at,
    )
  return { starts, trail, raised }
}

describe('what is below the shipped policy', () => {
  const loose = policy({ loosenings: ['totp-alone-in-allow', 'shorter-passwords'], besides: [10] })

  test('is said in words at the start and in the trail, and again on another day', async () => {
    const { starts, trail, raised } = service()
    await starts(loose)
    await starts(loose)
    await starts(loose, now + day)
    expect(raised.map(({ title }) => title)).toEqual(['alert.loosened', 'alert.loosened', 'alert.loosened'])
    expect(raised[0]?.lines).toEqual(['loosening.totp-alone-in-allow', 'loosening.shorter-passwords'])
    // All replicas of one day say it under one key, so that it stands there once.
    expect(new Set(raised.map(({ key }) => key)).size).toBe(2)
    expect(trail.map(({ detail }) => detail)).toEqual([
      { policy: loose.hash, before: null, loosenings: ['totp-alone-in-allow', 'shorter-passwords'] },
    ])
  })

  test('is said when it comes into force, beside that the policy is another', async () => {
    const { starts, trail, raised } = service()
    await starts()
    expect(raised).toEqual([])
    await starts(loose)
    expect(raised.map(({ title }) => title)).toEqual(['alert.loosened', 'alert.policy'])
    expect(trail.at(-1)?.detail).toMatchObject({ before: policy().hash, policy: loose.hash })
  })
})
