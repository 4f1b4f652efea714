import { expect, test } from 'vitest'
import { hour } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import { replay, type Recorded } from '../../src/policy/replay.ts'

const now = Date.UTC(2026, 5, 1, 9)
const crowded: Recorded = {
  at: now,
  flow: 'f',
  person: 'id-ada',
  purpose: 'reset',
  band: 'deny',
  eased: { band: 'step-up', by: [['webauthn']] },
  reasons: ['crowded-address'],
  held: ['webauthn'],
  given: [],
  best: 'sufficient',
}
const subject = { account: 'ada', groups: [] }

test('a request out of a crowd is judged again as it was, and a factor that rests still asks for a human', () => {
  const best = (recorded: Recorded) => replay(recorded, policy(), subject).best
  expect(best(crowded)).toBe('sufficient')
  expect(best({ ...crowded, held: ['totp', 'recovery-code'] })).toBe('insufficient')
  const rests = { ...crowded, factorsChangedAt: now - hour, reasons: ['crowded-address'] as const }
  expect(best(rests)).toBe('with-approval')
  expect(best({ ...rests, eased: { band: 'approval', by: [['webauthn']] } })).toBe('with-approval')
})
