import { describe, expect, test } from 'vitest'
import { passwordBetween } from '../../src/directory/ad-write.ts'
import { Entry } from '../../src/directory/entry.ts'
import { filetimeMs, generalizedTimeMs, intervalMs } from '../../src/directory/filetime.ts'
import { guidBytes, guidText, isGuid } from '../../src/directory/guid.ts'
import { grants, mask, readAcl, rights } from '../../src/directory/security-descriptor.ts'
import { sidText } from '../../src/directory/sid.ts'
import { brokenRule } from '../../src/directory/broken-rule.ts'

describe('how a directory writes things', () => {
  test('a GUID has its first three fields the other way round', () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
    expect(guidText(bytes)).toBe('33221100-5544-7766-8899-aabbccddeeff')
    expect(guidBytes('33221100-5544-7766-8899-aabbccddeeff')).toEqual(bytes)
    expect(isGuid('33221100-5544-7766-8899-AABBCCDDEEFF')).toBe(false)
    expect(isGuid('x>,DC=corp')).toBe(false)
    expect(() => guidText(bytes.subarray(1))).toThrow('a GUID of 15 bytes')
    expect(() => guidBytes('*')).toThrow(RangeError)
  })

  test('a SID', () => {
    expect(sidText(Buffer.from('01020000000000052000000020020000', 'hex'))).toBe('S-1-5-32-544')
    expect(() => sidText(Buffer.from('0105000000000005', 'hex'))).toThrow('a truncated SID')
  })

  test('times and lengths of time', () => {
    expect(filetimeMs('134398803590809290')).toBe(Date.UTC(2026, 10, 23, 4, 5, 59, 80))
    expect(filetimeMs('0')).toBeUndefined()
    expect(filetimeMs('9223372036854775807')).toBeUndefined()
    expect(intervalMs('-864000000000')).toBe(86_400_000)
    expect(intervalMs('-9223372036854775808')).toBe(0)
    expect(generalizedTimeMs('20261123040619.0Z')).toBe(Date.UTC(2026, 10, 23, 4, 6, 19))
  })

  test.each([
    ['20250102030405Z', Date.UTC(2025, 0, 2, 3, 4, 5)],
    ['20250102030405.5Z', Date.UTC(2025, 0, 2, 3, 4, 5, 500)],
    ['20250102030405,123456Z', Date.UTC(2025, 0, 2, 3, 4, 5, 123)],
    ['202501020304Z', Date.UTC(2025, 0, 2, 3, 4)],
    ['202501020304.5Z', Date.UTC(2025, 0, 2, 3, 4, 30)],
    ['2025010203Z', Date.UTC(2025, 0, 2, 3)],
    ['2025010203,25Z', Date.UTC(2025, 0, 2, 3, 15)],
    ['20250102030405+0000', Date.UTC(2025, 0, 2, 3, 4, 5)],
    ['20250102030405+0130', Date.UTC(2025, 0, 2, 1, 34, 5)],
    ['20250102030405-05', Date.UTC(2025, 0, 2, 8, 4, 5)],
    ['20240229000000Z', Date.UTC(2024, 1, 29)],
    ['20161231235960Z', Date.UTC(2017, 0, 1)],
    ['00500101000000Z', new Date('0050-01-01T00:00:00Z').getTime()],
    ['000001010000Z', new Date('0000-01-01T00:00:00Z').getTime()],
  ])('the time %s', (stored, ms) => {
    expect(generalizedTimeMs(stored)).toBe(ms)
  })

  test.each([
    'soon',
    '',
    '20250102030405',
    '20250102Z',
    '20251302030405Z',
    '20250229000000Z',
    '20250100000000Z',
    '20250102240000Z',
    '20250102036000Z',
    '20250102030461Z',
    '20250102030405+2400',
    '20250102030405.Z',
    '20250102030405z',
    ' 20250102030405Z',
  ])('no time: "%s"', (stored) => {
    expect(generalizedTimeMs(stored)).toBeUndefined()
  })

  test('one value, several and none are read alike, in any case', () => {
    const entry = new Entry({
      dn: 'CN=Ada',
      mail: 'ada@corp.example',
      memberOf: ['a', 'b'],
      title: [],
      objectSid: Buffer.from([1]),
      count: '12',
    })
    expect(entry.text('MAIL')).toBe('ada@corp.example')
    expect(entry.texts('memberof')).toEqual(['a', 'b'])
    expect([entry.has('title'), entry.text('title'), entry.texts('absent')]).toEqual([false, undefined, []])
    expect(entry.bytes('objectsid')).toEqual(Buffer.from([1]))
    expect([entry.integer('count'), entry.integer('mail')]).toEqual([12, undefined])
  })
})

