import type { EnrolledFactor } from '../factors/port.ts'
import { second, type ShiftedClock } from '../lib/clock.ts'
import { lately } from './activity.ts'
import { demoAccounts, demoEnrolments, demoLocked, demoPeople, type DemoEnrolment } from './people.ts'
import type { DemoPhone, DemoPort } from './port.ts'

export interface DemoParts {
  readonly clock: ShiftedClock
  /** The pretended company's directory, which began with `demoAccounts`. */
  readonly company: {
    signIn(
      account: string,
      password: string,
    ): 'ok' | 'wrong' | 'locked' | 'disabled' | 'accountExpired' | 'passwordExpired' | 'mustChange'
    lock(person: string): void
  }
  /** What this person has enrolled now. */
  readonly held: (person: string) => Promise<readonly EnrolledFactor[]>
  /** The code an authenticator app with this seed (base 32) shows at `now` (ms since the epoch). */
  readonly codeNow: (seed: string, now: number) => Promise<string>
  readonly mail: DemoPort['mail']
  readonly audit: DemoPort['audit']
}

const step = 30 * second

/** The demonstration with nothing installed. Whoever is to be locked out is locked at once. */
export const demo = ({ clock, company, held, codeNow, mail, audit }: DemoParts): DemoPort => {
  for (const person of demoLocked) company.lock(person)
  return {
    people: demoPeople,
    now: () => clock.now(),
    forward: (ms) => clock.forward(ms),
    phone: async (account) => {
      const person = idOf(account)
      if (person === undefined) return undefined
      return phoneOf(person, await held(person), clock.now(), codeNow)
    },
    lately: (account) => lately(account, clock.now()),
    signIn: async (account, password) => {
      const result = company.signIn(account, password.reveal())
      if (result === 'passwordExpired') return 'mustChange'
      return result === 'disabled' || result === 'accountExpired' ? 'blocked' : result
    },
    lock: async (account) => {
      const person = idOf(account)
      if (person !== undefined) company.lock(person)
    },
    mail,
    audit,
  }
}

const idOf = (account: string): string | undefined => demoAccounts.find((one) => one.account === account)?.id

/** The seeded phone, as far as what is on it still counts: a removed authenticator and spent codes are gone from it. */
const phoneOf = async (
  person: string,
  factors: readonly EnrolledFactor[],
  now: number,
  codeNow: DemoParts['codeNow'],
): Promise<DemoPhone> => {
  const seeded = demoEnrolments.find((one) => one.person === person)
  if (seeded === undefined) return { recoveryCodes: [] }
  const recoveryCodes = unspent(seeded, factors)
  if (!factors.some(({ id }) => id === seeded.totp.id)) return { recoveryCodes }
  const code = await codeNow(seeded.totp.seed, now)
  return { recoveryCodes, totp: { code, secondsLeft: Math.ceil((step - (now % step)) / second) } }
}

/** A kept code tells its first two characters; a spent one is replaced by one that begins otherwise. */
const unspent = ({ recoveryCodes }: DemoEnrolment, factors: readonly EnrolledFactor[]): readonly string[] => {
  const kept = factors.find(({ id }) => id === recoveryCodes.id)?.data['codes']
  const starts = JSON.stringify(kept ?? [])
  return recoveryCodes.codes.filter((code) => starts.includes(`"start":"${code.slice(0, 2)}"`))
}
