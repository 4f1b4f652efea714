import { describe, expect, test } from 'vitest'
import { graver } from '../../flows/graver.ts'
import type { MemorySeed } from '../../src/directory/memory.ts'
import { day } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import type { PolicyRule } from '../../src/policy/port.ts'
import type { Browser } from '../support/browser.ts'
import { alertsIn, enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const finance = 'cn=finance,ou=groups,dc=corp,dc=example'
const fresh = 'Otter-Bridge-Candle-9'

const passkeys: PolicyRule = {
  name: 'finance',
  match: { group: finance },
  evidence: { allow: [['webauthn']], 'step-up': [['webauthn']] },
}
const refused: PolicyRule = {
  name: 'contractors',
  match: { group: finance },
  refuse: true,
  words: 'Your agency looks after this account.',
}

/** What the page asks for. */
const asked = async (page: Browser): Promise<readonly string[]> =>
  (await page.page())?.card.asks.flatMap((ask) => ('name' in ask ? [ask.name] : [])) ?? []

/** A town whose operator wrote these rules, and Ada as the directory shows her. */
const under = async (
  rules: readonly PolicyRule[],
  shown: Partial<MemorySeed>,
  has: Parameters<typeof enrolled>[2] = ['webauthn', 'totp', 'recovery-codes'],
) => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', has)
  town.directory.change(ada.id, shown)
  const rule = (now: readonly PolicyRule[]) =>
    Object.assign(town.at.world.policy, policy({ rules: now, timeZone: 'Europe/London' }))
  rule(rules)
  return { town, ada, rule }
}

describe('somebody whom a rule is for', () => {
  test('is asked for what it demands, and nothing else counts', async () => {
    const { ada, town } = await under([passkeys], { groups: [finance] })
    const page = await ada.getsToThePage()
    const asks = await asked(page)
    expect(asks).toContain('webauthn')
    expect(asks).not.toContain('totp')
    await page.passkey(ada.device)
    await page.sees('password.title')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    const [first] = town.events('risk.assessed')
    expect(first?.detail).toMatchObject({
      rule: 'finance',
      policy: town.at.world.policy.hash,
      person: ada.id,
      before: 'step-up',
      best: 'sufficient',
      held: ['webauthn', 'totp', 'recovery-code'],
    })
  })

  test('and nobody else is', async () => {
    const { ada } = await under([passkeys], { groups: [] })
    const page = await ada.getsToThePage()
    expect(await asked(page)).toContain('totp')
  })

  test('is told at once, in the operator’s words, that self-service is not for them', async () => {
    const { ada, town } = await under([refused], { groups: [finance] })
    await ada.says('I forgot my password')
    ada.sees('ended.by-policy', 'ended.by-policy.words', 'helpdesk.both')
    expect(town.events('flow.refused').at(-1)?.detail).toMatchObject({
      reason: 'by-policy',
      rule: 'contractors',
    })
    // The answer to "why can't I get in?" offers nothing either.
    await ada.says('why can’t I get in?')
    expect(JSON.stringify(ada.drawn.card.asks)).not.toContain('reset-password')
  })

  test('waits for the morning where self-service keeps hours', async () => {
    const hours = { days: ['tue'], from: '08:00', to: '18:00', outside: 'refuse' } as const
    const { ada } = await under([{ name: 'office', match: 'everybody', hours }], {})
    await ada.says('I forgot my password')
    ada.sees('ended.closed', 'ended.closed.until', 'helpdesk.both')
  })

  test('rests as long as it says, in the judgement and on the bot’s page', async () => {
    const week: PolicyRule = { name: 'week', match: { group: finance }, coolingHours: 168 }
    const { ada, town } = await under([week], { groups: [finance] })
    const kept = await town.at.world.enrolments.of(ada.id)
    await town.at.store.write([
      town.at.world.enrolments.keep(kept, { ...kept.value, factorsChangedAt: town.clock.now() - 4 * day }),
    ])
    await ada.getsToThePage().catch(() => undefined)
    expect(town.events('risk.assessed').at(-1)?.detail).toMatchObject({
      reasons: expect.arrayContaining(['recent-factor-change']),
    })
  })
})

describe('where the directory hides the groups', () => {
  test('nobody slips through as a member of none: a person has to look, and the operator is told why', async () => {
    const { ada, town } = await under([passkeys], { groups: 'unknown' })
    await ada.getsToThePage().catch(() => undefined)
    expect(town.events('risk.assessed').at(-1)?.detail).toMatchObject({
      band: 'approval',
      reasons: expect.arrayContaining(['rule-undecided']),
      rule: 'finance+default',
    })
    expect(alertsIn(town)).toContain('alert.rule-undecided')
    expect(town.directory.account(ada.id).version).toBe(1)
  })

  test('a rule that refuses, refuses', async () => {
    const { ada, town } = await under([refused], { groups: 'unknown' })
    await ada.says('I forgot my password')
    ada.sees('ended.by-policy')
    expect(alertsIn(town)).toContain('alert.rule-undecided')
  })
})

describe('a policy that changes while somebody is under way', () => {
  const proved = async (first: readonly PolicyRule[]) => {
    const made = await under(first, { groups: [finance] })
    const page = await made.ada.getsToThePage()
    return { ...made, page }
  }

  test('is asked of them before anything is done: what was enough is not any more', async () => {
    const { ada, page, rule, town } = await proved([])
    await page.types('totp', await ada.totp())
    await page.types('recovery-codes', ada.codes.shift() ?? '')
    await page.sees('password.title')
    rule([passkeys])
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
    expect(await asked(page)).toContain('webauthn')
    await page.passkey(ada.device)
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('leaves two judgements with what either asked for, and only with what both loosened', () => {
    const demands = [{ rule: 'finance', evidence: { allow: [['webauthn']] }, approvals: {} }] as const
    const loosened = ['totp-alone-in-allow'] as const
    const [strict, loose] = [
      { band: 'allow', reasons: [], rule: 'finance', policy: 'a', demands },
      { band: 'allow', reasons: [], rule: 'default', policy: 'b', loosened },
    ] as const
    for (const [first, second] of [
      [strict, loose],
      [loose, strict],
    ] as const) {
      const both = graver(first, { ...second, band: 'step-up' })
      expect(both).toMatchObject({ demands, loosened: [], rule: second.rule, policy: second.policy })
    }
  })

  test('never makes it easier for them', async () => {
    const { page, rule, ada } = await proved([passkeys])
    rule([])
    expect(await asked(page)).not.toContain('totp')
    await page.passkey(ada.device)
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })
})
