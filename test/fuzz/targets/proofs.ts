import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { CompactSign } from 'jose'
import { nonces } from '../../../src/factors/nonces.ts'
import type { SignedCall } from '../../../src/handoff/port.ts'
import { claimedKey, verifyProof } from '../../../src/handoff/proof.ts'
import { sha256 } from '../../../src/lib/ids.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { newKey, type Key } from '../../support/browser.ts'
import { anyJson, anyText, bent, edits, fieldsLike, type Edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const baseUrl = 'https://reset.corp.example'
const now = Date.UTC(2026, 5, 1, 9)
const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
const fresh = nonces(keyring, memoryStore({ now: () => now }))
const body = '{"name":"totp","value":"123456"}'
const header = { typ: 'latchkey-proof+jwt', alg: 'ES256' }

const right = (nonce = fresh.make('proof', now)) => ({
  htm: 'POST',
  htu: `${baseUrl}/h/answer`,
  flow: 'flow-1',
  ver: 'prove-identity:3',
  nonce,
  bsh: sha256(body),
})

const signed = async (key: Key, payload: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ ...header, jwk: key.jwk, ...more })
    .sign(key.secret)

const callWith = (proof: string, more: Partial<SignedCall> = {}): SignedCall => ({
  proof,
  method: 'POST',
  path: '/h/answer',
  body,
  ...more,
})
const verified = (call: SignedCall) => verifyProof(call, baseUrl, fresh, now)

/** The bytes that a signature stands for; its last letter has bits that mean nothing. */
const meaning = (proof: string): string => {
  const [head = '', payload = '', signature = ''] = proof.split('.')
  return [head, payload, Buffer.from(signature, 'base64url').toString('hex')].join('.')
}

type Part = 'proof' | 'header' | 'payload' | 'signature'
const part = fc.constantFrom<Part[]>('proof', 'header', 'payload', 'signature')

const changed = (proof: string, where: Part, by: Edits): string => {
  if (where === 'proof') return bent(proof, by)
  const parts = proof.split('.')
  const at = { header: 0, payload: 1, signature: 2 }[where]
  const inside = Buffer.from(parts[at] ?? '', 'base64url').toString('latin1')
  parts[at] = Buffer.from(bent(inside, by), 'latin1').toString('base64url')
  return parts.join('.')
}

const mutated = (key: Key) =>
  claim('a proof with one letter changed proves nothing', fc.record({ part, by: edits() }), async (how) => {
    const proof = await signed(key, right())
    const other = changed(proof, how.part, how.by)
    if (meaning(other) === meaning(proof)) return
    assert.equal(await verified(callWith(other)), undefined)
    assert.ok((await verified(callWith(proof))) !== undefined, 'the true one is good still')
    assert.equal(await verified(callWith(proof)), undefined, 'and good once')
  })

const called = (key: Key) =>
  claim(
    'a proof proves no other call than its own',
    fc.record({
      what: fc.constantFrom<('body' | 'path' | 'method')[]>('body', 'path', 'method'),
      by: edits(),
    }),
    async ({ what, by }) => {
      const call = callWith(await signed(key, right()))
      const was = { body, path: '/h/answer', method: 'POST' }[what]
      const is = bent(was, by)
      if (is === was || Buffer.from(is).equals(Buffer.from(was))) return
      assert.equal(await verified({ ...call, [what]: is }), undefined)
    },
  )

const shaped = (key: Key) =>
  claim(
    'a well-signed text proves only what has every field in its place',
    fc.record({
      payload: fieldsLike({
        htm: fc.constant('POST'),
        htu: fc.constant(`${baseUrl}/h/answer`),
        flow: anyText(70),
        ver: anyText(70),
        bsh: fc.constant(sha256(body)),
      }),
      head: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fieldsLike({ typ: fc.constant(header.typ), kid: anyText(9) }) },
      ),
    }),
    async ({ payload, head }) => {
      const said: Readonly<Record<string, unknown>> = { ...right(), ...payload }
      const proof = await signed(key, said, head).catch(() => undefined)
      if (proof === undefined) return
      const got = await verified(callWith(proof))
      if (got === undefined) return
      assert.deepEqual([got.flow, got.prompt, got.nonce], [said['flow'], said['ver'], said['nonce']])
      assert.deepEqual(Object.keys(said).toSorted(), Object.keys(right()).toSorted())
    },
  )

const anything = claim(
  'no text at all proves anything, nor claims a key',
  fc.oneof(
    anyText(200),
    fc
      .array(anyJson(), { minLength: 2, maxLength: 4 })
      .map((parts) => parts.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.')),
  ),
  async (proof) => {
    assert.equal(await verified(callWith(proof)), undefined)
    assert.equal(await claimedKey({ proof }), undefined)
  },
)

export const proofs: Target = {
  name: 'proofs',
  async open() {
    const key = await newKey()
    return { claims: [mutated(key), called(key), shaped(key), anything] }
  },
}
