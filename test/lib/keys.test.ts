import { describe, expect, test } from 'vitest'
import { keyIdOf, Keyring, type ConfiguredKey, type KeyPurpose } from '../../src/lib/keys.ts'

const key = (id: string, fill: number): ConfiguredKey => ({ id, bytes: Buffer.alloc(32, fill) })
const [k1, k2] = [key('k1', 1), key('k2', 2)]
const before = new Keyring([k1])
const during = new Keyring([k2, k1])
const after = new Keyring([k2])

describe('several keys', () => {
  test('the first makes, all of them open', () => {
    expect(during.current).toBe('k2')
    expect(during.open('seed', before.seal('seed', 'JBSW', 'ada'), 'ada')).toBe('JBSW')
    expect(during.verify('record', 'text', before.sign('record', 'text'))).toBe(true)
    expect(after.open('seed', during.seal('seed', 'JBSW', 'ada'), 'ada')).toBe('JBSW')
    expect(after.verify('record', 'text', during.sign('record', 'text'))).toBe(true)
  })

  test('what rests on a key that is gone does not open, and says which one it was', () => {
    const old = before.seal('seed', 'JBSW', 'ada')
    expect(after.open('seed', old, 'ada')).toBeUndefined()
    expect(after.verify('record', 'text', before.sign('record', 'text'))).toBe(false)
    expect(after.missing(old)).toBe('k1')
    expect(during.missing(old)).toBeUndefined()
  })

  test('an id that names another key does not open', () => {
    const old = before.seal('seed', 'JBSW', 'ada')
    expect(during.open('seed', old.replace('k1.', 'k2.'), 'ada')).toBeUndefined()
  })

  test('a value for one purpose is none for another', () => {
    const purposes: readonly KeyPurpose[] = ['record', 'seed', 'pairing', 'nonce', 'inbox', 'backup']
    for (const made of purposes)
      for (const used of purposes) {
        expect(before.verify(used, 'text', before.sign(made, 'text'))).toBe(made === used)
        expect(before.open(used, before.seal(made, 'text', 'b'), 'b')).toBe(
          made === used ? 'text' : undefined,
        )
      }
    expect(new Set(purposes.map((p) => before.digest('k1', p, 'text')?.toString('hex'))).size).toBe(6)
  })

  test('a digest stays the same while another key makes, and is none when its key is gone', () => {
    const code = before.digest('k1', 'pairing', 'flow|jkt|salt')
    expect(during.digest('k1', 'pairing', 'flow|jkt|salt')).toEqual(code)
    expect(during.digest('k2', 'pairing', 'flow|jkt|salt')).not.toEqual(code)
    expect(after.digest('k1', 'pairing', 'flow|jkt|salt')).toBeUndefined()
  })

  test.each(['', 'k1', '.x', 'k 1.x', `${'k'.repeat(33)}.x`, '<b>.x', '-k.x'])('%j names no key', (text) => {
    expect(keyIdOf(text)).toBeUndefined()
    expect(before.missing(text)).toBeUndefined()
  })
})
