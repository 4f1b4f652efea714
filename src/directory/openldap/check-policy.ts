import type { Finding } from '../port.ts'
import type { Visit } from './check.ts'
import { grants } from './delegation.ts'
import { readPolicy, type Rules } from './policy.ts'
import { equal } from './visible.ts'

/** Whether the default rules, and those of every other policy that is seen, can be read and let a reset through. */
export const checkPolicies = async (visit: Visit): Promise<readonly Finding[]> => {
  const { options, session } = visit
  const { defaultPolicyDn: dn } = options
  const rules = await readPolicy(session.client, dn, true)
  const others = await othersSeen(visit)
  return [...checkDefault(visit, rules), ...checkOthers(visit, others), ...marks(visit, [rules, ...others])]
}

const checkDefault = ({ options }: Visit, rules: Rules): readonly Finding[] => {
  const name = 'directory.defaultPolicyDn'
  if (!isKnown(rules)) {
    const says = `${options.defaultPolicyDn} is no policy, or cannot be read: the rules in force are unknown`
    return [
      {
        name,
        ok: false,
        says,
        fix: `name ppolicy_default there, and grant its reading:\n${grants(options, 'policies')}`,
      },
    ]
  }
  return [{ name, ok: true, says: described(rules) }]
}

const checkOthers = ({ options }: Visit, others: readonly Rules[]): readonly Finding[] => {
  const name = 'other password policies'
  const dark = others.filter((rules) => !isKnown(rules))
  if (dark.length > 0) {
    const says = `the rules of ${dark.map(nameOf).join(', ')} cannot be read, so people under them cannot be told`
    return [{ name, ok: false, says, fix: grants(options, 'policies') }]
  }
  const seen = others.map((rules) => `${nameOf(rules)}: ${described(rules)}`).join('; ')
  return [{ name, ok: true, says: seen === '' ? 'none is seen' : seen }]
}

/** Switches of a policy that get in the way. */
const marks = (visit: Visit, all: readonly Rules[]): readonly Finding[] => {
  const findings: Finding[] = []
  const safe = all.filter((rules) => rules.safeModify === true)
  if (safe.length > 0)
    findings.push({
      name: 'pwdSafeModify',
      ok: false,
      says: `TRUE in ${safe.map(nameOf).join(', ')}: nobody under it can be reset, for the old password is asked for`,
      fix: replaced(visit, safe, 'pwdSafeModify', 'FALSE'),
    })
  const fixed = all.filter((rules) => rules.userChange === false)
  if (fixed.length > 0)
    findings.push({
      name: 'pwdAllowUserChange',
      ok: true,
      says: `FALSE in ${fixed.map(nameOf).join(', ')}: who is under it is left alone, for they may not change their password`,
    })
  const lax = all.filter((rules) => rules.mustChangeBites === false)
  findings.push({
    name: 'pwdMustChange',
    ok: true,
    says:
      lax.length === 0
        ? 'TRUE: a mark to choose again (pwdReset) is kept to'
        : `FALSE in ${lax.map(nameOf).join(', ')}: there, a mark to choose again (pwdReset) has no effect`,
    ...(lax.some(isDefault) ? { fix: replaced(visit, lax.filter(isDefault), 'pwdMustChange', 'TRUE') } : {}),
  })
  return findings
}

/** The administrator's password goes out with it: over plain ldap: only after a StartTLS that may not fail (-ZZ). */
const replaced = ({ options }: Visit, all: readonly Rules[], type: string, to: string): string =>
  all
    .map((rules) => (isDefault(rules) ? options.defaultPolicyDn : rules.dn))
    .map((dn) =>
      [
        `ldapmodify -x ${options.urls[0]?.startsWith('ldaps:') === true ? '' : '-ZZ '}-H ${options.urls[0] ?? ''} -D (an administrator) -W <<'END'`,
        `dn: ${dn}`,
        'changetype: modify',
        `replace: ${type}`,
        `${type}: ${to}`,
        'END',
      ].join('\n'),
    )
    .join('\n')

const othersSeen = async ({ options, session: { client } }: Visit): Promise<readonly Rules[]> => {
  const found = await client.search(options.baseDn, {
    scope: 'sub',
    filter: equal('objectClass', 'pwdPolicy'),
    attributes: ['1.1'],
  })
  const own = options.defaultPolicyDn.toLowerCase()
  const dns = found.map((entry) => entry.dn).filter((dn) => dn.toLowerCase() !== own)
  return Promise.all(dns.map((dn) => readPolicy(client, dn, false)))
}

const isDefault = (rules: Rules): boolean => rules.shown.source === 'default'
const isKnown = (rules: Rules): boolean => rules.maxAgeMs !== 'unknown'
const nameOf = (rules: Rules): string => rules.shown.source

const described = ({ shown }: Rules): string =>
  [
    `at least ${shown.minLength} characters`,
    `history ${shown.history}`,
    shown.lockoutThreshold === 0 ? 'no lock' : `lock after ${shown.lockoutThreshold}`,
    shown.minAgeMs === 0 ? 'no minimum age' : 'a minimum age, which a reset passes by pwdReset',
  ].join(', ')
