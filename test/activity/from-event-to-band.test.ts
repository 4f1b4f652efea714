import { describe, expect, test } from 'vitest'
import { day, hour } from '../../src/lib/clock.ts'
import { defaultCoolings } from '../../src/policy/coolings.ts'
import { riskEngine } from '../../src/risk/engine.ts'
import type { RiskRequest } from '../../src/risk/port.ts'
import { scoring } from '../../src/risk/scoring.ts'
import { inWords } from '../../src/words/render.ts'
import { ocsf, scene } from './ingest-scene.ts'

const unheard =
  'This person signs in from Germany. This request comes from Brazil, where nobody in the company has signed in from before.'
const first = 'This person signs in from Germany. This request comes from Brazil, for the first time.'

/** Ada at the door, asking in a known browser; the door for machines and the engine share one keeper and one clock. */
const asking = async () => {
  const { clock, keeper, posts, faults } = await scene()
  const engine = riskEngine({
    activity: keeper,
    score: scoring([]),
    tellsCountry: true,
    failed: (fault) => void faults.push(fault),
  })
  let sent = 0
  return {
    clock,
    posts,
    faults,
    /** So many sign-ins of hers arrive, one a day back from now, in whatever country the address says. */
    delivered: async (count: number, more: object = {}) => {
      const events = Array.from({ length: count }, (_, n) => {
        sent += 1
        return ocsf(`e${sent}`, { time: clock.now() - hour - n * day, ...more })
      })
      expect(await posts(events)).toMatchObject({ status: 200, kept: count, refused: 0 })
      await keeper.tidy()
    },
    from: async (country: string) => {
      const request: RiskRequest = {
        person: 'id-ada',
        flow: 'f1',
        now: clock.now(),
        privileged: false,
        secondBrowser: false,
        startsExceeded: false,
        knownDevice: true,
        origin: {
          network: { country, asn: 3320, prefix: 'p', anonymiser: false },
          agent: { device: 'desktop', os: 'Windows', family: 'Firefox' },
        },
        evidence: [],
        coolings: defaultCoolings,
      }
      const { band, said = [] } = await engine.assess(request)
      return { band, said: said.map((phrase) => inWords(phrase)) }
    },
  }
}

describe('what a source posts decides how its person is judged', () => {
  test('a country that the posted sign-ins never named asks for a human, and says so; before it counted, nothing did', async () => {
    const ada = await asking()
    await ada.delivered(20)
    expect(await ada.from('BR')).toEqual({ band: 'allow', said: [] })
    ada.clock.forward(14 * day)
    await ada.delivered(10)

    const abroad = await ada.from('BR')
    expect(abroad.band).toBe('approval')
    expect(abroad.said).toContain(unheard)
    expect((await ada.from('DE')).band).toBe('allow')
    expect((await ada.from('DE')).said).toContain(
      'This request comes from Germany, where this person often signs in.',
    )
    expect(ada.faults).toEqual([])
  })

  test('once sign-ins from there were posted, the place alone asks for nobody; when they are reported bad, it does again', async () => {
    const ada = await asking()
    await ada.delivered(20)
    ada.clock.forward(14 * day)
    await ada.delivered(10)
    const abroad = {
      time: ada.clock.now() - 2 * day,
      metadata: { uid: 'abroad' },
      src_endpoint: { ip: '203.0.113.9', location: { country: 'br' }, autonomous_system: { number: 3320 } },
    }
    await ada.delivered(1, abroad)
    expect((await ada.from('BR')).said).not.toContain(first)
    await ada.posts([{ revoked: ['abroad'], user: { mail: 'ada@corp.example' } }])
    expect(await ada.from('BR')).toMatchObject({ band: 'approval', said: expect.arrayContaining([first]) })
  })

  test('what came too seldom to tell what is usual is said as such', async () => {
    const ada = await asking()
    await ada.delivered(2)
    ada.clock.forward(14 * day)
    await ada.delivered(1, { user: { email_addr: 'grace@corp.example' } })
    expect(await ada.from('DE')).toMatchObject({
      band: 'approval',
      said: expect.arrayContaining([
        'Too few of this person’s sign-ins are known to tell what is usual for them.',
      ]),
    })
  })
})