describe('an access list', () => {
  const me = 'S-1-5-32-544'
  const sid = Buffer.from('01020000000000052000000020020000', 'hex')
  const objectAce = (type: number, flags: number, right: string, bit: number): Buffer => {
    const head = Buffer.alloc(12)
    head.writeUInt8(type, 0)
    head.writeUInt8(flags, 1)
    head.writeUInt16LE(12 + 16 + sid.length, 2)
    head.writeUInt32LE(bit, 4)
    head.writeUInt32LE(1, 8)
    return Buffer.concat([head, guidBytes(right), sid])
  }
  const plainAce = (type: number, bit: number): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt8(type, 0)
    head.writeUInt16LE(8 + sid.length, 2)
    head.writeUInt32LE(bit, 4)
    return Buffer.concat([head, sid])
  }
  const descriptor = (...aces: Buffer[]): Buffer => {
    const head = Buffer.alloc(28)
    head.writeUInt32LE(20, 16)
    head.writeUInt16LE(aces.length, 24)
    return Buffer.concat([head, ...aces])
  }
  const may = (...aces: Buffer[]): boolean =>
    grants(readAcl(descriptor(...aces)), new Set([me]), mask.controlAccess, rights.resetPassword)

  test('gives a right by name, or all of them at once', () => {
    expect(may(objectAce(5, 0, rights.resetPassword, 0x100))).toBe(true)
    expect(may(plainAce(0, 0xf01ff))).toBe(true)
  })

  test('gives nothing by another name, bit or person, nor by what is only inherited', () => {
    expect(may()).toBe(false)
    expect(may(objectAce(5, 0, rights.changePassword, 0x100))).toBe(false)
    expect(may(objectAce(5, 0, rights.resetPassword, 0x20))).toBe(false)
    expect(may(objectAce(5, 0x08, rights.resetPassword, 0x100))).toBe(false)
    expect(
      grants(
        readAcl(descriptor(plainAce(0, 0xf01ff))),
        new Set(['S-1-1-0']),
        mask.controlAccess,
        rights.resetPassword,
      ),
    ).toBe(false)
    expect(readAcl(Buffer.alloc(20))).toEqual([])
  })

  test('the first entry that speaks of it decides', () => {
    const [deny, allow] = [objectAce(6, 0, rights.resetPassword, 0x100), plainAce(0, 0x100)]
    expect(may(deny, allow)).toBe(false)
    expect(may(allow, deny)).toBe(true)
  })
})

test('the password between two writes passes every policy and is never the same', () => {
  const all = [0, 20, 64, 255].map((min) => passwordBetween(min).reveal())
  for (const [i, min] of [0, 20, 64, 255].entries()) {
    const policy = {
      minLength: min,
      history: 0,
      complexity: true,
      minAgeMs: 0,
      lockoutThreshold: 0,
      lockoutMs: 0,
      source: 'x',
    }
    expect(brokenRule(policy, { id: '1', account: 'abc', displayName: 'aA1' }, all[i]!)).toBeUndefined()
    expect(all[i]!.length).toBeGreaterThan(43)
  }
  expect(new Set(all).size).toBe(4)
})
