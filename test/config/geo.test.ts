import { expect, test } from 'vitest'
import { mmdb } from '../support/mmdb.ts'
import { accepted, example, refused, seen } from './operator.ts'

const text = (lines: string): string => `${example}\ngeo:\n${lines}`
const whole = mmdb({ kind: 'Test', madeAt: 0, entries: { '192.0.2.0/24': { country_code: 'FR' } } })
const files = (bytes: Buffer) => ({ '/etc/latchkey/country.mmdb': { ...seen(''), bytes } })

test('files of places are named by whole paths', () => {
  const { config } = accepted({ text: text('  countryFile: country.mmdb\n'), files: files(whole) })
  expect(config.geo).toEqual({ countryFile: '/etc/latchkey/country.mmdb', hostingAsns: [] })
  expect(accepted().config.geo).toBeUndefined()
})

test.each<[string, string, Buffer]>([
  ['geo.countryFile', '  countryFile: elsewhere.mmdb\n', whole],
  ['geo.countryFile', '  countryFile: country.mmdb\n', Buffer.from('please sign in first')],
  ['geo.countryFile', '  countryFile: country.mmdb\n', whole.subarray(0, -200)],
  ['geo.hostingAsns[0]', '  hostingAsns: [AS24940]\n', whole],
  ['geo.cityFile', '  cityFile: country.mmdb\n', whole],
])('%s is blamed for %j', (key, lines, bytes) => {
  const faults = refused({ text: text(lines), files: files(bytes) })
  expect(faults.map((fault) => fault.key)).toEqual([key])
  expect(faults[0]?.fix).toMatch(/\w/)
})
