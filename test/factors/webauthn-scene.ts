import { z } from 'zod'
import { nonces } from '../../src/factors/nonces.ts'
import type { Ceremony, EnrolledFactor, Factor, FactorRefusal } from '../../src/factors/port.ts'
import { webauthn } from '../../src/factors/webauthn.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { ceremonyOf } from '../contracts/factor.ts'
import type { SoftwareAuthenticator, Switches } from '../support/authenticator.ts'

/** Ada, her browser and our passkey factor: what both halves of the tests begin with. */
export const site = { rpId: 'corp.example', rpName: 'Contoso', origin: 'https://reset.corp.example' }
const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
export const ada = ceremonyOf('ada')
const store = memoryStore({ now: () => ada.now })
export const make = (): Factor => webauthn({ ...site, nonces: nonces(keyring, store) })
export const factor = make()

export type Offer = Readonly<Record<string, unknown>> & { readonly nonce?: unknown }
export const answered = ({ nonce }: Offer, response: unknown) => ({ nonce, response })
export const offered = async (held: readonly EnrolledFactor[], ceremony: Ceremony): Promise<Offer> => {
  const offer = await factor.challenge?.(held, ceremony)
  if (offer === undefined) throw new Error('this factor has a challenge')
  return offer
}

/** The options without their list of credentials, as a hostile page would pass them on. */
export const unlisted = (offer: Offer): { readonly challenge: string } =>
  z.object({ challenge: z.string() }).parse(offer['options'])

export const enrolled = async (
  device: SoftwareAuthenticator,
  switches: Switches = {},
  held: readonly EnrolledFactor[] = [],
  ceremony = ada,
) => {
  const offer = await factor.reveal({}, held, ceremony)
  return await factor.finish({}, held, answered(offer, device.create(offer, switches)), ceremony)
}
export const holding = async (device: SoftwareAuthenticator, switches: Switches = {}, ceremony = ada) => {
  const done = await enrolled(device, switches, [], ceremony)
  if (done.kind !== 'enrolled') throw new Error(done.reason)
  return [done.factor]
}
export const proved = async (
  device: SoftwareAuthenticator,
  held: readonly EnrolledFactor[],
  switches: Switches = {},
) => {
  const offer = await offered(held, ada)
  return await factor.prove(held, answered(offer, device.get(offer, switches)), ada)
}
export const no = (reason: FactorRefusal) => ({ kind: 'refused', reason })

/** What a page, a proxy or a thief may bend in either ceremony, and what it is refused as. */
export const bent: readonly (readonly [string, Switches, FactorRefusal])[] = [
  ['of another origin', { origin: 'https://reset.corp.example.evil.test' }, 'wrong'],
  ['of another port', { origin: 'https://reset.corp.example:8443' }, 'wrong'],
  ['over plain http', { origin: 'http://reset.corp.example' }, 'wrong'],
  ['of a sister host', { origin: 'https://www.corp.example' }, 'wrong'],
  ['for another domain', { rpId: 'evil.test' }, 'wrong'],
  ['for the host instead of the domain', { rpId: 'reset.corp.example' }, 'wrong'],
  ['without a touch', { up: false }, 'wrong'],
  ['without user verification', { uv: false }, 'wrong'],
  ['backed up though it cannot be', { be: false, bs: true }, 'wrong'],
  ['from a frame', { crossOrigin: true }, 'not-allowed'],
  ['from a frame that names its top', { crossOrigin: true, topOrigin: 'https://evil.test' }, 'not-allowed'],
  ['from a frame that hides', { crossOrigin: false, topOrigin: site.origin }, 'not-allowed'],
  ['with a frame flag that is no flag', { crossOrigin: 'true' }, 'malformed'],
  ['to another challenge', { challenge: 'A'.repeat(43) }, 'wrong'],
  ['to no challenge', { challenge: '' }, 'wrong'],
  ['with bytes behind its data', { trailing: Buffer.from([0]) }, 'wrong'],
]
