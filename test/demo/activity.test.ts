import { expect, test } from 'vitest'
import { openActivity } from '../../src/activity/open.ts'
import { inventedSignIns, inventedSinceMs, lately } from '../../src/demo/activity.ts'
import { demoAccounts } from '../../src/demo/people.ts'
import { compose } from '../../src/factors/activity-questions/compose.ts'
import { rightOf } from '../../src/factors/activity-questions/question.ts'
import { riskOf } from '../../src/assemble-risk.ts'
import { day, hour, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { defaultCoolings } from '../../src/policy/coolings.ts'
import { memoryLogs } from '../../src/store/memory-logs.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { inWords } from '../../src/words/render.ts'
import { Chance } from '../eval/chance.ts'

const monday = Date.UTC(2026, 2, 2)
const idOf = (account: string): string => demoAccounts.find((one) => one.account === account)!.id

/** The demonstration's own activity and judgement, with nothing configured to tell places by, at a time of day. */
const opened = async (now: number) => {
  const clock = new ShiftedClock({ now: () => now })
  const store = memoryStore(clock)
  const since = now - inventedSinceMs
  const faults: unknown[] = []
  const { keeper } = await openActivity({
    logs: memoryLogs(clock),
    store,
    keyring: new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }]),
    clock,
    sources: [{ name: 'demo', silentAfterMs: Infinity, since }],
    failed: (fault) => void faults.push(fault),
  })
  await keeper.record(inventedSignIns(now))
  await keeper.tidy()
  const invented = { since, signIns: inventedSignIns }
  const places = { of: async () => ({}), failing: async () => [] }
  const log = (_event: string, more?: object): void => void faults.push(more)
  // One viewer has been five people within minutes, days after the last.
  const crowds = { paired: async () => ({ prefix: 0, asn: 0, tenant: 5 }), breaker: async () => ({}) }
  const risk = riskOf({ activity: { ingest: [], invented } }, places, log, { activity: keeper, crowds })
  const judged = async (account: string) =>
    await risk.assess({
      person: idOf(account),
      flow: 'f1',
      now,
      privileged: false,
      secondBrowser: false,
      startsExceeded: false,
      // As on a machine of one's own: no country, no provider, no block.
      origin: { network: {}, agent: { device: 'desktop', os: 'Linux', family: 'Chrome' } },
      evidence: [],
      coolings: defaultCoolings,
    })
  return { keeper, judged, faults }
}

test('Vera is a matter for a human because of her line alone, and nobody else is, whenever the demonstration is started', async () => {
  for (const hours of Array.from({ length: 14 }, (_, n) => n * 12.7)) {
    const { judged, faults } = await opened(monday + hours * hour)
    const vera = await judged('vera')
    expect(vera.band).toBe('approval')
    expect(vera.reasons).toEqual(['unknown-device', 'unusual'])
    // Two less, for right answers, is no matter for a human any more.
    expect(vera.score).toBeGreaterThanOrEqual(4)
    expect(vera.score).toBeLessThan(6)
    for (const { account } of demoAccounts.filter((one) => one.account !== 'vera'))
      expect([account, (await judged(account)).band]).toEqual([account, 'step-up'])
    expect(faults).toEqual([])
  }
})

test('what people did with us meanwhile, in whatever browser, changes that for nobody else', async () => {
  const { keeper, judged } = await opened(monday)
  const origin = { agent: { device: 'phone', os: 'iOS', family: 'Safari' }, device: 'key' } as const
  const own = { ...origin, person: idOf('ada'), at: monday - hour, source: 'latchkey' }
  await keeper.record(Array.from({ length: 30 }, (_, n) => ({ ...own, id: `latchkey:${n}` })))
  await keeper.tidy()
  expect((await judged('vera')).score).toBeLessThan(6)
  expect((await judged('grace')).band).toBe('step-up')
})

test('the reason is one that can be read', async () => {
  const { judged } = await opened(monday)
  const said = ((await judged('vera')).said ?? []).map((phrase) => inWords(phrase))
  expect(said).toContain(
    'It cannot be told which internet connection this request comes over. For this person’s sign-ins it could.',
  )
})

test('Vera can be asked on any day, under any key, about what her phone lists; everybody else cannot', async () => {
  for (const days of Array.from({ length: 12 }, (_, n) => n * 1.9)) {
    const now = monday + days * day
    const { keeper } = await opened(now)
    const company = await keeper.company()
    const chance = new Chance(days * 10)
    const digest = (text: string): string => `${days} ${text}`
    const setOf = async (account: string) => {
      const [id, person] = [`set-${account}`, idOf(account)]
      const history = await keeper.history(person)
      return compose({ id, person, history, company, now, digest, chance: (below) => chance.below(below) })
    }
    const set = (await setOf('vera'))!
    expect(set.questions).toHaveLength(5)
    const known = lately('vera', now)
    for (const [n, { options, right }] of set.questions.entries()) {
      const shown = options.filter((option) => known.includes(option))
      expect(shown).toHaveLength(1)
      expect(rightOf(digest, set.id, n, shown[0]!)).toBe(right)
    }
    expect(await setOf('ada')).toBeUndefined()
  }
})

test('what is told again a day later is known once', async () => {
  const { keeper } = await opened(monday + 10 * hour)
  const before = (await keeper.history(idOf('vera'))).signIns.length
  await keeper.record(inventedSignIns(monday + 34 * hour))
  // The rest of Monday, and the morning of Tuesday.
  expect((await keeper.history(idOf('vera'))).signIns.length).toBe(before + 5)
  expect((await keeper.company()).counts['people']?.['all']).toBe(60 + demoAccounts.length)
})
