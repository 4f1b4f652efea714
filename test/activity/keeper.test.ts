import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { folded, nothing } from '../../src/activity/folded.ts'
import { Tally, noHabits } from '../../src/activity/habits.ts'
import { pack, unpack, type Entry } from '../../src/activity/line.ts'
import { openActivity } from '../../src/activity/open.ts'
import { keyPlace } from '../../src/activity/own-key.ts'
import { innerSeals } from '../../src/assemble-inner-seals.ts'
import { day, hour, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryLogs } from '../../src/store/memory-logs.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { LogStore } from '../../src/store/port.ts'
import { Fault } from '../../src/story/errors.ts'
import { activityContract, bound, noon, signIn } from '../contracts/activity.ts'

activityContract('memory', async () => memoryLogs({ now: () => noon }))

const one = { id: 'k1', bytes: Buffer.alloc(32, 1) }
const two = { id: 'k2', bytes: Buffer.alloc(32, 2) }

/** A service with one store, and whatever anybody who reads the store sees of it. */
const service = async (keyring = new Keyring([one])) => {
  const clock = new ShiftedClock({ now: () => noon })
  const [store, logs] = [memoryStore(clock), memoryLogs(clock)]
  const seen: string[] = []
  const spied: LogStore = {
    ...bound(logs),
    append: async (entries, ttlMs) => {
      seen.push(JSON.stringify(entries))
      return await logs.append(entries, ttlMs)
    },
  }
  const tampered: string[] = []
  const onTampered = async (key: string): Promise<void> => void tampered.push(key)
  const faults: unknown[] = []
  const failed = (fault: unknown): void => void faults.push(fault)
  const again = async (keys = keyring, over: LogStore = spied) =>
    await openActivity({ logs: over, store, keyring: keys, clock, sources: [], onTampered, failed })
  return { clock, store, logs, seen, tampered, faults, again, ...(await again()) }
}

describe('who reads or writes the store', () => {
  test('a reader learns neither who nor what', async () => {
    const { keeper, seen } = await service()
    await keeper.record([signIn('id-ada', 'event-1', noon, { app: 'Outlook', site: 'Berlin' })])
    expect(seen).toHaveLength(1)
    for (const told of ['id-ada', 'event-1', 'Outlook', 'Berlin', 'Windows', '3320', `${noon}`])
      expect(seen.join('')).not.toContain(told)
  })

  test('two installations give one person different names', async () => {
    const [here, there] = [await service(), await service()]
    expect(here.names.owner('id-ada')).not.toBe(there.names.owner('id-ada'))
  })

  test('a line or a snapshot moved to another person is refused and told', async () => {
    const { keeper, names, logs, tampered } = await service()
    await keeper.record([signIn('id-eve', 'e1', noon)])
    const { lines } = await logs.read(names.owner('id-eve'))
    await logs.append([{ owner: names.owner('id-ada'), line: lines[0] ?? '', tags: ['t'] }], day)
    await expect(keeper.history('id-ada')).rejects.toMatchObject({ code: 'ERR_ACTIVITY' })
    await keeper.tidy()
    const { snapshot, ...log } = await logs.read(names.owner('id-eve'))
    await keeper.record([signIn('id-joan', 'e1', noon)])
    const joan = names.owner('id-joan')
    await logs.fold(joan, { ...log, ...(await logs.read(joan)) }, snapshot ?? '', day)
    await expect(keeper.history('id-joan')).rejects.toMatchObject({ code: 'ERR_ACTIVITY' })
    expect(tampered).toEqual([`activity:${names.owner('id-ada')}`, `activity:${joan}`])
  })

  test('somebody whose log was bent holds up nobody else: others are folded, counted, and taken in', async () => {
    const { keeper, names, logs, faults } = await service()
    const bent = { owner: names.owner('id-eve'), line: 'bent' }
    for (let n = 0; n < 40; n++) await logs.append([{ ...bent, tags: [`t${n}`] }], day)
    const both = [signIn('id-eve', 'e1', noon), signIn('id-ada', 'a1', noon)]
    expect(await keeper.record(both)).toEqual({ kept: 2, repeated: 0 })
    await keeper.tidy()
    expect((await logs.read(names.owner('id-ada'))).lines).toEqual([])
    expect((await keeper.company()).total).toBe(1)
    expect(faults).toMatchObject([{ code: 'ERR_ACTIVITY' }])
  })

  test('a store that is away is ERR_ACTIVITY, and what was learned is counted once it is back', async () => {
    const { again, logs, store } = await service()
    const away = async (): Promise<never> => await Promise.reject(new Fault('ERR_STORE', 'gone'))
    const { keeper } = await again(undefined, { ...bound(logs), read: away })
    await expect(keeper.history('id-ada')).rejects.toMatchObject({ code: 'ERR_ACTIVITY' })
    const back = await again()
    await back.keeper.record([signIn('id-ada', 'e1', noon)])
    const broken = vi.spyOn(store, 'write').mockRejectedValue(new Fault('ERR_STORE', 'gone'))
    await expect(back.keeper.tidy()).rejects.toMatchObject({ code: 'ERR_ACTIVITY' })
    broken.mockRestore()
    await back.keeper.tidy()
    expect((await (await again()).keeper.company()).total).toBe(1)
  })
})

