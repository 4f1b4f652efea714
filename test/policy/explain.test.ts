import { describe, expect, test } from 'vitest'
import { explained, type Facing } from '../../src/assemble-policy-explain.ts'
import type { MemorySeed } from '../../src/directory/memory.ts'
import { hour } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import type { PolicyRule } from '../../src/policy/port.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const finance = 'cn=finance,ou=groups,dc=corp,dc=example'
const leads = 'cn=leads,ou=groups,dc=corp,dc=example'
const rules: readonly PolicyRule[] = [
  { name: 'out', match: { account: 'joan' }, refuse: true, words: 'Ask your agency.' },
  {
    name: 'finance',
    match: { group: finance },
    evidence: { 'step-up': [['webauthn']] },
    approvals: { approval: 2 },
    approvers: [leads],
    hours: { days: ['sun'], from: '08:00', to: '18:00', outside: 'approval' },
    questions: false,
  },
]

const facing = async (name: string, shown: Partial<MemorySeed> = {}, plus: Partial<Facing> = {}) => {
  const town = new Town()
  const who = await enrolled(town, name, ['totp', 'recovery-codes'])
  town.directory.change(who.id, shown)
  const status = await town.directory.people.status(who.id)
  if (status === undefined) throw new Error('nobody')
  return explained({
    policy: policy({ rules }),
    rules,
    status,
    enrolment: (await town.at.world.enrolments.of(who.id)).value,
    appointed: 0,
    factors: town.at.world.factors,
    sendsMail: true,
    now: town.clock.now(),
    when: (ms) => new Date(ms).toISOString().slice(0, 16),
    ...plus,
  })
}

describe('what somebody would face', () => {
  test('by the shipped policy: who they are, what they hold, what is enough by band', async () => {
    const said = await facing('ada', { groups: [] })
    expect(said).toContain('Ada Byron (ada), uid=ada,ou=people,dc=corp,dc=example')
    expect(said).toContain('Rule: default, the shipped policy: no rule of your own holds for them.')
    expect(said).toContain('Sign-in methods: they can show an authenticator code and a recovery code.')
    expect(said.join('\n')).toContain(`Enough for a reset:
  allow: a passkey; or an authenticator code with one approval; or a security key without PIN and a recovery code`)
    expect(said).toContain(
      'Approvers: nobody: no group is named and nobody was appointed, so what needs one goes to the helpdesk.',
    )
    expect(said).toContain(
      'Starts: 0 of 6 in the last hour, 0 of 15 in the last day; above them only a passkey counts.',
    )
  })

  test('by a rule of one’s own, with the reason it holds', async () => {
    const said = await facing('ada', { groups: [finance] })
    expect(said).toContain(`Rule: finance, because they are in ${finance}.`)
    expect(said).toContain('Hours: closed until 2026-06-07T08:00; until then a person has to approve.')
    expect(said).toContain('  step-up: a passkey')
    expect(said).toContain('  approval: a passkey with two approvals')
    expect(said).toContain(`Approvers: a member of ${leads}.`)
    expect(said).toContain('Questions about recent activity: are not asked.')
  })

  test('where it cannot be told which rule holds', async () => {
    const said = await facing('ada', { groups: 'unknown' })
    expect(said).toContain(
      'Rule: one of finance, default: the directory does not show which, so the strictest of them counts, and a person has to approve.',
    )
  })

  test('when they are refused, resting, frozen or out of bounds', async () => {
    expect(await facing('joan')).toContain(
      'Refused: self-service is not for them. They are told: “Ask your agency.”',
    )
    const now = Date.UTC(2026, 5, 1, 9)
    const frozen = await facing('ada', {}, { frozenAt: now - hour })
    expect(frozen.join()).toContain('They stopped self-service 2026-06-01T08:00')
    const barred = await facing('ada', {
      protected: { reason: 'privileged', detail: 'adminCount' },
      disabled: true,
    })
    expect(barred[1]).toBe('Self-service keeps its hands off: privileged (adminCount). Nothing below helps.')
    expect(barred[2]).toContain('switched off')
    const town = new Town()
    const { value } = await town.at.world.enrolments.of('nobody')
    const resting = await facing(
      'ada',
      {},
      { enrolment: { ...value, factorsChangedAt: now - hour, lastResetAt: now - hour } },
    )
    expect(resting).toContain('Sign-in methods: none, so they have to set one up before anything else.')
    expect(resting.join()).toContain('until 2026-06-04T08:00 a person has to approve')
    expect(resting.join()).toContain('another reset before 2026-06-02T08:00')
    const chatOnly = await facing('ada', {}, { sendsMail: false })
    expect(chatOnly).toContain('They can be told in chat only, so only a passkey counts.')
    expect(chatOnly).toContain('  allow: a passkey')
  })
})
