import { beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { Store } from '../../src/story/record.ts'

const key = (id: string, fill: number): { id: string; bytes: Buffer } => ({
  id,
  bytes: Buffer.alloc(32, fill),
})
const value = '{"proofs":[],"tries":{"pairing":2}}'

/** `bare` is what somebody with their hands in Redis sees; `store` is what we see. */
let bare: Store
let store: Store
let reported: string[]
const over = (keyring: Keyring): Store =>
  sealedStore(bare, keyring, async (which) => {
    reported.push(which)
  })

beforeEach(async () => {
  bare = memoryStore(systemClock)
  reported = []
  store = over(new Keyring([key('k1', 1)]))
  await store.write([{ key: 'flow:ada', rev: 0, value }])
})

const plant = async (target: string, text: string): Promise<void> => {
  const there = await bare.read(target)
  await bare.write([{ key: target, rev: there?.rev ?? 0, value: text }])
}

const refused = async (target: string): Promise<void> => {
  await expect(store.read(target)).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED', retry: 'never' })
  expect(reported).toEqual([target])
}

describe('a record that somebody else wrote is refused and reported', () => {
  test('a changed fact', async () => {
    const stored = (await bare.read('flow:ada'))!.value
    await bare.write([{ key: 'flow:ada', rev: 1, value: null }])
    await plant('flow:ada', stored.replace('"pairing":2', '"pairing":0'))
    await refused('flow:ada')
  })

  test('a record moved to another flow', async () => {
    await plant('flow:mallory', (await bare.read('flow:ada'))!.value)
    await refused('flow:mallory')
  })

  test('an old value put back under a newer revision', async () => {
    const old = (await bare.read('flow:ada'))!.value
    await store.write([{ key: 'flow:ada', rev: 1, value: '{"tries":{"pairing":3}}' }])
    await plant('flow:ada', old)
    await refused('flow:ada')
  })

  test.each([
    ['without a signature', value],
    ['with an empty one', ` ${value}`],
    ['with nothing at all', ''],
    ['signed with a key that is not ours', `k9.AAAA ${value}`],
  ])('a value %s', async (_what, text) => {
    await plant('flow:eve', text)
    await refused('flow:eve')
  })

  test('a value signed by us for another purpose', async () => {
    const signature = new Keyring([key('k1', 1)]).sign('nonce', `["flow:eve",1]${value}`)
    await plant('flow:eve', `${signature} ${value}`)
    await refused('flow:eve')
  })

  test('a report that cannot be made refuses as well', async () => {
    await plant('flow:eve', value)
    const deaf = sealedStore(bare, new Keyring([key('k1', 1)]), async () => {
      throw new Error('no sink')
    })
    await expect(deaf.read('flow:eve')).rejects.toThrow('no sink')
  })
})

describe('what is ours', () => {
  test('is read, and nothing is reported', async () => {
    expect(await store.read('flow:ada')).toEqual({ key: 'flow:ada', rev: 1, value })
    expect(reported).toEqual([])
  })

  test('may be deleted', async () => {
    await bare.write([{ key: 'flow:ada', rev: 1, value: null }])
    expect(await store.read('flow:ada')).toBeUndefined()
  })

  test('is still read when a new key is put before the old one, and not when the old one is gone', async () => {
    expect(await over(new Keyring([key('k2', 2), key('k1', 1)])).read('flow:ada')).toMatchObject({ value })
    store = over(new Keyring([key('k2', 2)]))
    await refused('flow:ada')
  })

  test('under a key that is gone is alarmed with the name of that key, and told in words', async () => {
    const keys: unknown[] = []
    const later = sealedStore(bare, new Keyring([key('k2', 2)]), async (...what) => void keys.push(what))
    await expect(later.read('flow:ada')).rejects.toThrow(/rests on key k1, which is not among keys/)
    await plant('flow:eve', `<b>k1</b>.AAAA ${value}`)
    await expect(later.read('flow:eve')).rejects.toThrow(
      /^the stored value of flow:eve was not written by us$/,
    )
    expect(keys).toEqual([
      ['flow:ada', 'k1'],
      ['flow:eve', undefined],
    ])
  })
})