describe('the key of its own', () => {
  test('outlives a change of the configured keys', async () => {
    const { keeper, again, store } = await service()
    await keeper.record([signIn('id-ada', 'e1', noon)])
    const both = new Keyring([two, one])
    expect((await (await again(both)).keeper.history('id-ada')).signIns).toHaveLength(1)
    const { value = '' } = (await store.read(keyPlace)) ?? {}
    const moved = innerSeals([])['activity']?.(keyPlace, value, (purpose, sealed, bound) =>
      both.seal(purpose, both.open(purpose, sealed, bound) ?? '', bound),
    )
    await store.write([{ key: keyPlace, rev: 1, value: moved ?? '' }])
    expect((await (await again(new Keyring([two]))).keeper.history('id-ada')).signIns).toHaveLength(1)
  })

  test('is refused when no configured key opens it, rather than made anew', async () => {
    const { again } = await service()
    await expect(again(new Keyring([two]))).rejects.toMatchObject({ code: 'ERR_ACTIVITY' })
  })

  test('is one, although two replicas begin at once', async () => {
    const { store, again } = await service()
    await store.write([{ key: keyPlace, rev: 1, value: null }])
    const [a, b] = await Promise.all([again(), again()])
    expect(a.names.owner('id-ada')).toBe(b.names.owner('id-ada'))
  })
})

describe('folding', () => {
  const bounds = { most: 5, ageMs: 20 * day }
  const entry = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .integer({ min: 0, max: 14 })
        .map((n): Entry => ({ signIn: pack(signIn('p', `e${n}`, noon - n * day)) })),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 0, max: 14 }).map((n): Entry => ({ revoked: { ids: [`e${n}`] } })),
    },
  )

  test('in one go, piece by piece or repeated: the newest that stand are kept', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (entries, size) => {
        const whole = folded(nothing, entries, noon, bounds).snapshot
        let pieces = nothing
        for (let at = 0; at < entries.length; at += size) {
          const piece = entries.slice(at, at + size)
          pieces = folded(pieces, piece, noon, bounds).snapshot
          const again = folded(pieces, piece, noon, bounds)
          expect(again.added).toEqual([])
          expect(again.snapshot.earlier).toBe(pieces.earlier)
        }
        const revoked = new Set(whole.revoked)
        expect(pieces.signIns.every(([id]) => !revoked.has(id))).toBe(true)
        if (revoked.size === 0) expect(pieces.signIns).toEqual(whole.signIns)
      }),
    )
  })

  test('every sign-in is unpacked as it was packed', () => {
    const whole = signIn('p', 'e', noon, { device: 'd', app: 'a', site: 's' })
    const odd = [
      whole,
      { ...whole, network: { anonymiser: true } },
      { id: 'x', person: 'p', at: 1, source: 's' },
    ]
    for (const each of odd) expect(unpack(pack(each), 'p')).toEqual(each)
  })
})

describe('the company’s habits', () => {
  test('do not grow without end, and keep the commonest', () => {
    const tally = new Tally()
    const flood = Array.from({ length: 5000 }, (_, n) =>
      signIn('p', `e${n}`, noon, { network: { country: 'DE', asn: n } }),
    )
    tally.learn([], 0, [...flood, ...flood.slice(0, 5)])
    const { counts } = tally.addedTo(noHabits)
    expect(Object.keys(counts['asn'] ?? {})).toHaveLength(2000)
    expect(counts['asn']).toMatchObject({ 'DE/0': 2, 'DE/4': 2 })
  })

  test('a person’s very first sign-in is new in nothing; of each chain only the coarsest level is', () => {
    const tally = new Tally()
    const phone = { agent: { device: 'phone', os: 'iOS', family: 'Safari' } } as const
    tally.learn([], 0, [signIn('p', 'a', noon)])
    expect(tally.addedTo(noHabits).novel).toEqual({})
    tally.learn([signIn('p', 'a', noon)], 0, [
      signIn('p', 'b', noon + hour, { ...phone, network: { country: 'DE', asn: 1 } }),
    ])
    expect(tally.addedTo(noHabits).novel).toEqual({ asn: 1, device: 1 })
  })
})
