import { expect, test } from 'vitest'
import { mmdb } from '../support/mmdb.ts'
import { accepted, certificate, example, seen } from './operator.ts'

const start = example.indexOf('baseUrl:')
const sections = 'webauthn|activity|teams|geo|sentinels|approvers|rules'

const besides = new RegExp(`^( *)# (?=(?:${sections}):$|loosenings: | {2})`, 'gm')

/** The example with all that stands there as a comment, but for the other directory, taken for what it is. */
const whole = example
  .slice(start)
  .replace(/^#directory:\n(?:#.*\n)+/m, '')
  .replaceAll(besides, '$1')

const readable = (bytes: string | Buffer) => seen(bytes, { mode: 0o100644 })
const places = mmdb({ kind: 'Test', madeAt: 0, entries: { '192.0.2.0/24': { country_code: 'FR' } } })
const files = {
  '/etc/latchkey/secrets/ingest-siem': seen('5e'.repeat(32)),
  '/etc/latchkey/secrets/graph': seen('Harbour-Graph-Secret\n'),
  '/etc/latchkey/secrets/teams-secret': seen('Harbour-Teams-Secret\n'),
  '/etc/latchkey/webauthn-roots.pem': readable(certificate),
  '/etc/latchkey/geo/country.mmdb': readable(places),
  '/etc/latchkey/geo/asn.mmdb': readable(places),
  '/etc/latchkey/geo/anonymous.mmdb': readable(places),
}

test('every section that the example holds as a comment is accepted as it stands there, all at once', () => {
  const { config } = accepted({ text: whole, files })
  expect(config).toMatchObject({
    geo: { hostingAsns: [16509, 24940] },
    activity: { ingest: [{ name: 'siem' }], graph: { tenant: expect.any(String) } },
    teams: { cloud: 'public' },
    store: { sentinels: expect.any(Array) },
    policy: { rules: [{ name: 'contractors' }, { name: 'finance' }] },
  })
})
