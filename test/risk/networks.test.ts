import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { day, minute, ShiftedClock } from '../../src/lib/clock.ts'
import { networks } from '../../src/risk/networks/networks.ts'
import type { GeoFiles } from '../../src/risk/port.ts'
import { mmdb, type MmdbSource } from '../support/mmdb.ts'

const now = Date.UTC(2026, 10, 20)
const dir = mkdtempSync(join(tmpdir(), 'geo-'))
afterAll(() => rmSync(dir, { recursive: true }))

const file = (name: string, source: Partial<MmdbSource>): string => {
  const path = join(dir, `${name}.mmdb`)
  writeFileSync(path, mmdb({ kind: 'Test-Country', madeAt: now - 3 * day, entries: {}, ...source }))
  return path
}
const countryFile = file('country', {
  entries: {
    '198.51.100.0/24': { country: { iso_code: 'DE' }, registered_country: { iso_code: 'NL' } },
    '203.0.113.128/25': { registered_country: { iso_code: 'PT' } },
    '192.0.2.0/24': { country_code: 'fr' },
    '2001:db8::/32': { country: { iso_code: 'SE' } },
    '100.64.0.0/10': { country: { iso_code: 'nowhere' } },
  },
})
const asnFile = file('asn', {
  kind: 'Test-ASN',
  entries: {
    '198.51.100.0/24': { autonomous_system_number: 3320, autonomous_system_organization: 'X' },
    '203.0.113.0/24': { asn: 'AS24940' },
  },
})
const anonymousFile = file('anonymous', {
  kind: 'Test-Anonymous-IP',
  entries: { '192.0.2.7/32': { is_anonymous_vpn: true }, '192.0.2.8/32': { is_anonymous: false } },
})

const clock = new ShiftedClock({ now: () => now })
const opened = (geo?: GeoFiles) => networks({ ...(geo && { geo }), clock, mark: (block) => `[${block}]` })
const all: GeoFiles = { countryFile, asnFile, anonymousFile, hostingAsns: [24940] }

describe('an address', () => {
  test.each<[string, object]>([
    ['198.51.100.9', { country: 'DE', asn: 3320, prefix: '[198.51.100.0/24]', anonymiser: false }],
    ['::ffff:198.51.100.9', { country: 'DE', asn: 3320, prefix: '[198.51.100.0/24]', anonymiser: false }],
    ['203.0.113.200', { country: 'PT', asn: 24940, prefix: '[203.0.113.0/24]', anonymiser: true }],
    ['203.0.113.1', { asn: 24940, prefix: '[203.0.113.0/24]', anonymiser: true }],
    ['192.0.2.7', { country: 'FR', prefix: '[192.0.2.0/24]', anonymiser: true }],
    ['192.0.2.8', { country: 'FR', prefix: '[192.0.2.0/24]', anonymiser: false }],
    ['2001:db8:7::1', { country: 'SE', prefix: '[2001:db8:7::/48]', anonymiser: false }],
    ['2001:0db8:0007:ffff::1', { country: 'SE', prefix: '[2001:db8:7::/48]', anonymiser: false }],
    ['fe80::1%eth0', { anonymiser: false }],
    ['100.64.1.1', { anonymiser: false }],
    ['::1', { anonymiser: false }],
    ['::ffff:10.1.2.3', { anonymiser: false }],
    ['172.15.0.1', { prefix: '[172.15.0.0/24]', anonymiser: false }],
    ['', {}],
    ['not an address', {}],
  ])('%s is in %j', async (address, expected) => {
    expect(await opened(all).of(address)).toEqual(expected)
  })

  test('of which nothing is told is unknown, which is not the same as harmless', async () => {
    expect(await opened().of('192.0.2.7')).toEqual({ prefix: '[192.0.2.0/24]' })
    expect(await opened({ hostingAsns: [1] }).of('192.0.2.7')).toEqual({ prefix: '[192.0.2.0/24]' })
  })
})

describe('a file', () => {
  test('of IPv4 says nothing of IPv6', async () => {
    const source = { ipv4Only: true, entries: { '32.0.0.0/8': { country_code: 'CN' } } } as const
    const places = opened({ hostingAsns: [], countryFile: file('four', source) })
    expect(await places.of('32.1.2.3')).toMatchObject({ country: 'CN' })
    expect(await places.of('2001:db8::1')).toEqual({ prefix: '[2001:db8:0::/48]' })
  })

  test('that is missing or broken at the start is told by its key', () => {
    const broken = join(dir, 'broken.mmdb')
    writeFileSync(broken, 'a page that says: please sign in')
    expect(() => opened({ hostingAsns: [], countryFile: broken })).toThrow(/geo\.countryFile names .*broken/)
    expect(() => opened({ hostingAsns: [], asnFile: join(dir, 'gone') })).toThrow(/geo\.asnFile/)
  })

  test('that is replaced is read anew, and one that breaks fails until it can be read', async () => {
    const path = file('moving', { entries: { '192.0.2.0/24': { country_code: 'FR' } } })
    const places = opened({ hostingAsns: [], countryFile: path })
    expect(await places.of('192.0.2.1')).toMatchObject({ country: 'FR' })
    file('moving', {
      entries: { '192.0.2.0/24': { country_code: 'BE' }, '10.0.0.0/8': { country_code: 'LU' } },
    })
    clock.forward(minute)
    expect(await places.of('192.0.2.1')).toMatchObject({ country: 'BE' })
    writeFileSync(path, 'cut')
    clock.forward(minute)
    expect(await places.of('192.0.2.1')).toEqual({ prefix: '[192.0.2.0/24]' })
    expect(await places.failing()).toEqual(['geo.countryFile'])
    rmSync(path)
    clock.forward(minute)
    expect(await places.failing()).toEqual(['geo.countryFile'])
    file('moving', { entries: { '192.0.2.0/24': { country_code: 'FR' } } })
    clock.forward(minute)
    expect(await places.failing()).toEqual([])
    expect(await places.of('192.0.2.1')).toMatchObject({ country: 'FR' })
  })

  test('is told with its kind and age, and with advice when it is old', () => {
    const old = file('old', { kind: 'Old-Country', madeAt: now - 100 * day })
    const found = opened({ hostingAsns: [], countryFile: old, asnFile }).check()
    expect(found).toMatchObject([
      { name: 'geo.countryFile', ok: true, says: 'Old-Country, 100 days old' },
      { name: 'geo.asnFile', ok: true, says: 'Test-ASN, 3 days old' },
    ])
    expect(found.map((one) => one.fix)).toEqual([expect.stringContaining('newer'), undefined])
    expect(opened().check()).toMatchObject([{ name: 'geo', ok: true }])
  })
})
