import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { z } from 'zod'
import type { EnrolledFactor } from '../../../src/factors/port.ts'
import { softwareAuthenticator, type SoftwareAuthenticator } from '../../support/authenticator.ts'
import { ada, answered, factor, holding, offered, site } from '../../factors/webauthn-scene.ts'
import { anyJson, bent, bentBytes, edits, fieldsLike, anyText, type Edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const Sent = z.looseObject({
  id: z.string(),
  rawId: z.string(),
  type: z.string(),
  response: z.record(z.string(), z.unknown()),
})
type Sent = z.infer<typeof Sent>

/** Where an edit is made, and whether in the text or in the bytes that it stands for. */
const change = fc.record({
  field: fc.constantFrom(
    'clientDataJSON',
    'authenticatorData',
    'attestationObject',
    'signature',
    'userHandle',
    'id',
  ),
  inBytes: fc.boolean(),
  by: edits(),
})
const changes = fc.array(change, { minLength: 1, maxLength: 3 })
type Change = { readonly field: string; readonly inBytes: boolean; readonly by: Edits }

const edited = (text: string, { inBytes, by }: Change): string =>
  inBytes ? bentBytes(Buffer.from(text, 'base64url'), by).toString('base64url') : bent(text, by)

const changedIn = (given: unknown, all: readonly Change[]): Sent =>
  all.reduce((sent, one) => {
    if (one.field === 'id') return { ...sent, id: edited(sent.id, one) }
    const was = sent.response[one.field]
    if (typeof was !== 'string') return sent
    return { ...sent, response: { ...sent.response, [one.field]: edited(was, one) } }
  }, Sent.parse(given))

const bytesOf = (value: unknown): string => Buffer.from(String(value), 'base64url').toString('hex')
const same = (a: Sent, b: Sent, ...fields: readonly string[]): boolean =>
  a.id === b.id && fields.every((name) => bytesOf(a.response[name]) === bytesOf(b.response[name]))

const proving = (device: SoftwareAuthenticator, held: readonly EnrolledFactor[]) =>
  claim(
    'a signature over anything else than what was asked proves nothing',
    changes,
    async (all) => {
      const first = await offered(held, ada)
      const plain = await factor.prove(held, answered(first, Sent.parse(device.get(first))), ada)
      assert.equal(plain.kind, 'accepted', 'an unchanged one is good')
      const offer = await offered(held, ada)
      const whole = Sent.parse(device.get(offer))
      const other = changedIn(whole, all)
      const got = await factor.prove(held, answered(offer, other), ada)
      const again = await factor.prove(held, answered(offer, whole), ada)
      assert.equal(again.kind, 'refused', 'a challenge is good once')
      if (got.kind === 'refused') return
      assert.ok(same(whole, other, 'clientDataJSON', 'authenticatorData'), JSON.stringify(other))
    },
    0.2,
  )

const mostly = <T>(right: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

/** What a hostile page may ask the right key to sign; each is what ours asks, or anything else. */
const asked = fc.record(
  {
    challenge: fc.oneof(anyText(50), fc.constant('A'.repeat(43))),
    origin: fc.oneof(
      fc.constant(site.origin),
      fc.webUrl(),
      edits().map((by) => bent(site.origin, by)),
    ),
    rpId: fc.oneof(
      fc.constant(site.rpId),
      fc.domain(),
      edits().map((by) => bent(site.rpId, by)),
    ),
    type: mostly('webauthn.get', 'webauthn.create', 'payment.get'),
    crossOrigin: mostly<unknown>(false, true, 'false', 0),
    up: mostly<boolean>(true, false),
    uv: mostly<boolean>(true, false),
  },
  { requiredKeys: [] },
)

const bound = (device: SoftwareAuthenticator, held: readonly EnrolledFactor[]) =>
  claim(
    'what the right key signs proves only what our own page asked for',
    asked,
    async (switches) => {
      const offer = await offered(held, ada)
      const ours = {
        origin: site.origin,
        rpId: site.rpId,
        type: 'webauthn.get',
        crossOrigin: false,
        up: true,
        uv: true,
      }
      const all: Readonly<Record<string, unknown>> = { ...ours, ...switches }
      const right =
        Object.entries(ours).every(([name, value]) => all[name] === value) && !('challenge' in switches)
      const got = await factor.prove(held, answered(offer, device.get(offer, switches)), ada)
      assert.equal(got.kind === 'accepted', right)
    },
    0.2,
  )

const ClientData = z.object({ type: z.string(), challenge: z.string(), origin: z.string() })
const Options = z.object({ challenge: z.string() })

const adding = () =>
  claim(
    'a passkey that is added was made here and now, and can be kept',
    changes,
    async (all) => {
      const device = softwareAuthenticator(site)
      const offer = await factor.reveal({}, [], ada)
      const { challenge } =
        z.object({ options: Options }).safeParse(offer).data?.options ?? Options.parse(offer)
      const other = changedIn(device.create(offer), all)
      const got = await factor.finish({}, [], answered(offer, other), ada)
      if (got.kind === 'refused') return
      const text = Buffer.from(String(other.response['clientDataJSON']), 'base64url').toString('utf8')
      const said = ClientData.parse(JSON.parse(text))
      assert.deepEqual([said.type, said.challenge, said.origin], ['webauthn.create', challenge, site.origin])
      assert.deepEqual(JSON.parse(JSON.stringify(got.factor)), got.factor)
      const offers = await offered([got.factor], ada)
      assert.equal((await factor.prove([got.factor], answered(offers, other), ada)).kind, 'refused')
    },
    0.2,
  )

const response = fieldsLike({
  clientDataJSON: anyText(),
  authenticatorData: anyText(),
  signature: anyText(),
  attestationObject: anyText(),
  transports: anyJson(),
})
const shapes = fieldsLike({
  id: anyText(),
  rawId: anyText(),
  type: fc.constant('public-key'),
  clientExtensionResults: anyJson(),
  response,
})

const anything = (held: readonly EnrolledFactor[]) =>
  claim('no other value proves or adds anything', fc.oneof(shapes, anyJson()), async (given) => {
    const offer = await offered(held, ada)
    const [proof, addition] = [answered(offer, given), answered(await factor.reveal({}, [], ada), given)]
    assert.equal((await factor.prove(held, proof, ada)).kind, 'refused')
    assert.equal((await factor.finish({}, [], addition, ada)).kind, 'refused')
    const bare = typeof given === 'object' && given !== null ? { ...given } : String(given)
    assert.equal((await factor.prove(held, bare, ada)).kind, 'refused')
  })

export const webauthnResponses: Target = {
  name: 'webauthn',
  async open() {
    const device = softwareAuthenticator(site)
    const held = await holding(device)
    return { claims: [proving(device, held), bound(device, held), adding(), anything(held)] }
  },
}
