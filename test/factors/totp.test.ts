import { generate } from 'otplib'
import { describe, expect, test } from 'vitest'
import type { Ceremony, EnrolledFactor, Factor, Pending } from '../../src/factors/port.ts'
import { totp } from '../../src/factors/totp.ts'
import { second } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { Secret } from '../../src/lib/secret.ts'
import { ceremonyOf, factorContract, type FactorUser } from '../contracts/factor.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
const make = (): Factor => totp({ issuer: 'Latchkey Demo', keyring })
const ada = ceremonyOf('ada')

const codeAt = async (secret: string, now: number): Promise<string> =>
  generate({ secret, epoch: Math.floor(now / second) })
const seedShown = async (factor: Factor, pending: Pending, ceremony: Ceremony): Promise<string> => {
  const { secret } = await factor.reveal(pending, [], ceremony)
  return String(secret)
}

factorContract('authenticator app', (): FactorUser => {
  const factor = make()
  let seed = ''
  return {
    factor,
    bound: false,
    async confirm(pending, _held, ceremony) {
      seed = await seedShown(factor, pending, ceremony)
      return codeAt(seed, ceremony.now)
    },
    proof: async (_held, { now }) => codeAt(seed, now),
    wrong: async (_held, { now }) => codeAt(seed, now + 60 * second),
  }
})

/** Ada's app, enrolled, at the beginning of a time step. */
const enrolled = async (factor: Factor): Promise<{ seed: string; held: readonly EnrolledFactor[] }> => {
  const pending = await factor.begin([], ada)
  const seed = await seedShown(factor, pending, ada)
  const done = await factor.finish(pending, [], await codeAt(seed, ada.now), ada)
  if (done.kind !== 'enrolled') throw new Error(done.reason)
  return { seed, held: [done.factor] }
}
const at = (seconds: number): Ceremony => ({ ...ada, now: ada.now + seconds * second })

describe('a code', () => {
  test.each([
    [0, 'accepted'],
    [29, 'accepted'],
    [30, 'accepted'],
    [59, 'accepted'],
    [60, 'refused'],
    [-1, 'refused'],
    [-30, 'refused'],
  ])('typed %i seconds after its step began is %s', async (delay, kind) => {
    const factor = make()
    const { seed, held } = await enrolled(factor)
    const code = await codeAt(seed, at(300).now)
    expect((await factor.prove(held, code, at(300 + delay))).kind).toBe(kind)
  })

  test('that confirmed the enrolment proves nothing afterwards', async () => {
    const factor = make()
    const { seed, held } = await enrolled(factor)
    const again = await factor.prove(held, await codeAt(seed, ada.now), at(20))
    expect(again).toEqual({ kind: 'refused', reason: 'replayed' })
  })

  test('of the step before is refused once a later one was used', async () => {
    const factor = make()
    const { seed, held } = await enrolled(factor)
    const verdict = await factor.prove(held, await codeAt(seed, at(330).now), at(331))
    if (verdict.kind !== 'accepted') throw new Error(verdict.reason)
    const earlier = await factor.prove([verdict.factor], await codeAt(seed, at(300).now), at(332))
    expect(earlier).toEqual({ kind: 'refused', reason: 'replayed' })
  })

  test('is refused as used, not as a fault, after the clock was set back', async () => {
    const factor = make()
    const { seed, held } = await enrolled(factor)
    const code = await codeAt(seed, at(-3600).now)
    expect(await factor.prove(held, code, at(-3600))).toEqual({ kind: 'refused', reason: 'replayed' })
  })

  test('may be typed in groups and travels as a secret', async () => {
    const factor = make()
    const { seed, held } = await enrolled(factor)
    const code = await codeAt(seed, at(300).now)
    const spaced = new Secret(` ${code.slice(0, 3)} ${code.slice(3)} `)
    expect((await factor.prove(held, spaced, at(300))).kind).toBe('accepted')
  })

  test('of either of two apps is accepted, and only that app is marked', async () => {
    const factor = make()
    const [one, two] = [await enrolled(factor), await enrolled(factor)]
    const code = await codeAt(two.seed, at(300).now)
    const verdict = await factor.prove([...one.held, ...two.held], code, at(300))
    expect(verdict).toMatchObject({ kind: 'accepted', factor: { id: two.held[0]!.id } })
  })
})

describe('a seed', () => {
  test('is shown as a key to type and as an address for the QR code', async () => {
    const factor = make()
    const shown = await factor.reveal(await factor.begin([], ada), [], ada)
    expect(shown['secret']).toMatch(/^[A-Z2-7]{32}$/)
    const uri = new URL(String(shown['uri']))
    expect(uri.href).toContain('otpauth://totp/Latchkey%20Demo:ada?')
    expect(uri.searchParams.get('secret')).toBe(shown['secret'])
    expect(uri.searchParams.get('issuer')).toBe('Latchkey Demo')
  })

  test('moved to another person, another factor or another key does not open', async () => {
    const factor = make()
    const { held } = await enrolled(factor)
    const tampered = { code: 'ERR_RECORD_TAMPERED' }
    await expect(factor.prove(held, '123456', ceremonyOf('grace'))).rejects.toMatchObject(tampered)
    const renamed = held.map((one) => ({ ...one, id: 'another' }))
    await expect(factor.prove(renamed, '123456', ada)).rejects.toMatchObject(tampered)
    const elsewhere = totp({
      issuer: 'x',
      keyring: new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'y') }]),
    })
    await expect(elsewhere.prove(held, '123456', ada)).rejects.toMatchObject(tampered)
  })

  test('once confirmed cannot be confirmed again beside itself', async () => {
    const factor = make()
    const pending = await factor.begin([], ada)
    const seed = await seedShown(factor, pending, ada)
    const done = await factor.finish(pending, [], await codeAt(seed, ada.now), ada)
    if (done.kind !== 'enrolled') throw new Error(done.reason)
    const again = await factor.finish(pending, [done.factor], await codeAt(seed, at(60).now), at(60))
    expect(again).toEqual({ kind: 'refused', reason: 'already-enrolled' })
  })

  test('that does not confirm is not enrolled', async () => {
    const factor = make()
    const pending = await factor.begin([], ada)
    const seed = await seedShown(factor, pending, ada)
    const done = await factor.finish(pending, [], await codeAt(seed, at(90).now), ada)
    expect(done).toEqual({ kind: 'refused', reason: 'wrong' })
  })
})

test.each(['', 'Contoso: Reset'])('the issuer %j is refused when the service starts', (issuer) => {
  expect(() => totp({ issuer, keyring })).toThrow(/colon/)
})
