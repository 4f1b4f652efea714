import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { activeDirectory } from '../../src/directory/active-directory.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import type { SambaData } from '../services/samba/index.ts'
import { providedSamba } from '../services/provided.ts'
import { CuttingProxy, op } from './cutting-proxy.ts'
import { change, optionsFor, quoted, SambaHands } from './samba-bench.ts'

const fresh = new Secret('Autumn-River-2026')
const wrong = new Secret('Not-The-Password-1')

describe('what decides about a change in Active Directory', () => {
  let samba: SambaData
  let hands: SambaHands
  beforeAll(async () => {
    samba = providedSamba()
    hands = await SambaHands.open(samba)
  })
  afterAll(() => hands.close())

  const one = (urls: readonly string[] = [samba.url]): Directory => {
    const directory = activeDirectory(optionsFor(samba, { urls }))
    onTestFinished(() => directory.close())
    return directory
  }
  const orderFor = async (d: Directory, { id, password }: Added): Promise<CommitOrder> => {
    const prepared = await d.commit.prepare(id, 'change')
    if ('refused' in prepared) throw new Error(prepared.detail)
    const { witness } = prepared
    return { op: randomUUID(), person: id, password: fresh, current: password, witness, mustChange: false }
  }
  const exchange = (from: Secret) => [
    change('delete', 'unicodePwd', quoted(from)),
    change('add', 'unicodePwd', quoted(fresh)),
  ]

  test('four processes with one order: the server lets exactly one through, and nobody reads as a wrong password', async () => {
    const ada = await hands.add('mustChange')
    const many = Array.from({ length: 4 }, () => one())
    const order = await orderFor(many[0]!, ada)
    const before = await hands.writes(ada.id)
    const results = await Promise.all(many.map((m) => m.commit.commit(order)))
    expect(results.filter((r) => r.kind === 'committed')).toHaveLength(1)
    expect(results.filter((r) => r.kind === 'foreign')).toHaveLength(3)
    expect(await hands.writes(ada.id)).toBe(before + 1)
  })

  test.each([
    ['after it was written: committed', 'after', false, 'committed', 1],
    ['before it arrived: not committed', 'before', false, 'notCommitted', 0],
    ['after a wrong current password was refused: not committed', 'after', true, 'notCommitted', 0],
  ] as const)('an answer lost %s, and nothing is sent twice', async (_, when, isWrong, kind, writes) => {
    const proxy = await CuttingProxy.start(samba)
    onTestFinished(() => proxy.stop())
    const d = one([proxy.url])
    const ada = await hands.add('mustChange')
    const order = await orderFor(d, isWrong ? { ...ada, password: wrong } : ada)
    const before = await hands.writes(ada.id)
    proxy.cut({ op: op.modify, nth: 1, when })
    expect((await d.commit.commit(order)).kind).toBe(kind)
    expect(proxy.seen(op.modify)).toBe(1)
    expect(await hands.writes(ada.id)).toBe(before + writes)
    const password = writes === 1 ? fresh : ada.password
    expect(await d.people.verify(ada.id, password)).toBe(writes === 1 ? 'ok' : 'okButBlocked')
    // After a crash nothing tells our one write from another's: it is called unknown, never ours, never undone.
    expect(await d.commit.resolve(order.witness, order.op)).toBe(writes === 1 ? 'unknown' : 'notCommitted')
  })

  test('a lock holds at the server itself, tells right from wrong to nobody, and counts nothing more', async () => {
    const ada = await hands.add('locked')
    const count = () => hands.read(ada.id, 'badPwdCount')
    const before = await count()
    for (const tried of [ada.password, wrong])
      await expect(hands.modify(ada.id, ...exchange(tried))).rejects.toThrow(/^00000775:/)
    expect(await count()).toEqual(before)
  })

  test('the password before the present one counts as wrong in a change, unlike at sign-in', async () => {
    const ada = await hands.add('plain')
    await hands.modify(ada.id, change('replace', 'unicodePwd', quoted(new Secret('Summer-Field-2027'))))
    await expect(hands.modify(ada.id, ...exchange(ada.password))).rejects.toThrow(/^00000056:/)
    expect(await hands.read(ada.id, 'badPwdCount')).toEqual({ badPwdCount: '1' })
  })
})
