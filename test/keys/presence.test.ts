import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keysInUse, noteInUse, onlyInUse } from '../../src/keys/in-use.ts'
import { checkKeys } from '../../src/keys/check.ts'
import { behind, clashes, Presence, replicas } from '../../src/keys/presence.ts'
import { minute, second, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { Store } from '../../src/story/record.ts'

const key = (id: string, fill = id): { id: string; bytes: Buffer } => ({ id, bytes: Buffer.alloc(32, fill) })
const ring = (...ids: string[]): Keyring => new Keyring(ids.map((id) => key(id)))

let clock: ShiftedClock
let bare: Store
const over = (keyring: Keyring): Store => sealedStore(bare, keyring, async () => {})
const process = (name: string, keyring: Keyring): Presence =>
  new Presence(over(keyring), keyring, clock, name)
const starts = async (name: string, keyring: Keyring): Promise<Presence> => {
  const made = process(name, keyring)
  started.push(made)
  await made.start(() => {})
  return made
}
const refused = async (name: string, keyring: Keyring, says: RegExp): Promise<void> => {
  const asked = starts(name, keyring)
  await expect(asked).rejects.toMatchObject({ code: 'ERR_CONFIG' })
  await expect(asked).rejects.toThrow(says)
}

const started: Presence[] = []
// One that is left running announces itself again half a minute later, in the middle of somebody else's test.
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop()
})
beforeEach(() => {
  clock = new ShiftedClock()
  bare = memoryStore(clock)
})

describe('a change of keys in the right order', () => {
  test('starts every process at every step', async () => {
    let [a, b] = [await starts('a', ring('k1')), await starts('b', ring('k1'))]
    for (const next of [ring('k1', 'k2'), ring('k2', 'k1')]) {
      await a.stop()
      a = await starts('a', next)
      await b.stop()
      b = await starts('b', next)
    }
    expect(await keysInUse(over(ring('k2', 'k1')))).toEqual(['k1', 'k2'])
    await onlyInUse(over(ring('k2', 'k1')), ['k2'])
    await a.stop()
    a = await starts('a', ring('k2'))
    expect((await replicas(over(ring('k2')))).map(({ name }) => name).toSorted()).toEqual(['a', 'b'])
    await Promise.all([a.stop(), b.stop()])
    expect(await replicas(over(ring('k2')))).toEqual([])
  })
})

describe('in the wrong order a start is refused', () => {
  test('a key made current that a running process does not have', async () => {
    const b = await starts('b', ring('k1'))
    await refused('a', ring('k2', 'k1'), /b does not have key k2/)
    expect((await replicas(over(ring('k2', 'k1')))).map(({ name }) => name)).toEqual(['b'])
    expect(await keysInUse(over(ring('k1')))).toEqual(['k1'])
    await b.stop()
    await (await starts('a', ring('k2', 'k1'))).stop()
  })

  test('a key removed while records may rest on it, and started again once it is back', async () => {
    await (await starts('a', ring('k1'))).stop()
    await (await starts('a', ring('k2', 'k1'))).stop()
    await refused('a', ring('k2'), /may rest on key k1.*put it back/)
    await (await starts('a', ring('k2', 'k1'))).stop()
  })

  test('a key exchanged for another, under a new id and under the same', async () => {
    await (await starts('a', ring('k1'))).stop()
    await refused('a', ring('k9'), /rests on key k1/)
    await refused('a', new Keyring([key('k1', 'other')]), /holds other bytes than before/)
  })

  test('of two that start at once with keys that do not go together, not both are let in', async () => {
    for (let round = 0; round < 20; round++) {
      bare = memoryStore(clock)
      await noteInUse(over(ring('k1')), ['k1'])
      const both = [starts('a', ring('k2', 'k1')), starts('b', ring('k1'))]
      const said = await Promise.allSettled(both)
      expect(said.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2)
    }
  })
})

test('one that died is forgotten after a while, one that lives is not', async () => {
  const b = await starts('b', ring('k1'))
  await starts('dead', ring('k1'))
  for (let n = 0; n < 4; n++) {
    clock.forward(30 * second)
    await b.announce()
  }
  expect((await replicas(over(ring('k1')))).map(({ name }) => name)).toEqual(['b'])
  clock.forward(2 * minute)
  expect(await replicas(over(ring('k1')))).toEqual([])
})

test('one that was cut off and given up notes its key again', async () => {
  const b = await starts('b', ring('k1', 'k2'))
  await onlyInUse(over(ring('k2', 'k1')), ['k2'])
  await b.announce()
  expect(await keysInUse(over(ring('k2', 'k1')))).toEqual(['k2', 'k1'])
})

test('the doctor sees what would stop a start, and says how to mend it', async () => {
  const finding = async (keyring: Keyring): Promise<string> => {
    const { ok, says, fix } = await checkKeys(over(keyring), keyring)
    return `${ok} ${says} / ${fix ?? ''}`
  }
  expect(await finding(ring('k1'))).toMatch(/^true everything rests on k1/)
  const b = await starts('b', ring('k1'))
  expect(await finding(ring('k2', 'k1'))).toMatch(/^false b does not have key k2.*docs\/keys\.md/)
  expect(await finding(ring('k2'))).toMatch(/^false .*rests on key k1/)
  await b.stop()
  await (await starts('b', ring('k2', 'k1'))).stop()
  expect(await finding(ring('k2', 'k1'))).toMatch(/^true records may still rest on k1.*rotate/)
  expect(await finding(ring('k2'))).toMatch(/^false stored records may rest on k1.*put it back/)
})

test('who must wait for whom, in words', () => {
  const others = [
    { name: 'a', keys: ['k2', 'k1'] },
    { name: 'b', keys: ['k1', 'k2'] },
    { name: 'c', keys: ['k1'] },
  ]
  expect(behind('k2', others)).toEqual(['b still writes under key k1', 'c does not have key k2'])
  expect(clashes(['k2', 'k1'], others)).toHaveLength(1)
  expect(clashes(['k2'], others)).toHaveLength(3)
})
