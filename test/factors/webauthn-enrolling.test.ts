import { describe, expect, test } from 'vitest'
import { factors } from '../../src/factors/index.ts'
import { nonces } from '../../src/factors/nonces.ts'
import { webauthn } from '../../src/factors/webauthn.ts'
import { minute } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { softwareAuthenticator, type Switches } from '../support/authenticator.ts'
import {
  ada,
  answered,
  bent,
  enrolled,
  factor,
  holding,
  no,
  offered,
  proved,
  site,
  unlisted,
} from './webauthn-scene.ts'

/** A signature of the credential over nothing in particular. */
const selfSigned = new Map<string, number | Buffer>([
  ['alg', -7],
  ['sig', Buffer.alloc(70, 1)],
])

describe('an enrolment', () => {
  test.each<readonly [string, Switches, Parameters<typeof no>[0]]>([
    ...bent,
    ['of the other ceremony', { type: 'webauthn.get' }, 'wrong'],
    ['for an algorithm not asked for (ES384)', { algorithm: -35 }, 'wrong'],
    ['for an algorithm not asked for (ML-DSA-44)', { algorithm: -48 }, 'wrong'],
    [
      'with a certificate',
      { format: 'packed', statement: new Map([['x5c', 'certificates']]) },
      'not-allowed',
    ],
    ['with the certificate of a phone maker', { format: 'apple', statement: new Map() }, 'not-allowed'],
    ['with a form of attestation nobody knows', { format: 'lucky', statement: new Map() }, 'not-allowed'],
    ['with a statement where there is none', { statement: new Map([['sig', Buffer.alloc(8)]]) }, 'wrong'],
    ['signed by itself, wrongly', { format: 'packed', statement: selfSigned }, 'wrong'],
  ])('%s is refused', async (_, switches, reason) => {
    expect(await enrolled(softwareAuthenticator(site), switches)).toEqual(no(reason))
  })

  test('keeps the key and how it may be reached, and nothing about the person', async () => {
    const device = softwareAuthenticator(site)
    const [one] = await holding(device, {
      be: true,
      bs: true,
      transports: ['hybrid', 'internal', 'telepathy'],
    })
    expect(one!.data).toEqual({
      credentialId: device.credentials[0]!.id,
      publicKey: expect.stringMatching(/^[A-Za-z0-9_-]{100,}$/),
      counter: 0,
      transports: ['hybrid', 'internal'],
      deviceType: 'multiDevice',
      backedUp: true,
      aaguid: '00000000-0000-0000-0000-000000000000',
    })
  })

  test.each([
    [['internal'], 'Passkey'],
    [['hybrid'], 'Passkey'],
    [['usb'], 'Security key'],
    [['nfc', 'usb'], 'Security key'],
    [['usb', 'internal'], 'Passkey'],
    [['nfc', 'hybrid'], 'Passkey'],
    [[], 'Passkey'],
  ])('over %j is called %s', async (transports, label) => {
    const [one] = await holding(softwareAuthenticator(site), { transports })
    expect(one!.label).toBe(label)
  })

  test('of a second one of the same kind gets a number', async () => {
    const held = await holding(softwareAuthenticator(site))
    const second = await enrolled(softwareAuthenticator(site), {}, held)
    expect(second).toMatchObject({ factor: { label: 'Passkey 2' } })
    const key = await enrolled(softwareAuthenticator(site), { transports: ['usb'] }, held)
    expect(key).toMatchObject({ factor: { label: 'Security key' } })
  })

  test('of the same device twice is refused by the device, and by us if the device does not mind', async () => {
    const device = softwareAuthenticator(site)
    const offer = await factor.reveal({}, [], ada)
    const response = device.create(offer)
    const done = await factor.finish({}, [], answered(offer, response), ada)
    if (done.kind !== 'enrolled') throw new Error(done.reason)
    const again = await factor.reveal({}, [done.factor], ada)
    expect(() => device.create(again)).toThrow(/already registered/)
    const forgetful = { ...done.factor, id: 'another', data: { ...done.factor.data } }
    const third = await factor.reveal({}, [], ada)
    const twin = device.create(third)
    const same = { ...forgetful, data: { ...forgetful.data, credentialId: twin.id } }
    expect(await factor.finish({}, [same], answered(third, twin), ada)).toEqual(no('already-enrolled'))
  })

  test('signed by the new key itself is accepted: some browsers leave it so', async () => {
    const done = await enrolled(softwareAuthenticator(site), { format: 'packed' })
    expect(done).toMatchObject({ kind: 'enrolled' })
  })

  test('under the name of another credential is refused', async () => {
    const offer = await factor.reveal({}, [], ada)
    const response = softwareAuthenticator(site).create(offer)
    const renamed = { ...response, id: 'A'.repeat(43), rawId: 'A'.repeat(43) }
    expect(await factor.finish({}, [], answered(offer, renamed), ada)).toEqual(no('wrong'))
  })

  test('burns its nonce even when it fails, and cannot be sent twice or late', async () => {
    const device = softwareAuthenticator(site)
    const offer = await factor.reveal({}, [], ada)
    expect(await factor.finish({}, [], answered(offer, device.create(offer, { uv: false })), ada)).toEqual(
      no('wrong'),
    )
    expect(await factor.finish({}, [], answered(offer, device.create(offer)), ada)).toEqual(no('expired'))
    const another = await factor.reveal({}, [], ada)
    const late = { ...ada, now: ada.now + 5 * minute }
    expect(await factor.finish({}, [], answered(another, device.create(another)), late)).toEqual(
      no('expired'),
    )
  })

  test.each([{ flow: 'flow-2' }, { ver: 8 }, { jkt: 'browser-2' }])(
    'elsewhere (%o) is refused',
    async (there) => {
      const offer = await factor.reveal({}, [], ada)
      const answer = answered(offer, softwareAuthenticator(site).create(offer))
      expect(await factor.finish({}, [], answer, { ...ada, ...there })).toEqual(no('wrong'))
    },
  )

  test('with rubbish for an attestation is refused', async () => {
    for (const rubbish of [
      'AA',
      'gA',
      'oA',
      '_____w',
      'n59_n59_n59_',
      Buffer.alloc(3000, 0x81).toString('base64url'),
    ]) {
      const offer = await factor.reveal({}, [], ada)
      const response = softwareAuthenticator(site).create(offer)
      const sent = { ...response, response: { ...response.response, attestationObject: rubbish } }
      expect(await factor.finish({}, [], answered(offer, sent), ada)).toEqual(no('not-allowed'))
    }
  })
})

