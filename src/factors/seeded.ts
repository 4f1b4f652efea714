import { generate } from 'otplib'
import { second } from '../lib/clock.ts'
import type { Keyring } from '../lib/keys.ts'
import { hashed, usualCost, type Argon2Cost } from './argon2.ts'
import type { EnrolledFactor } from './port.ts'
import { owner, seedLabel } from './totp.ts'

/** Factors whose secrets are known from outside: for the demonstration's pretend phone and for tests, nothing else. */
export const seededTotp = (
  keyring: Keyring,
  {
    person,
    id,
    seed,
    addedAt,
  }: { readonly person: string; readonly id: string; readonly seed: string; readonly addedAt: number },
): EnrolledFactor => ({
  id,
  type: 'totp',
  label: seedLabel,
  addedAt,
  data: { seed: keyring.seal('seed', seed, owner(person, id)), lastStep: 0 },
})

/** A set of these very codes, 16 characters of Crockford's base 32 each, beginning differently. */
export const seededRecoveryCodes = async (
  {
    id,
    codes,
    addedAt,
  }: { readonly id: string; readonly codes: readonly string[]; readonly addedAt: number },
  cost: Argon2Cost = usualCost,
): Promise<EnrolledFactor> => {
  const plain = codes.map((code) => code.replaceAll('-', ''))
  const kept = await Promise.all(
    plain.map(async (code) => ({ start: code.slice(0, 2), ...(await hashed(code, cost)) })),
  )
  return { id, type: 'recovery-codes', label: 'Recovery codes', addedAt, data: { codes: kept } }
}

/** The code an authenticator app with this seed (base 32) shows at `now` (ms since the epoch). */
export const codeNow = (seed: string, now: number): Promise<string> =>
  generate({ secret: seed, epoch: Math.floor(now / second) })
