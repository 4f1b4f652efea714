import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { nonces } from '../../src/factors/nonces.ts'
import type { SignedCall } from '../../src/handoff/port.ts'
import { verifyProof } from '../../src/handoff/proof.ts'
import { minute } from '../../src/lib/clock.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { newKey, type Key } from '../support/browser.ts'
import { morning, origin } from '../support/world.ts'

const now = morning
const make = nonces(
  new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'proof') }]),
  memoryStore({ now: () => now }),
)
const body = '{"name":"totp","value":"123456"}'
const path = '/h/answer'

let key: Key
beforeAll(async () => {
  key = await newKey()
})

interface Bent {
  readonly header?: Record<string, unknown>
  readonly payload?: Record<string, unknown>
  readonly call?: Partial<SignedCall>
  readonly key?: Key
  readonly drop?: string
  readonly raw?: (proof: string) => string
}

const signed = async (bent: Bent = {}): Promise<SignedCall> => {
  const payload: Record<string, unknown> = {
    htm: 'POST',
    htu: `${origin}${path}`,
    flow: 'f1',
    ver: 'prove-identity:7',
    nonce: make.make('proof', now),
    bsh: sha256(body),
    ...bent.payload,
  }
  if (bent.drop !== undefined) delete payload[bent.drop]
  const header = { typ: 'latchkey-proof+jwt', alg: 'ES256', jwk: key.jwk, ...bent.header }
  const proof = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader(header)
    .sign((bent.key ?? key).secret)
  return { proof: bent.raw?.(proof) ?? proof, method: 'POST', path, body, ...bent.call }
}
const verified = (call: SignedCall, at = now) => verifyProof(call, origin, make, at)
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a proof of possession', () => {
  test('says which key, which flow, which page', async () => {
    const { jkt = '', ...rest } = (await verified(await signed())) ?? {}
    expect(rest).toMatchObject({ flow: 'f1', prompt: 'prove-identity:7' })
    expect(jkt).toMatch(/^[\w-]{43}$/)
    expect((await verified(await signed()))?.jkt).toBe(jkt)
  })

  test.each<[string, Bent]>([
    ['for another method', { payload: { htm: 'GET' } }],
    ['sent by another method', { call: { method: 'PUT' } }],
    ['for another address', { payload: { htu: `${origin}/h/attach` } }],
    ['for another host', { payload: { htu: `https://evil.test${path}` } }],
    ['for a longer address', { payload: { htu: `${origin}${path}?x` } }],
    ['sent to another address', { call: { path: '/h/attach' } }],
    ['over another body', { payload: { bsh: sha256('{}') } }],
    ['whose body was changed', { call: { body: body.replace('123456', '123457') } }],
    ['whose body got a space', { call: { body: `${body} ` } }],
    ['over no body hash', { drop: 'bsh' }],
    ['without a flow', { payload: { flow: '' } }],
    ['without a nonce', { drop: 'nonce' }],
    ['without a version', { drop: 'ver' }],
    ['with a flow that is no text', { payload: { flow: 7 } }],
    ['with a nonce of its own', { payload: { nonce: 'a'.repeat(40) } }],
    ['with a nonce for something else', { payload: { nonce: make.make('webauthn/prove', now) } }],
    ['with more than is asked', { payload: { admin: true } }],
    ['of another type', { header: { typ: 'dpop+jwt' } }],
    ['of no type', { header: { typ: undefined } }],
    ['with another critical header', { header: { x5u: 'https://evil.test' } }],
    ['with a key id', { header: { kid: 'k1' } }],
    ['without a key', { header: { jwk: undefined } }],
    ['cut short', { raw: (p) => p.slice(0, -4) }],
    ['with a part more', { raw: (p) => `${p}.x` }],
    ['with an empty signature', { raw: (p) => `${p.split('.').slice(0, 2).join('.')}.` }],
    ['that is empty', { raw: () => '' }],
    ['that is no proof', { raw: () => 'x.y.z' }],
    ['that is too long', { raw: (p) => p + 'A'.repeat(4096) }],
  ])('%s proves nothing', async (_what, bent) => {
    expect(await verified(await signed(bent))).toBeUndefined()
  })

  test('that is missing proves nothing', async () => {
    expect(await verified({ proof: undefined, method: 'POST', path, body })).toBeUndefined()
  })

  test('signed by another key than the one it shows proves nothing', async () => {
    expect(await verified(await signed({ key: await newKey() }))).toBeUndefined()
  })

  test('whose payload was changed after signing proves nothing', async () => {
    const swap = (p: string): string => {
      const [head = '', , sign = ''] = p.split('.')
      const payload = {
        htm: 'POST',
        htu: `${origin}${path}`,
        flow: 'f2',
        ver: '',
        nonce: make.make('proof', now),
        bsh: sha256(body),
      }
      return [head, part(payload), sign].join('.')
    }
    expect(await verified(await signed({ raw: swap }))).toBeUndefined()
  })

  test('with “alg: none” proves nothing', async () => {
    const none = (p: string): string => {
      const [, payload = ''] = p.split('.')
      return `${part({ typ: 'latchkey-proof+jwt', alg: 'none', jwk: key.jwk })}.${payload}.`
    }
    expect(await verified(await signed({ raw: none }))).toBeUndefined()
  })

  test.each(['ES384', 'EdDSA', 'RS256'])('of another algorithm (%s) proves nothing', async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    const call = await signed()
    const payload = Buffer.from(call.proof?.split('.')[1] ?? '', 'base64url')
    const jwk = await exportJWK(publicKey)
    const proof = await new CompactSign(payload)
      .setProtectedHeader({ typ: 'latchkey-proof+jwt', alg, jwk })
      .sign(privateKey)
    expect(await verified({ ...call, proof })).toBeUndefined()
  })

  test('by a shared secret in the shape of a key proves nothing', async () => {
    const secret = new TextEncoder().encode('k'.repeat(32))
    const call = await signed()
    const payload = Buffer.from(call.proof?.split('.')[1] ?? '', 'base64url')
    const jwk = { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
    const proof = await new CompactSign(payload)
      .setProtectedHeader({ typ: 'latchkey-proof+jwt', alg: 'HS256', jwk })
      .sign(secret)
    expect(await verified({ ...call, proof })).toBeUndefined()
  })

  test('that carries the private half proves nothing', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const whole = { jwk: await exportJWK(privateKey), secret: privateKey }
    expect(publicKey.type).toBe('public')
    expect(await verified(await signed({ key: whole, header: { jwk: whole.jwk } }))).toBeUndefined()
  })

  test('counts once, also when both arrive at once', async () => {
    const call = await signed()
    const results = await Promise.all(Array.from({ length: 20 }, () => verified(call)))
    expect(results.filter((r) => r !== undefined)).toHaveLength(1)
  })

  test('is good for five minutes', async () => {
    expect(await verified(await signed(), now + 5 * minute - 1)).toBeDefined()
    expect(await verified(await signed(), now + 5 * minute)).toBeUndefined()
  })

  test('that fails its form spends no nonce of somebody else', async () => {
    const nonce = make.make('proof', now)
    expect(await verified(await signed({ payload: { nonce }, call: { path: '/h/attach' } }))).toBeUndefined()
    expect(await verified(await signed({ payload: { nonce } }))).toBeDefined()
  })
})
