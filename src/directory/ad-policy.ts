import type { Entry } from './entry.ts'
import { intervalMs } from './filetime.ts'
import type { GuardedClient } from './guarded-client.ts'
import type { Known, PasswordPolicy } from './port.ts'

/** How one set of rules spells its parts. */
interface Spelling {
  readonly minLength: string
  readonly history: string
  readonly complexity: (entry: Entry) => Known<boolean>
  readonly minAge: string
  readonly threshold: string
  readonly duration: string
}

const ofDomain: Spelling = {
  minLength: 'minPwdLength',
  history: 'pwdHistoryLength',
  complexity: (e) => known(e.integer('pwdProperties'), (n) => (n & 1) !== 0),
  minAge: 'minPwdAge',
  threshold: 'lockoutThreshold',
  duration: 'lockoutDuration',
}

const ofPso: Spelling = {
  minLength: 'msDS-MinimumPasswordLength',
  history: 'msDS-PasswordHistoryLength',
  complexity: (e) => known(e.text('msDS-PasswordComplexityEnabled'), (t) => t.toUpperCase() === 'TRUE'),
  minAge: 'msDS-MinimumPasswordAge',
  threshold: 'msDS-LockoutThreshold',
  duration: 'msDS-LockoutDuration',
}

/**
 * The rules in force for a person: their fine-grained policy if one applies, else the domain's. A value that was
 * not returned is unknown, for a missing right to read it looks exactly like a rule that is not there.
 */
export const readPolicy = async (
  client: GuardedClient,
  domain: string,
  pso: string | undefined,
): Promise<PasswordPolicy> => {
  const spelling = pso === undefined ? ofDomain : ofPso
  const { minLength, history, minAge, threshold, duration } = spelling
  const attributes = [
    minLength,
    history,
    minAge,
    threshold,
    duration,
    'pwdProperties',
    'msDS-PasswordComplexityEnabled',
  ]
  const [entry] = await client.search(pso ?? domain, { scope: 'base', attributes })
  const number = (name: string): Known<number> => entry?.integer(name) ?? 'unknown'
  const interval = (name: string): Known<number> => known(entry?.text(name), intervalMs)
  return {
    minLength: number(minLength),
    history: number(history),
    complexity: entry === undefined ? 'unknown' : spelling.complexity(entry),
    minAgeMs: interval(minAge),
    lockoutThreshold: number(threshold),
    lockoutMs: interval(duration),
    source: pso === undefined ? 'default' : nameOf(pso),
  }
}

const known = <A, B>(value: A | undefined, read: (value: A) => B): Known<B> =>
  value === undefined ? 'unknown' : read(value)

/** The operator's name of a policy: the value of the first part of its DN. */
const nameOf = (dn: string): string => /^[^=]+=((?:\\.|[^,\\])*)/.exec(dn)?.[1] ?? dn
