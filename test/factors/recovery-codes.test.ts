import { describe, expect, test } from 'vitest'
import { hashed, matches, usualCost } from '../../src/factors/argon2.ts'
import type { EnrolledFactor, Factor, Proved } from '../../src/factors/port.ts'
import { recoveryCodes } from '../../src/factors/recovery-codes.ts'
import { Secret } from '../../src/lib/secret.ts'
import { ceremonyOf, factorContract, type FactorUser } from '../contracts/factor.ts'

const cheap = { memory: 8, passes: 1 }
const ada = ceremonyOf('ada')
const make = (): Factor => recoveryCodes({ cost: cheap })

interface Enrolled {
  readonly codes: readonly string[]
  readonly held: readonly EnrolledFactor[]
}
const enrol = async (factor: Factor, before: readonly EnrolledFactor[] = []): Promise<Enrolled> => {
  const done = await factor.finish(await factor.begin(before, ada), before, '', ada)
  if (done.kind !== 'enrolled') throw new Error(done.reason)
  return { codes: codesIn(done.reveal?.['codes']), held: [done.factor] }
}
const codesIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])
const accepted = (verdict: Proved): Extract<Proved, { kind: 'accepted' }> => {
  if (verdict.kind !== 'accepted') throw new Error(verdict.reason)
  return verdict
}

factorContract('recovery codes', (): FactorUser => {
  // The contract confirms by `finish`, which shows the codes once: this factor hands them to its user on the way.
  const inner = make()
  let codes: string[] = []
  const factor: Factor = {
    ...inner,
    async finish(...args) {
      const done = await inner.finish(...args)
      if (done.kind === 'enrolled') codes = [...codesIn(done.reveal?.['codes'])]
      return done
    },
  }
  return {
    factor,
    bound: false,
    confirm: async () => '',
    proof: async () => codes.pop() ?? 'no code left',
    wrong: async () => `${codes[0]!.slice(0, -1)}${codes[0]!.endsWith('0') ? '1' : '0'}`,
  }
})

describe('a set', () => {
  test('is ten codes of 80 bits, in groups of four, none like another', async () => {
    for (let set = 0; set < 200; set += 1) {
      const { codes } = await enrol(make())
      expect(codes).toHaveLength(10)
      for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(new Set(codes.map((code) => code.slice(0, 2))).size).toBe(10)
    }
  })

  test('made anew takes the place of the old one, whose codes are void', async () => {
    const factor = make()
    const old = await enrol(factor)
    const anew = await enrol(factor, old.held)
    expect(anew.held[0]!.id).toBe(old.held[0]!.id)
    expect(await factor.prove(anew.held, old.codes[0]!, ada)).toEqual({ kind: 'refused', reason: 'wrong' })
    expect((await factor.prove(anew.held, anew.codes[0]!, ada)).kind).toBe('accepted')
  })

  test('keeps two characters of a code in clear and no more', async () => {
    const { codes, held } = await enrol(make())
    const kept = JSON.stringify(held)
    for (const code of codes) {
      expect(kept).toContain(`"start":"${code.slice(0, 2)}"`)
      expect(kept).not.toContain(code.replaceAll('-', '').slice(2, 10))
    }
  })
})

describe('a code', () => {
  test('is good once; its replacement, shown once, is good too, and the others stay', async () => {
    const factor = make()
    const { codes, held } = await enrol(factor)
    const first = accepted(await factor.prove(held, codes[3]!, ada))
    expect(await factor.prove([first.factor], codes[3]!, ada)).toEqual({ kind: 'refused', reason: 'wrong' })
    const second = accepted(await factor.prove([first.factor], String(first.reveal?.['replacement']), ada))
    for (const code of codes.filter((_, i) => i !== 3))
      accepted(await factor.prove([second.factor], code, ada))
    expect(second.factor.data['codes']).toHaveLength(10)
  })

  test('may be typed in small letters, without hyphens, with O for 0 and I or L for 1', async () => {
    const factor = make()
    const { codes, held } = await enrol(factor)
    for (const code of codes) {
      const sloppy = code
        .toLowerCase()
        .replaceAll('-', ' ')
        .replaceAll('0', 'o')
        .replace('1', 'l')
        .replaceAll('1', 'i')
      accepted(await factor.prove(held, new Secret(` ${sloppy} `), ada))
    }
  })

  test('with one character wrong is wrong, whichever it is', async () => {
    const factor = make()
    const { codes, held } = await enrol(factor)
    const code = codes[0]!.replaceAll('-', '')
    for (let at = 0; at < code.length; at += 1) {
      const wrong = code.slice(0, at) + (code[at] === '7' ? '8' : '7') + code.slice(at + 1)
      expect(await factor.prove(held, wrong, ada)).toEqual({ kind: 'refused', reason: 'wrong' })
    }
  })

  test('that starts like none of the set costs a hash all the same', async () => {
    const tooLow = recoveryCodes({ cost: { memory: 4, passes: 1 } })
    await expect(tooLow.prove([], '7777-7777-7777-7777', ada)).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
  })

  test('is checked at the cost it was hashed with, when the usual cost has changed', async () => {
    const { codes, held } = await enrol(make())
    accepted(await recoveryCodes({ cost: { memory: 16, passes: 2 } }).prove(held, codes[0]!, ada))
  })
})

describe('the hash', () => {
  test('costs 19 MiB and two passes, and differs for the same code', async () => {
    expect(usualCost).toEqual({ memory: 19 * 1024, passes: 2 })
    const [one, two] = [await hashed('same', usualCost), await hashed('same', usualCost)]
    expect(one.hash).not.toBe(two.hash)
    expect(Buffer.from(one.salt, 'base64url')).toHaveLength(16)
    expect([await matches('same', one), await matches('other', one)]).toEqual([true, false])
  })

  test('that was cut short matches nothing', async () => {
    const whole = await hashed('same', cheap)
    expect(await matches('same', { ...whole, hash: whole.hash.slice(0, 20) })).toBe(false)
    expect(await matches('same', { ...whole, hash: '' })).toBe(false)
  })
})

test('a stored set that is not as we write it is a fault', async () => {
  const broken = {
    id: 'x',
    type: 'recovery-codes',
    label: '',
    addedAt: 0,
    data: { codes: [{ start: 'AB' }] },
  } as const
  await expect(make().prove([broken], '7777-7777-7777-7777', ada)).rejects.toMatchObject({
    code: 'ERR_RECORD_TAMPERED',
  })
})
