import { CompactSign } from 'jose'
import { describe, expect, test } from 'vitest'
import { deviceMarks } from '../../src/handoff/device-marks.ts'
import { provedDevice, withDevice } from '../../src/handoff/device-proof.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { deviceProof, newKey } from '../support/browser.ts'

const key = await newKey()
const another = await newKey()
const proof = 'the.very.call'
const header = { typ: 'latchkey-device+jwt', alg: 'ES256', jwk: key.jwk }
const signed = async (claims: unknown, head: object = {}, after = ''): Promise<string> =>
  await new CompactSign(new TextEncoder().encode(JSON.stringify(claims) + after))
    .setProtectedHeader({ ...header, ...head })
    .sign(key.secret)

const good = await deviceProof(key, proof)
const thumbprint = await provedDevice({ device: good, proof })

describe('the lasting key of a browser', () => {
  test('is told by its thumbprint, the same at every call', async () => {
    expect(thumbprint).toMatch(/^[\w-]{43}$/)
    expect(
      await provedDevice({ device: await deviceProof(key, 'another.call'), proof: 'another.call' }),
    ).toBe(thumbprint)
  })

  test.each<[string, () => Promise<string>, string]>([
    ['replayed beside another call', async () => good, 'another.call'],
    ['under a key that did not sign', () => signed({ prf: sha256(proof) }, { jwk: another.jwk }), proof],
    [
      'passed off as a proof of a flow',
      () => signed({ prf: sha256(proof) }, { typ: 'latchkey-proof+jwt' }),
      proof,
    ],
    ['that says more', () => signed({ prf: sha256(proof), flow: 'f' }), proof],
    ['that says nothing', () => signed({}), proof],
    ['cut', async () => good.slice(0, -4), proof],
    ['without end', () => signed({ prf: sha256(proof) }, {}, ' '.repeat(2000)), proof],
    ['of nonsense', async () => 'a.b.c', proof],
  ])('is unknown %s', async (_, device, call) => {
    expect(await provedDevice({ device: await device(), proof: call })).toBeUndefined()
  })

  test('is unknown where none is shown, or nothing that it could have signed', async () => {
    expect(await provedDevice({ proof })).toBeUndefined()
    expect(await provedDevice({ device: good, proof: undefined })).toBeUndefined()
  })

  test('is kept as a keyed hash, and believed about no mark that a caller names', async () => {
    const mark = deviceMarks(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }]))
    const call = { method: 'POST', path: '/h/attach', body: '', proof }
    const context = { browser: 'b', origin: { device: 'claimed', network: { country: 'DE' } } }
    const unproved = await withDevice(call, context, mark)
    expect(unproved).toEqual({ browser: 'b', origin: { network: { country: 'DE' } } })
    const { origin } = await withDevice({ ...call, device: good }, context, mark)
    expect(origin?.device).toBe(mark(thumbprint ?? ''))
    expect(origin?.device).not.toContain(thumbprint)
    expect(await withDevice(call, { browser: 'b' }, mark)).toEqual({ browser: 'b' })
  })

  test('has the same mark while a newer key of ours is rolled out, and another once the older is gone', () => {
    const [older, newer] = [1, 2].map((n) => ({ id: `k${n}`, bytes: Buffer.alloc(32, n) }))
    if (older === undefined || newer === undefined) throw new Error('two keys')
    const marks = [[older], [older, newer], [newer, older], [newer]].map((keys) =>
      deviceMarks(new Keyring(keys))('t'),
    )
    expect(new Set(marks.slice(0, 3)).size).toBe(1)
    expect(marks[3]).not.toBe(marks[0])
  })
})
