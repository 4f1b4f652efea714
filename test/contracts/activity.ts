import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Keeper } from '../../src/activity/keeper.ts'
import { names } from '../../src/activity/names.ts'
import { ownKey } from '../../src/activity/own-key.ts'
import type { SignIn } from '../../src/activity/port.ts'
import { Sources } from '../../src/activity/sources.ts'
import { day, hour, minute, ShiftedClock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { LogStore } from '../../src/store/port.ts'

export const noon = Date.UTC(2026, 5, 1, 12)

/** A sign-in of a working day; `more` says what is different about this one. */
export const signIn = (person: string, id: string, at: number, more: Partial<SignIn> = {}): SignIn => ({
  id,
  person,
  at,
  source: 'ingest:siem',
  network: { country: 'DE', asn: 3320, prefix: 'abcdefghijk', anonymiser: false },
  agent: { device: 'desktop', os: 'Windows', family: 'Edge' },
  ...more,
})

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 7) }])

/** What the keeper promises, whatever its logs are kept in. */
export const activityContract = (name: string, open: () => Promise<LogStore>): void => {
  describe(`the activity contract: ${name}`, () => {
    let logs: LogStore
    let clock: ShiftedClock
    let make: (replica?: LogStore) => Promise<Keeper>
    let keeper: Keeper
    beforeAll(async () => {
      logs = await open()
    })
    afterAll(async () => {
      await logs.close()
    })
    beforeEach(async () => {
      clock = new ShiftedClock({ now: () => noon })
      const store = memoryStore(clock)
      make = async (over = logs) =>
        new Keeper({
          logs: over,
          store,
          names: names(await ownKey(store, keyring)),
          clock,
          sources: new Sources(store, clock, [{ name: 'siem', silentAfterMs: 4 * day }]),
          failed: (fault) => expect.fail(String(fault)),
          bounds: { most: 50, ageMs: 30 * day },
        })
      keeper = await make()
    })
    const someone = (): string => `id-${randomToken(16)}`
    const days = (person: string, count: number, from = 0): SignIn[] =>
      Array.from({ length: count }, (_, n) => signIn(person, `e${from + n}`, noon - (from + n) * hour))
    const ids = async (person: string, of = keeper): Promise<string[]> =>
      (await of.history(person)).signIns.map(({ id }) => id)

    test('of somebody who never signed in nothing is known', async () => {
      expect(await keeper.history(someone())).toEqual({ signIns: [], earlier: 0 })
    })

    test('what was recorded is read back whole, newest first, by every replica', async () => {
      const ada = someone()
      const bare: SignIn = { id: 'bare', person: ada, at: noon, source: 'directory' }
      const full = signIn(ada, 'full', noon - hour, { device: 'dev', app: 'Outlook', site: 'Berlin' })
      expect(await keeper.record([full, bare])).toEqual({ kept: 2, repeated: 0 })
      const known = { signIns: [bare, full], earlier: 0, firstAt: noon - hour }
      expect(await keeper.history(ada)).toEqual(known)
      expect(await (await make()).history(ada)).toEqual(known)
      await keeper.tidy()
      expect(await keeper.history(ada)).toEqual(known)
    })

    test('the same event teaches once, however often and wherever it is delivered', async () => {
      const ada = someone()
      const [one, two] = days(ada, 2)
      expect(await keeper.record([one!, one!, two!])).toEqual({ kept: 2, repeated: 1 })
      expect(await (await make()).record([two!])).toEqual({ kept: 0, repeated: 1 })
      await keeper.tidy()
      expect(await keeper.record([one!, two!])).toEqual({ kept: 0, repeated: 2 })
      expect(await ids(ada)).toEqual(['e0', 'e1'])
      expect((await keeper.company()).total).toBe(2)
    })

    test('a thousand deliveries of one event are one', async () => {
      const ada = someone()
      const [one] = days(ada, 1)
      for (let n = 0; n < 10; n++) await keeper.record(Array.from({ length: 100 }, () => one!))
      expect(await ids(ada)).toEqual(['e0'])
    })

    test('the newest are kept, and how many there were before', async () => {
      const ada = someone()
      for (const one of days(ada, 80).toReversed()) await keeper.record([one])
      const known = await keeper.history(ada)
      expect(known.signIns.map(({ id }) => id)).toEqual(days(ada, 50).map(({ id }) => id))
      expect(known).toMatchObject({ earlier: 30, firstAt: noon - 79 * hour })
      await keeper.tidy()
      expect(await keeper.history(ada)).toEqual(known)
    })

    test('what comes late and is older than all that is kept does not push anything out, nor count twice', async () => {
      const ada = someone()
      await keeper.record(days(ada, 60))
      await keeper.tidy()
      await keeper.record(days(ada, 10, 55))
      await keeper.tidy()
      expect(await keeper.history(ada)).toMatchObject({ earlier: 10 })
      expect(await ids(ada)).toHaveLength(50)
    })

    test('what is too old is not known any more', async () => {
      const ada = someone()
      await keeper.record([signIn(ada, 'old', noon), signIn(ada, 'new', noon + 20 * day)])
      clock.forward(31 * day)
      expect(await ids(ada)).toEqual(['new'])
      expect(await keeper.history(ada)).toMatchObject({ earlier: 1, firstAt: noon })
    })

    test('one forgotten is unknown, and everybody else is not', async () => {
      const [ada, grace] = [someone(), someone()]
      await keeper.record([...days(ada, 40), ...days(grace, 3)])
      await keeper.tidy()
      await keeper.record([signIn(ada, 'more', noon)])
      await keeper.forget(ada)
      expect(await keeper.history(ada)).toEqual({ signIns: [], earlier: 0 })
      await keeper.tidy()
      expect(await keeper.history(ada)).toEqual({ signIns: [], earlier: 0 })
      expect(await ids(grace)).toHaveLength(3)
    })

    test('a replica that folds while another forgets brings nobody back', async () => {
      const ada = someone()
      await keeper.record(days(ada, 3))
      const slow: LogStore = {
        ...bound(logs),
        fold: async (...args) => {
          await keeper.forget(ada)
          return await logs.fold(...args)
        },
      }
      const other = await make(slow)
      await other.record([signIn(ada, 'more', noon)])
      await other.tidy()
      expect(await keeper.history(ada)).toEqual({ signIns: [], earlier: 0 })
    })

    test('two replicas that fold at once lose nothing and count nothing twice', async () => {
      const ada = someone()
      const other = await make()
      for (let n = 0; n < 30; n += 2) {
        await Promise.all([keeper.record(days(ada, 1, n)), other.record(days(ada, 1, n + 1))])
        await Promise.all([keeper.tidy(), other.tidy()])
      }
      expect(await ids(ada)).toHaveLength(30)
      await keeper.tidy()
      await other.tidy()
      clock.forward(hour)
      expect((await (await make()).company()).total).toBe(30)
    })

    test('a sign-in reported bad is taken back, and does not come again', async () => {
      const ada = someone()
      const events = days(ada, 5)
      await keeper.record(events)
      await keeper.revoke(ada, { ids: ['e1'] })
      expect(await ids(ada)).toEqual(['e0', 'e2', 'e3', 'e4'])
      await keeper.record(events)
      await keeper.tidy()
      expect(await ids(ada)).toEqual(['e0', 'e2', 'e3', 'e4'])
      await keeper.revoke(ada, { from: noon - 3 * hour, to: noon - 2 * hour })
      expect(await ids(ada)).toEqual(['e0', 'e4'])
    })

    test('one reported bad before it is delivered teaches nothing when it is', async () => {
      const ada = someone()
      await keeper.revoke(ada, { ids: ['e0'] })
      await keeper.revoke(ada, { from: noon - 2 * hour, to: noon - hour })
      await keeper.record(days(ada, 4))
      expect(await ids(ada)).toEqual(['e3'])
    })

    test('the gravest verdict of all sources counts, until its source says otherwise or long enough ago', async () => {
      const ada = someone()
      expect(await keeper.verdict(ada)).toBeUndefined()
      const said = { id: 'r1', source: 'graph', at: noon, verdict: 'compromised' } as const
      await keeper.judge(ada, { ...said, id: 'r0', source: 'siem', verdict: 'low' })
      await keeper.judge(ada, said)
      expect(await keeper.verdict(ada)).toBe('compromised')
      await keeper.judge(ada, { ...said, id: 'r2', at: noon - hour, verdict: 'none' })
      await keeper.tidy()
      expect(await keeper.verdict(ada)).toBe('compromised')
      await keeper.judge(ada, { ...said, id: 'r3', at: noon + hour, verdict: 'none' })
      expect(await keeper.verdict(ada)).toBe('low')
      clock.forward(31 * day)
      expect(await keeper.verdict(ada)).toBeUndefined()
    })

    test('the company’s habits: each value under its parents, and what was new to somebody', async () => {
      const [ada, grace] = [someone(), someone()]
      const abroad = { network: { country: 'FR', asn: 3215 } }
      await keeper.record([...days(ada, 3), ...days(grace, 2), signIn(ada, 'fr', noon + hour, abroad)])
      await keeper.tidy()
      const habits = await (await make()).company()
      expect(habits.total).toBe(6)
      expect(habits.novel).toEqual({ country: 1 })
      expect(habits.counts['asn']).toEqual({ 'DE/3320': 5, 'FR/3215': 1 })
      expect(habits.counts['family']).toEqual({ 'desktop/Windows/Edge': 6 })
    })

    test('how the sources fare is known to every replica', async () => {
      expect(await keeper.sources()).toEqual([{ source: 'siem' }])
      await keeper.heard('siem')
      await keeper.heard('latchkey')
      clock.forward(hour)
      expect(await (await make()).sources()).toEqual([{ source: 'siem', firstAt: noon, lastAt: noon }])
      await (await make()).heard('siem', 'cannot be read')
      expect(await keeper.sources()).toEqual([
        { source: 'siem', firstAt: noon, lastAt: noon, failing: 'cannot be read' },
      ])
      await keeper.heard('siem', 'cannot be read')
      await (await make()).heard('siem')
      expect(await keeper.sources()).toEqual([{ source: 'siem', firstAt: noon, lastAt: noon + hour }])
      clock.forward(minute)
      await keeper.heard('siem', 'cannot be read')
      expect(await keeper.sources()).toMatchObject([{ failing: 'cannot be read' }])
      await keeper.heard('siem')
      clock.forward(5 * day)
      expect(await keeper.sources()).toMatchObject([{ failing: 'it fell silent' }])
    })
  })
}

/** The methods of a log store as values, so that one can be put in the place of another. */
export const bound = (logs: LogStore): LogStore => ({
  append: async (...args) => await logs.append(...args),
  read: async (...args) => await logs.read(...args),
  fold: async (...args) => await logs.fold(...args),
  drop: async (...args) => await logs.drop(...args),
  close: async () => await logs.close(),
})
