import { describe, expect, test } from 'vitest'
import type { FactorRefusal } from '../../src/factors/port.ts'
import { bent } from '../factors/webauthn-scene.ts'
import type { SoftwareAuthenticator, Switches } from '../support/authenticator.ts'
import type { Browser } from '../support/browser.ts'
import { enrolled, passkeyDevice, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

type Offer = Readonly<Record<string, unknown>>

interface Scene {
  readonly device: SoftwareAuthenticator
  readonly offer: Offer
  readonly page: Browser
  readonly town: Town
}

/** What is sent instead of the honest answer: one thing wrong at a time. */
type Trick = (scene: Scene) => Promise<Readonly<Record<string, unknown>>>
type Row = readonly [what: string, trick: Trick, reason: FactorRefusal]

/** Here passkeys belong to the very host, so its parent is the domain that is wrong. */
const switched: readonly (readonly [string, Switches, FactorRefusal])[] = bent.map(
  ([what, switches, reason]) =>
    switches.rpId === 'reset.corp.example'
      ? ['for the parent of the host', { rpId: 'corp.example' }, reason]
      : [what, switches, reason],
)

/** Her key was used five times; all else about an answer is in order. */
const used = 5
const higher = { counter: 10 }

const by =
  (ceremony: 'get' | 'create', switches: Switches): Trick =>
  async ({ device, offer }) => ({
    nonce: offer['nonce'],
    response: device[ceremony](offer, { ...higher, ...switches }),
  })

const rows = (ceremony: 'get' | 'create', more: readonly (readonly [string, Switches, FactorRefusal])[]) =>
  [...switched, ...more].map(([what, switches, reason]): Row => [what, by(ceremony, switches), reason])

const sentTwice =
  (ceremony: 'get' | 'create'): Trick =>
  async ({ device, offer, page }) => {
    const answer = { nonce: offer['nonce'], response: device[ceremony](offer, { ...higher, uv: false }) }
    await page.says('webauthn', answer)
    return answer
  }

/** A challenge that somebody else's page was given, in a flow of its own. */
const fromElsewhere =
  (ceremony: 'get' | 'create'): Trick =>
  async ({ device, offer, town }) => {
    const joan = await enrolled(town, 'joan', ['webauthn'])
    const theirs = await (await joan.getsToThePage()).reveals('webauthn-options')
    const mixed = {
      ...offer,
      options: { ...Object(offer['options']), challenge: Object(theirs['options']).challenge },
    }
    return { nonce: theirs['nonce'], response: device[ceremony](mixed, higher) }
  }

const proofs: readonly Row[] = [
  ...rows('get', [
    ['of the other ceremony', { type: 'webauthn.create' }, 'wrong'],
    ['with a handle of nobody', { userHandle: 'x' }, 'not-yours'],
    ['of a key that has become a synced one', { be: true }, 'wrong'],
    ['with the counter of the last time', { counter: used }, 'wrong'],
    ['with a counter of before', { counter: used - 1 }, 'wrong'],
    ['with no counter any more', { counter: 0 }, 'wrong'],
  ]),
  ['sent twice', sentTwice('get'), 'expired'],
  ['to the question of another flow', fromElsewhere('get'), 'wrong'],
  [
    'by another person’s passkey',
    async ({ offer, town }) => {
      const joan = await enrolled(town, 'joan', ['webauthn'])
      const { options } = { options: { challenge: Object(offer['options']).challenge } }
      return { nonce: offer['nonce'], response: joan.device.get(options, higher) }
    },
    'not-yours',
  ],
  [
    'by another person’s passkey that says nothing of whose it is',
    async ({ offer, town }) => {
      const joan = await enrolled(town, 'joan', ['webauthn'])
      const asked = { challenge: Object(offer['options']).challenge }
      return { nonce: offer['nonce'], response: joan.device.get(asked, { ...higher, userHandle: null }) }
    },
    'not-yours',
  ],
  [
    'by another person’s passkey under the name of hers',
    async ({ device, offer, town }) => {
      const joan = await enrolled(town, 'joan', ['webauthn'])
      const { id = '' } = device.credentials[0] ?? {}
      const made = joan.device.get(
        { challenge: Object(offer['options']).challenge },
        { ...higher, userHandle: null },
      )
      return { nonce: offer['nonce'], response: { ...made, id, rawId: id } }
    },
    'wrong',
  ],
  [
    'with a signature over something else',
    async ({ device, offer }) => {
      const [one, two] = [device.get(offer, higher), device.get(offer, { counter: 11 })]
      const response = { ...one.response, signature: two.response.signature }
      return { nonce: offer['nonce'], response: { ...one, response } }
    },
    'wrong',
  ],
  ['that is none', async ({ offer }) => ({ nonce: offer['nonce'], response: {} }), 'malformed'],
  [
    'under a nonce of its own making',
    async (scene) => ({ ...(await by('get', {})(scene)), nonce: 'a.b.c' }),
    'expired',
  ],
]

const registrations: readonly Row[] = [
  ...rows('create', [
    ['of the other ceremony', { type: 'webauthn.get' }, 'wrong'],
    ['for an algorithm not asked for', { algorithm: -35 }, 'wrong'],
    [
      'with a certificate nobody asked for',
      { format: 'packed', statement: new Map([['x5c', 'x']]) },
      'not-allowed',
    ],
    ['in the form of a phone maker', { format: 'apple', statement: new Map() }, 'not-allowed'],
    [
      'that vouches for itself wrongly',
      {
        format: 'packed',
        statement: new Map<string, number | Buffer>([
          ['alg', -7],
          ['sig', Buffer.alloc(70, 1)],
        ]),
      },
      'wrong',
    ],
  ]),
  ['sent twice', sentTwice('create'), 'expired'],
  ['to the question of another flow', fromElsewhere('create'), 'expired'],
  [
    'under the name of another credential',
    async (scene) => {
      const { nonce, response } = await by('create', {})(scene)
      return { nonce, response: { ...Object(response), id: 'A'.repeat(43), rawId: 'A'.repeat(43) } }
    },
    'wrong',
  ],
  ['that is none', async ({ offer }) => ({ nonce: offer['nonce'], response: {} }), 'malformed'],
]

const refusalOf = (town: Town) => town.events('factor.refused').at(-1)?.detail

describe('a reset by passkey: the page takes the honest proof, and not one', () => {
  test('the same, with nothing wrong, is taken', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    await counted(town, ada, used)
    const page = await ada.getsToThePage()
    const offer = await page.reveals('webauthn-options')
    await page.says('webauthn', await by('get', {})({ device: ada.device, offer, page, town }))
    await page.sees('password.title')
  })

  test.each(proofs)('%s', async (_, trick, reason) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    await counted(town, ada, used)
    const page = await ada.getsToThePage()
    const offer = await page.reveals('webauthn-options')
    await page.says('webauthn', await trick({ device: ada.device, offer, page, town }))
    await page.sees('prove.title', `prove.refused.${reason}`)
    expect(refusalOf(town)).toMatchObject({ factor: 'webauthn', reason })
    expect(town.events('factor.accepted')).toEqual([])

    const twin = await page.reveals('webauthn-options')
    await page.says('webauthn', { nonce: twin['nonce'], response: ada.device.get(twin, { counter: 20 }) })
    await page.sees('password.title')
    expect(town.events('factor.accepted').map((e) => e.detail?.['factor'])).toEqual(['webauthn'])
  })
})

describe('a passkey is added by the honest registration, and not by one', () => {
  test.each(registrations)('%s', async (_, trick, reason) => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    await page.types('current-password', 'Winter-Lake-2026')
    await page.presses('add', 'webauthn')
    const offer = await page.reveals('webauthn-options')
    await page.says('webauthn', await trick({ device: passkeyDevice(), offer, page, town }))
    await page.sees('enrol.title.webauthn', `prove.refused.${reason}`)
    expect(refusalOf(town)).toMatchObject({ factor: 'webauthn', reason, during: 'enrolment' })
    expect(town.events('factor.enrolled')).toEqual([])

    await page.passkey(grace.device, 'create')
    await page.sees('enrol.menu-title', 'enrol.have')
    expect(town.events('factor.enrolled').map((e) => e.detail?.['factor'])).toEqual(['webauthn'])
  })
})

const counted = async (town: Town, { id }: Person, counter: number): Promise<void> => {
  const { world, store } = town.at
  const kept = await world.enrolments.of(id)
  const factors = kept.value.factors.map((f) => ({ ...f, data: { ...f.data, counter } }))
  if (!(await store.write([world.enrolments.keep(kept, { ...kept.value, factors })])))
    throw new Error('not kept')
}
