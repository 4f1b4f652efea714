import type { Entry } from '../entry.ts'
import type { GuardedClient } from '../guarded-client.ts'
import type { PasswordPolicy } from '../port.ts'
import { all, equal, visible } from './visible.ts'

/** The rules in force for one person, and what of them only this dialect has to know. */
export interface Rules {
  readonly dn: string
  readonly shown: PasswordPolicy
  /** pwdMaxAge (ms); 0 = never expires. */
  readonly maxAgeMs: number | 'unknown'
  /** pwdMaxIdle (ms): an account unused for so long is closed; 0 = never. */
  readonly maxIdleMs: number | 'unknown'
  /** pwdFailureCountInterval (ms); 0 = wrong passwords count until a right one. */
  readonly failuresMs: number | 'unknown'
  /** Whether pwdReset has any effect. */
  readonly mustChangeBites: boolean | 'unknown'
  /** Whether nobody but the person may set the password (pwdSafeModify asks for the old one). */
  readonly safeModify: boolean | 'unknown'
  /** Whether people may change their own password. */
  readonly userChange: boolean | 'unknown'
}

const attributes = [
  'pwdMinLength',
  'pwdCheckQuality',
  'pwdInHistory',
  'pwdMinAge',
  'pwdMaxAge',
  'pwdMaxIdle',
  'pwdLockout',
  'pwdMaxFailure',
  'pwdLockoutDuration',
  'pwdFailureCountInterval',
  'pwdMustChange',
  'pwdSafeModify',
  'pwdAllowUserChange',
]

/** A module for quality, as 2.5 and 2.6 name it; a server of one release does not know the other's name. */
const modules = ['pwdCheckModule', 'pwdUseCheckModule']

/**
 * Reads a policy entry (draft-behera-ldap-password-policy 5.2). What is absent there has the draft's default, but only
 * where the server lets us see that it is absent; otherwise every rule is unknown, which is never "no rule".
 */
export const readPolicy = async (client: GuardedClient, dn: string, isDefault: boolean): Promise<Rules> => {
  const filter = all(equal('objectClass', 'pwdPolicy'), ...attributes.map(visible))
  const [entry] = await client.search(dn, {
    scope: 'base',
    filter,
    attributes: [...attributes, ...modules],
  })
  const source = isDefault ? 'default' : nameOf(dn)
  return entry === undefined ? { ...unknownRules(source), dn } : rulesOf(entry, source)
}

const rulesOf = (entry: Entry, source: string): Rules => {
  const number = (name: string): number => entry.integer(name) ?? 0
  const truth = (name: string): boolean => entry.text(name)?.toUpperCase() === 'TRUE'
  const checked = number('pwdCheckQuality') > 0
  const locks = truth('pwdLockout')
  return {
    dn: entry.dn,
    shown: {
      // slapd looks at the length only where it looks at quality at all.
      minLength: checked ? number('pwdMinLength') : 0,
      history: number('pwdInHistory'),
      // A module decides, and tells nobody how.
      complexity: checked && (entry.has('pwdCheckModule') || truth('pwdUseCheckModule')) ? 'unknown' : false,
      minAgeMs: number('pwdMinAge') * 1000,
      lockoutThreshold: locks ? number('pwdMaxFailure') : 0,
      lockoutMs: number('pwdLockoutDuration') * 1000,
      source,
    },
    maxAgeMs: number('pwdMaxAge') * 1000,
    maxIdleMs: number('pwdMaxIdle') * 1000,
    failuresMs: number('pwdFailureCountInterval') * 1000,
    mustChangeBites: truth('pwdMustChange'),
    safeModify: truth('pwdSafeModify'),
    userChange: !entry.has('pwdAllowUserChange') || truth('pwdAllowUserChange'),
  }
}

const unknownRules = (source: string): Omit<Rules, 'dn'> => ({
  shown: {
    minLength: 'unknown',
    history: 'unknown',
    complexity: 'unknown',
    minAgeMs: 'unknown',
    lockoutThreshold: 'unknown',
    lockoutMs: 'unknown',
    source,
  },
  maxAgeMs: 'unknown',
  maxIdleMs: 'unknown',
  failuresMs: 'unknown',
  mustChangeBites: 'unknown',
  safeModify: 'unknown',
  userChange: 'unknown',
})

/** The operator's name of a policy: the value of the first part of its DN. */
const nameOf = (dn: string): string => /^[^=]+=((?:\\.|[^,\\])*)/.exec(dn)?.[1] ?? dn
