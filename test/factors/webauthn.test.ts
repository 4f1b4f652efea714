import { describe, expect, test } from 'vitest'
import { challengeFor } from '../../src/factors/webauthn-ceremony.ts'
import { minute } from '../../src/lib/clock.ts'
import { ceremonyOf, factorContract, type FactorUser } from '../contracts/factor.ts'
import { softwareAuthenticator, type Switches } from '../support/authenticator.ts'
import {
  ada,
  answered,
  bent,
  factor,
  holding,
  make,
  no,
  offered,
  proved,
  site,
  unlisted,
} from './webauthn-scene.ts'

factorContract('passkey', (): FactorUser => {
  const device = softwareAuthenticator(site)
  return {
    factor: make(),
    bound: true,
    async confirm(pending, held, ceremony) {
      const offer = await factor.reveal(pending, held, ceremony)
      return answered(offer, device.create(offer))
    },
    async proof(held, ceremony) {
      const offer = await offered(held, ceremony)
      return answered(offer, device.get(offer))
    },
    async wrong(held, ceremony) {
      const offer = await offered(held, ceremony)
      return answered(offer, device.get(offer, { challenge: Buffer.alloc(32).toString('base64url') }))
    },
  }
})

describe('a proof', () => {
  test.each([
    ...bent,
    ['of the other ceremony', { type: 'webauthn.create' }, 'wrong'],
    ['with a handle of someone else', { userHandle: ceremonyOf('grace').person.handle }, 'not-yours'],
    ['with a handle that is none', { userHandle: 'x' }, 'not-yours'],
    ['of a key that has become a synced one', { be: true }, 'wrong'],
  ] as const)('%s is refused', async (_, switches, reason) => {
    const device = softwareAuthenticator(site)
    expect(await proved(device, await holding(device), switches)).toEqual(no(reason))
  })

  test.each<[string, Switches]>([
    ['without a handle, as of an older key', { userHandle: null }],
    ['with an empty handle', { userHandle: '' }],
    ['from a page that says nothing of frames', { crossOrigin: undefined }],
  ])('%s is accepted', async (_, switches) => {
    const device = softwareAuthenticator(site)
    expect(await proved(device, await holding(device), switches)).toMatchObject({ kind: 'accepted' })
  })

  test.each([
    [5, 6, 'accepted', 6],
    [5, 5, 'refused', undefined],
    [5, 4, 'refused', undefined],
    [5, 0, 'refused', undefined],
    [0, 0, 'accepted', 0],
    [0, 1, 'accepted', 1],
  ])('after counter %i with counter %i is %s', async (before, counter, kind, keptCounter) => {
    const device = softwareAuthenticator(site)
    const verdict = await proved(device, await holding(device, { counter: before }), { counter })
    expect(verdict.kind).toBe(kind)
    if (verdict.kind === 'accepted') expect(verdict.factor.data['counter']).toBe(keptCounter)
  })

  test('of a key that is not theirs is refused, even with their handle', async () => {
    const [adas, mallorys] = [softwareAuthenticator(site), softwareAuthenticator(site)]
    const held = await holding(adas)
    await holding(mallorys)
    const handle = { userHandle: ada.person.handle }
    const offer = await offered(held, ada)
    const theirs = mallorys.get(unlisted(offer), handle)
    expect(await factor.prove(held, answered(offer, theirs), ada)).toEqual(no('not-yours'))
    const again = await offered(held, ada)
    const id = adas.credentials[0]!.id
    const renamed = { ...mallorys.get(unlisted(again), handle), id, rawId: id }
    expect(await factor.prove(held, answered(again, renamed), ada)).toEqual(no('wrong'))
  })

  test('with a signature of other data is refused', async () => {
    const device = softwareAuthenticator(site)
    const held = await holding(device)
    const offer = await offered(held, ada)
    const [one, two] = [device.get(offer), device.get(offer, { counter: 9 })]
    const mixed = { ...one, response: { ...one.response, signature: two.response.signature } }
    expect(await factor.prove(held, answered(offer, mixed), ada)).toEqual(no('wrong'))
  })

  test('burns its nonce even when it fails, and cannot be sent twice', async () => {
    const device = softwareAuthenticator(site)
    const held = await holding(device)
    const offer = await offered(held, ada)
    expect(await factor.prove(held, answered(offer, device.get(offer, { uv: false })), ada)).toEqual(
      no('wrong'),
    )
    expect(await factor.prove(held, answered(offer, device.get(offer)), ada)).toEqual(no('expired'))
    const another = await offered(held, ada)
    expect(await factor.prove(held, answered(another, { id: 'half' }), ada)).toEqual(no('malformed'))
    expect(await factor.prove(held, answered(another, device.get(another)), ada)).toEqual(no('expired'))
  })

  test('later than five minutes after the question is refused', async () => {
    const device = softwareAuthenticator(site)
    const held = await holding(device)
    const offer = await offered(held, ada)
    const late = { ...ada, now: ada.now + 5 * minute }
    expect(await factor.prove(held, answered(offer, device.get(offer)), late)).toEqual(no('expired'))
  })

  test.each([{ flow: 'flow-2' }, { ver: 8 }, { jkt: 'browser-2' }])(
    'to a challenge of elsewhere (%o) is refused here',
    async (elsewhere) => {
      const device = softwareAuthenticator(site)
      const held = await holding(device)
      const offer = await offered(held, { ...ada, ...elsewhere })
      expect(await factor.prove(held, answered(offer, device.get(offer)), ada)).toEqual(no('wrong'))
    },
  )

  test('with a nonce of one question and the challenge of another is refused', async () => {
    const device = softwareAuthenticator(site)
    const held = await holding(device)
    const [one, two] = [await offered(held, ada), await offered(held, ada)]
    expect(await factor.prove(held, answered(one, device.get(two)), ada)).toEqual(no('wrong'))
  })

  test('of a question for enrolling is none, nor the other way round', async () => {
    const device = softwareAuthenticator(site)
    const held = await holding(device)
    const toEnrol = await factor.reveal({}, [], ada)
    expect(await factor.prove(held, answered(toEnrol, device.get(toEnrol)), ada)).toEqual(no('expired'))
    const toProve = await offered(held, ada)
    const response = softwareAuthenticator(site).create(toProve)
    expect(await factor.finish({}, held, answered(toProve, response), ada)).toEqual(no('expired'))
  })

  test('of a stored passkey that is not as we write it is a fault', async () => {
    const broken = (await holding(softwareAuthenticator(site))).map((one) => ({
      ...one,
      data: { counter: -1 },
    }))
    await expect(factor.challenge?.(broken, ada)).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
  })
})

test('a challenge differs with everything it is bound to, and however the parts are cut', () => {
  const at = (flow: string, ver: number, jkt: string) => ({ flow, ver, jkt })
  const challenges = [
    challengeFor('prove', at('f', 1, 'k'), 'n'),
    challengeFor('enrol', at('f', 1, 'k'), 'n'),
    challengeFor('prove', at('g', 1, 'k'), 'n'),
    challengeFor('prove', at('f', 2, 'k'), 'n'),
    challengeFor('prove', at('f', 1, 'l'), 'n'),
    challengeFor('prove', at('f', 1, 'k'), 'm'),
    challengeFor('prove', at('f', 11, 'k'), 'n'),
    challengeFor('prove', at('f1', 1, 'k'), 'n'),
    challengeFor('prove', at('f', 1, 'kn'), ''),
    challengeFor('prove', at('f', 1, 'k","n'), ''),
  ]
  expect(new Set(challenges).size).toBe(challenges.length)
  expect(challengeFor('prove', at('f', 1, 'k'), 'n')).toBe(challenges[0])
})
