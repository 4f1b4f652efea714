import { z } from 'zod'
import { randomBelow, randomToken } from '../lib/ids.ts'
import { say } from '../story/card.ts'
import type { AnswerValue } from '../story/story.ts'
import { stored, typed } from './answers.ts'
import { argon2Hash, hashed, matches, usualCost, type Argon2Cost, type Argon2Hash } from './argon2.ts'
import type { EnrolledFactor, Factor } from './port.ts'

export interface RecoveryCodesOptions {
  /** What one hash costs; the usual unless a test says otherwise. */
  readonly cost?: Argon2Cost
}

const count = 10
/** Crockford's base 32: 16 characters of 5 bits are 80 bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 16
/**
 * The first two characters are stored in clear and tell which hash a typed code belongs to, so that a try costs one
 * Argon2 run and not ten. They are different within a set, and 70 secret bits remain: more than the 64 asked for
 * (SP 800-63B-4 4.2.1.1), behind Argon2id because they are fewer than 112 (3.1.2).
 */
const startLength = 2

const oneCode = argon2Hash.extend({ start: z.string() })
const kept = z.object({ codes: z.array(oneCode) })
type KeptCode = z.infer<typeof oneCode>

/**
 * Ten codes to keep on paper. Each is good once and replaced when used (4.2.1.1); only hashes are stored, so a set can
 * be shown once, by `finish`. Asked again it makes a new set in the place of the old one, under the same id.
 */
export const recoveryCodes = ({ cost = usualCost }: RecoveryCodesOptions = {}): Factor => ({
  type: 'recovery-codes',
  evidence: 'recovery-code',
  name: say('factor.recovery-codes'),
  proves: { kind: 'text', name: 'recovery-codes', label: say('factor.recovery-codes.prove') },
  enrols: [{ kind: 'reveal', name: 'recovery-codes', label: say('factor.recovery-codes.reveal') }],
  concludes: ['recovery-codes'],
  tries: { perFlow: 5, perHour: 5 },

  async prove(held, answer, { now }) {
    const code = codeOf(answer)
    if (code === undefined) return { kind: 'refused', reason: 'malformed' }
    const set = setOf(held)
    const codes = set === undefined ? [] : stored(kept, set.data, 'recovery codes').codes
    const candidate = codes.find((one) => one.start === code.slice(0, startLength))
    const right = await matches(code, candidate ?? nobodys(cost))
    if (set === undefined || candidate === undefined || !right) return { kind: 'refused', reason: 'wrong' }
    const others = codes.filter((one) => one !== candidate)
    const fresh = await freshCode(others, cost)
    const data = { ...set.data, codes: [...others, fresh.kept] }
    const factor = { ...set, lastUsedAt: now, data }
    return { kind: 'accepted', evidence: 'recovery-code', factor, reveal: { replacement: fresh.shown } }
  },

  begin: async () => ({}),
  reveal: async () => ({}),

  async finish(_pending, held, _answer, { now }) {
    const codes: KeptCode[] = []
    const shown: string[] = []
    while (codes.length < count) {
      const fresh = await freshCode(codes, cost)
      codes.push(fresh.kept)
      shown.push(fresh.shown)
    }
    const id = setOf(held)?.id ?? randomToken(16)
    const factor = { id, type: 'recovery-codes', label: 'Recovery codes', addedAt: now } as const
    return { kind: 'enrolled', factor: { ...factor, data: { codes } }, reveal: { codes: shown } }
  },
})

const setOf = (held: readonly EnrolledFactor[]): EnrolledFactor | undefined =>
  held.find((factor) => factor.type === 'recovery-codes')

/** What a code is compared with that can be nobody's, so that a wrong start takes as long as a right one. */
const nobodys = (cost: Argon2Cost): Argon2Hash => ({
  salt: Buffer.alloc(16).toString('base64url'),
  hash: '',
  ...cost,
})

/** A code whose start none of `others` has: as shown, in groups of four, and as kept. */
const freshCode = async (
  others: readonly KeptCode[],
  cost: Argon2Cost,
): Promise<{ readonly shown: string; readonly kept: KeptCode }> => {
  const code = Array.from({ length }, () => alphabet[randomBelow(alphabet.length)]).join('')
  const start = code.slice(0, startLength)
  if (others.some((one) => one.start === start)) return freshCode(others, cost)
  return { shown: code.replace(/.{4}(?=.)/g, '$&-'), kept: { start, ...(await hashed(code, cost)) } }
}

/** The code as it was made: in any case, with any spaces and hyphens, and with the letters people read for digits. */
const codeOf = (answer: AnswerValue): string | undefined => {
  const code = typed(answer, 64)
    ?.replaceAll(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return code !== undefined && /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : undefined
}
