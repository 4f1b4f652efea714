import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { contextOf } from '../../../adapters/web/browser.ts'
import { provedDevice } from '../../../src/handoff/device-proof.ts'
import { networks } from '../../../src/risk/networks/networks.ts'
import { Fault } from '../../../src/story/errors.ts'
import { deviceProof, newKey, type Key } from '../../support/browser.ts'
import { mmdb } from '../../support/mmdb.ts'
import { anyText, bent, edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0',
  'Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1',
]
const headers = fc.record({
  'user-agent': fc.oneof(
    anyText(),
    edits(0).map((by) => bent(agents[by.length % 2] ?? '', by)),
  ),
  'sec-ch-ua': fc.oneof(
    anyText(),
    edits(0).map((by) => bent('"Microsoft Edge";v="156"', by)),
  ),
  'sec-ch-ua-platform': fc.oneof(
    anyText(),
    edits(0).map((by) => bent('"macOS"', by)),
  ),
  'sec-ch-ua-mobile': fc.oneof(fc.constant('?1'), anyText()),
  address: fc.oneof(fc.ipV4(), fc.ipV6(), anyText()),
})

const kinds = claim(
  'whatever a browser says of itself, it is told in a few plain words',
  headers,
  async (said) => {
    const header = (name: string): string | undefined => (said as Readonly<Record<string, string>>)[name]
    const { browser, origin } = await contextOf(header, said.address, async () => ({}))
    assert.match(browser, /^[A-Za-z][\w .-]{1,60}$/)
    assert.ok(JSON.stringify(origin ?? {}).length < 200)
  },
)

const keys = (key: Key) =>
  claim('a proof of a lasting key with one letter changed shows no other key', edits(), async (by) => {
    const good = await deviceProof(key, 'a.call')
    const true_ = await provedDevice({ device: good, proof: 'a.call' })
    const found = await provedDevice({ device: bent(good, by), proof: 'a.call' })
    assert.ok(found === undefined || found === true_)
    assert.equal(await provedDevice({ device: bent(good, by), proof: 'another.call' }), undefined)
  })

const whole = mmdb({
  kind: 'Fuzz-Country',
  madeAt: 0,
  entries: {
    '192.0.2.0/24': { country: { iso_code: 'FR' } },
    '2001:db8::/32': { country: { iso_code: 'SE' }, is_anonymous_vpn: true },
  },
})
const broken = fc.record({
  at: fc.nat({ max: whole.length - 1 }),
  byte: fc.nat({ max: 255 }),
  cut: fc.nat({ max: 4 }),
  address: fc.oneof(fc.constantFrom('192.0.2.1', '2001:db8::1'), fc.ipV4(), fc.ipV6(), anyText()),
})

const files = (path: string) =>
  claim(
    'a file of places with a wrong byte is refused, fails, or tells something that is a place',
    broken,
    async (how) => {
      const bytes = Buffer.from(whole.subarray(0, whole.length - how.cut))
      if (how.at < bytes.length) bytes[how.at] = how.byte
      writeFileSync(path, bytes)
      try {
        const geo = { countryFile: path, anonymousFile: path, hostingAsns: [] }
        const places = networks({ geo, clock: { now: () => 0 }, mark: (block) => block })
        const { country } = await places.of(how.address)
        assert.match(country ?? 'FR', /^[A-Z]{2}$/)
        await places.failing()
        places.check()
      } catch (cause) {
        assert.ok(cause instanceof Fault && cause.code === 'ERR_CONFIG', String(cause))
      }
    },
  )

/** What is told of a browser and its address, and the files it is told by. */
export const origins: Target = {
  name: 'origins',
  async open() {
    const dir = mkdtempSync(join(tmpdir(), 'fuzz-origins-'))
    const key = await newKey()
    return {
      claims: [kinds, keys(key), files(join(dir, 'places.mmdb'))],
      close: async () => rmSync(dir, { recursive: true }),
    }
  },
}
