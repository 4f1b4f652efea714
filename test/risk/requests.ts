import type { History, SignIn } from '../../src/activity/port.ts'
import { day, hour } from '../../src/lib/clock.ts'
import { defaultCoolings } from '../../src/policy/coolings.ts'
import type { Judged } from '../../src/risk/floors/floor.ts'
import type { RiskRequest } from '../../src/risk/port.ts'

export const now = Date.UTC(2026, 10, 20, 9)

/** A request with nothing against it, in a browser that its person is known by. */
export const calm: RiskRequest = {
  person: 'id-ada',
  flow: 'f1',
  now,
  privileged: false,
  secondBrowser: false,
  startsExceeded: false,
  knownDevice: true,
  origin: { network: { country: 'DE', asn: 3320, prefix: 'k1.office', anonymiser: false } },
  evidence: [],
  coolings: defaultCoolings,
}

/** So many sign-ins in Germany, one a day, the last of them an hour ago. */
export const seen = (count: number, days = count, country = 'DE'): History => {
  const signIns = Array.from({ length: count }, (_, i): SignIn => ({
    id: `s${i}`,
    person: 'id-ada',
    at: now - hour - i * day,
    source: 'ingest',
    network: { country, asn: 3320, prefix: 'k1.office' },
  }))
  return { signIns, earlier: 0, ...(count > 0 && { firstAt: now - days * day }) }
}

export const judged = (request: Partial<RiskRequest>, found: Partial<Judged> = {}): Judged => ({
  failing: false,
  ...found,
  request: { ...calm, ...request },
})
