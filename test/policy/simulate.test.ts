import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { simulate } from '../../src/assemble-policy-simulate.ts'
import { assessmentsIn } from '../../src/audit/assessments.ts'
import { entryOf, lineOf } from '../../src/audit/entry.ts'
import type { MemorySeed } from '../../src/directory/memory.ts'
import { day } from '../../src/lib/clock.ts'
import { policy } from '../../src/policy/policy.ts'
import type { PolicyRule } from '../../src/policy/port.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const finance = 'cn=finance,ou=groups,dc=corp,dc=example'
const fresh = 'Otter-Bridge-Candle-9'
const passkeys: PolicyRule = {
  name: 'finance',
  match: { group: finance },
  evidence: { 'step-up': [['webauthn']] },
}

/** Ada resets by app and code, Grace by passkey, and the trail of it is on disk as the service writes it. */
const aDay = async (shown: Partial<MemorySeed> = {}) => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['totp', 'recovery-codes', 'webauthn'])
  const page = await ada.getsToThePage()
  await ada.proves(page)
  await page.types('new-password', fresh)
  const grace = await enrolled(town, 'grace', ['webauthn'])
  const hers = await grace.getsToThePage()
  await hers.passkey(grace.device)
  await hers.types('new-password', fresh)
  for (const id of [ada.id, grace.id]) town.directory.change(id, shown)
  const path = join(mkdtempSync(join(tmpdir(), 'latchkey-trail-')), 'audit.jsonl')
  const at = town.clock.now()
  const lines = town.journal.map((event, i) => lineOf(i + 1, entryOf(event, at)))
  writeFileSync(path, lines.join(''))
  const runs = async (
    rules: readonly PolicyRule[],
    plus: Parameters<typeof policy>[0] = {},
    since = at - day,
  ) =>
    await simulate({
      trail: await assessmentsIn(path, since),
      draft: policy({ rules, ...plus }),
      people: town.directory.people,
      when: (ms) => new Date(ms).toISOString().slice(0, 10),
    })
  return { town, ada, grace, path, runs, at }
}

describe('a draft is tried on the requests of the trail', () => {
  test('that say all it takes, and no secret, no address, nothing typed', async () => {
    const { path, ada } = await aDay()
    const { assessed, older } = await assessmentsIn(path, 0)
    expect(older).toBe(0)
    expect(assessed).toMatchObject([
      {
        person: ada.id,
        purpose: 'reset',
        band: 'step-up',
        best: 'sufficient',
        rule: 'default',
        held: ['webauthn', 'totp', 'recovery-code'],
        given: ['totp', 'recovery-code'],
      },
      { given: ['webauthn'] },
    ])
    expect(JSON.stringify(assessed)).not.toMatch(/Otter|corp\.example|\d+\.\d+\.\d+\.\d+/)
  })

  test('and says so when nothing would have changed', async () => {
    const { runs } = await aDay()
    expect(await runs([])).toEqual([
      'Replayed 2 requests of 2 people, as the directory shows them today.',
      'Nothing would have changed for anybody.',
      'Limits on starts, words and questions are not replayed.',
    ])
  })

  test('who would have to show something else, who needs a person, who is refused', async () => {
    const { runs } = await aDay({ groups: [finance] })
    const [other, ...rest] = await runs([passkeys])
    expect(other).toMatch(
      /^2026-06-01 {2}Ada Byron \(ada\), reset: got through with an authenticator code and a recovery code, would be asked for a passkey \(rule finance, band step-up\)$/,
    )
    expect(rest).toContain('1 would fare differently: 0 harder, 0 easier, 1 by other evidence.')
    const approved = await runs([{ name: 'all', match: 'everybody', approvals: { allow: 1 } }])
    expect(approved[0]).toContain(
      'gets through → needs one approval (rule default → all, band step-up; they can show a passkey and an authenticator code and a recovery code).',
    )
    expect(approved).toContain('2 would fare differently: 2 harder, 0 easier, 0 by other evidence.')
    const refused = await runs([{ name: 'out', match: { account: 'grace' }, refuse: true }])
    expect(refused[0]).toContain(
      'Grace Murray (grace), reset: gets through → is refused (rule default → out, band deny',
    )
    expect(refused[0]).toContain('A rule of the policy keeps self-service from this person.')
  })

  test('what is not replayed is said where the draft changes it for somebody, and for how many', async () => {
    const { runs, path, at, grace } = await aDay()
    const match = { account: 'ada' }
    const hers = await runs([{ name: 'few', match, limits: { perHour: 1 }, questions: false }])
    expect(hers.slice(hers.indexOf('Limits on starts, words and questions are not replayed.') + 1)).toEqual([
      '  The draft has limits on starts of its own for 1 of these requests: whether one would have been one too many is not said here.',
      '  The draft says something of its own about questions for 1 of these requests: what answers would have changed is not said here.',
    ])
    const detail = {
      band: 'allow',
      before: 'allow',
      purpose: 'reset',
      reasons: ['too-many-starts'],
      person: grace.id,
      rule: 'default',
      best: 'sufficient',
      held: ['webauthn'],
      given: ['webauthn'],
    } as const
    writeFileSync(path, lineOf(9, entryOf({ event: 'risk.assessed', flow: 'f', detail }, at)), { flag: 'a' })
    expect((await runs([])).at(-1)).toBe(
      '  1 of these requests were one start too many by the limits of then; that is left as it was judged.',
    )
  })

  test('a longer rest is replayed from when methods were changed, a closed hour from when it was', async () => {
    const { runs, town } = await aDay()
    const longer = await runs([{ name: 'rest', match: 'everybody', coolingHours: 720 }])
    expect(longer).toContain('Nothing would have changed for anybody.')
    expect((await runs([], { coolingHours: 720 })).join()).toContain('Nothing')
    const hours = { days: ['sun'], from: '08:00', to: '18:00', outside: 'approval' } as const
    expect((await runs([{ name: 'h', match: 'everybody', hours }]))[0]).toContain(
      'gets through → needs one approval (rule default → h, band approval',
    )
    expect(town.clock.now()).toBeGreaterThan(0)
  })

  test('whose groups cannot be read is judged by the strictest; whoever is gone is left out and counted', async () => {
    const { runs, town, grace } = await aDay({ groups: 'unknown' })
    town.directory.remove(grace.id)
    const said = await runs([passkeys])
    expect(said[0]).toContain(
      'gets through → needs one approval (rule default → one of finance, default, band approval',
    )
    expect(said).toContain('1 of people who are gone were left out.')
    town.directory.down(true)
    expect(await runs([passkeys])).toContain(
      '2 of people who could not be read were judged by the strictest rule.',
    )
    const [forAda = ''] = await runs([{ name: 'boss', match: { account: 'ada' }, refuse: true }])
    expect(forAda).toContain('gets through → is refused (rule default → one of boss, default')
  })

  test('only as far back as asked, and lines of older releases are counted and not guessed at', async () => {
    const { runs, path, at } = await aDay()
    expect(await runs([], {}, at + 1)).toContain(
      'Replayed 0 requests of 0 people, as the directory shows them today.',
    )
    const old = { event: 'risk.assessed', flow: 'f', detail: { band: 'step-up', purpose: 'reset' } } as const
    writeFileSync(path, lineOf(1, entryOf(old, at)), { flag: 'a' })
    expect(await runs([])).toContain('1 judgements of older releases do not say enough and were left out.')
    expect(await assessmentsIn(`${path}.nowhere`, 0)).toEqual({ assessed: [], older: 0 })
  })
})