describe('what browsers are asked', () => {
  test('for a new passkey: one that is found without a name, with user verification, that is not here yet', async () => {
    const held = await holding(softwareAuthenticator(site), { transports: ['usb'] })
    const { options } = await factor.reveal({}, held, ada)
    expect(options).toMatchObject({
      rp: { id: 'corp.example', name: 'Contoso' },
      user: { id: ada.person.handle, name: 'ada', displayName: 'ADA' },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ alg, type: 'public-key' })),
      attestation: 'none',
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      excludeCredentials: [{ id: held[0]!.data['credentialId'], transports: ['usb'] }],
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    })
  })

  test('for a proof: one of theirs, with user verification', async () => {
    const held = await holding(softwareAuthenticator(site))
    const { options } = await offered(held, ada)
    expect(options).toMatchObject({
      rpId: 'corp.example',
      userVerification: 'required',
      allowCredentials: [{ id: held[0]!.data['credentialId'], transports: ['internal'], type: 'public-key' }],
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    })
  })

  test('never twice the same', async () => {
    const challenges = await Promise.all(Array.from({ length: 50 }, async () => offered([], ada)))
    expect(new Set(challenges.map((offer) => unlisted(offer).challenge)).size).toBe(50)
  })
})

describe('the site', () => {
  const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32) }])
  const port = nonces(keyring, memoryStore({ now: () => ada.now }))
  const at = (origin: string, rpId: string) => () => webauthn({ origin, rpId, rpName: 'x', nonces: port })

  test.each([
    ['http://reset.corp.example', 'corp.example'],
    ['http://127.0.0.1:8080', '127.0.0.1'],
    ['https://reset.corp.example', 'evil.test'],
    ['https://reset.corp.example', 'set.corp.example'],
    ['https://reset.corp.example/', 'corp.example'],
    ['https://reset.corp.example', ''],
  ])('%s with %j is refused when the service starts', (origin, rpId) => {
    expect(at(origin, rpId)).toThrow(/passkeys need/)
  })

  test.each([
    ['http://localhost:8080', 'localhost'],
    ['https://reset.corp.example', 'reset.corp.example'],
    ['https://reset.corp.example:8443', 'corp.example'],
  ])('%s with %j will do', (origin, rpId) => {
    expect(at(origin, rpId)).not.toThrow()
  })

  test('offers passkeys first, and every kind once', () => {
    const list = factors({ ...site, keyring, nonces: port, issuer: 'Contoso' })
    expect(list.map((one) => one.type)).toEqual(['webauthn', 'totp', 'recovery-codes'])
    expect(list.map((one) => one.tries)).toEqual([
      undefined,
      { perFlow: 5, perHour: 10 },
      { perFlow: 5, perHour: 5 },
    ])
  })
})

test('what was enrolled proves, again and again', async () => {
  const device = softwareAuthenticator(site)
  let held = await holding(device)
  for (let round = 0; round < 3; round += 1) {
    const verdict = await proved(device, held)
    if (verdict.kind !== 'accepted') throw new Error(verdict.reason)
    held = [verdict.factor]
  }
})
