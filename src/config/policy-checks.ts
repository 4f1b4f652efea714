import {
  evidenceTypes,
  liveBands,
  loosenings,
  shippedApprovals,
  shippedCoolingHours,
  type EvidenceType,
  type LiveBand,
  type Loosening,
} from '../policy/port.ts'
import { isSid } from './dn.ts'
import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'

/**
 * What the rules say together. Looks at them as written, so that it speaks beside other faults; what has not even the shape of a
 * rule is left to the schema.
 */
export const policyFaults = (raw: Raw): ConfigFault[] => {
  const policy = raw['policy']
  if (!isRaw(policy)) return []
  const rules = Array.isArray(policy['rules']) ? policy['rules'].map((one: unknown) => asRaw(one)) : []
  const named = namedLoosenings(policy)
  const approvers = nonEmpty(policy['approvers'])
  const sids =
    isRaw(raw['directory']) && raw['directory']['kind'] === 'openldap' ? sidFaults(policy, rules) : []
  return [
    ...sids,
    ...rules.flatMap((rule, i) => {
      const at = `policy.rules[${i}]`
      return [
        ...matchFaults(rule, at, rules.slice(0, i)),
        ...evidenceFaults(rule, at, named),
        ...approverFaults(rule, at, approvers),
        ...coolingFaults(rule, at, named, policy['coolingHours']),
        ...hoursFaults(rule, at),
      ]
    }),
  ]
}

export const namedLoosenings = (policy: Raw): readonly Loosening[] => {
  const named: unknown = policy['loosenings']
  return loosenings.filter((one) => Array.isArray(named) && named.includes(one))
}

const asRaw = (value: unknown): Raw => (isRaw(value) ? value : {})
const nonEmpty = (value: unknown): boolean => Array.isArray(value) && value.length > 0
const nameOf = (rule: Raw): string => (typeof rule['name'] === 'string' ? rule['name'] : 'without a name')

const matchFaults = (rule: Raw, at: string, before: readonly Raw[]): ConfigFault[] => {
  const faults: ConfigFault[] = []
  const match = rule['match']
  if (isRaw(match) && Object.keys(match).length === 0)
    faults.push({
      key: `${at}.match`,
      says: 'is for nobody',
      fix: 'name a group, an ou or an account, or write everybody',
    })
  const wide = before.find((one) => one['match'] === 'everybody')
  const same = before.find((one) => isRaw(one['match']) && alike(one['match'], match))
  const hiding = wide ?? same
  if (hiding !== undefined) {
    const says = `can never hold: the rule ${nameOf(hiding)} before it is for ${wide ? 'everybody' : 'the same people'}`
    faults.push({ key: at, says, fix: 'move it up, or remove it; the first that holds is the one' })
  }
  if (before.some((one) => one['name'] === rule['name'] && typeof rule['name'] === 'string'))
    faults.push({ key: `${at}.name`, says: 'is used twice', fix: 'give every rule its own name' })
  return faults
}

const alike = (a: Raw, b: unknown): boolean =>
  isRaw(b) &&
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => b[key] === value)

const evidenceFaults = (rule: Raw, at: string, named: readonly Loosening[]): ConfigFault[] => {
  const evidence = asRaw(rule['evidence'])
  return liveBands.flatMap((band): ConfigFault[] => {
    const listed: unknown = evidence[band]
    if (!Array.isArray(listed) || listed.length === 0) return []
    const sets = listed.map((set: unknown) =>
      evidenceTypes.filter((type) => Array.isArray(set) && set.includes(type)),
    )
    const key = `${at}.evidence.${band}`
    const offered = sets.some((set) => set.includes('webauthn'))
    const says = 'has no set with webauthn, which is offered to everyone, always'
    return [
      ...(offered ? [] : [{ key, says, fix: 'add `[webauthn]`' }]),
      ...sets.flatMap((set, i) => weakFaults(set, band, `${key}[${i}]`, approvalsIn(rule, band), named)),
    ]
  })
}

const approvalsIn = (rule: Raw, band: LiveBand): number => {
  const written: unknown = rule['approvals']
  const own: unknown = isRaw(written) ? written[band] : written
  return typeof own === 'number' ? own : band === 'approval' ? 1 : 0
}

/** What a rule lists must not be less than what is shipped, or the operator has to name it. */
const weakFaults = (
  set: readonly EvidenceType[],
  band: LiveBand,
  key: string,
  approvals: number,
  named: readonly Loosening[],
): ConfigFault[] => {
  if (set.length === 0) return []
  const least = shippedApprovals(set, band, named)
  if (least <= approvals) return []
  if (least === Infinity)
    return [
      {
        key,
        says: 'is enough under no policy',
        fix: 'add what docs/policy.md lists beside it, or remove it',
      },
    ]
  const alone = band === 'allow' && shippedApprovals(set, band, loosenings) <= approvals
  const says = `is weaker than what is shipped, which asks for ${least === 1 ? 'one approval' : 'two approvals'} beside it`
  const state = `state \`approvals: { ${band}: ${least} }\``
  return [{ key, says, fix: alone ? `${state}, or name \`loosenings: [totp-alone-in-allow]\`` : state }]
}

const approverFaults = (rule: Raw, at: string, everybodys: boolean): ConfigFault[] => {
  const hours = asRaw(rule['hours'])
  const asks = liveBands.some((band) => band !== 'approval' && approvalsIn(rule, band) > 0)
  const two = approvalsIn(rule, 'approval') > 1
  if (everybodys || nonEmpty(rule['approvers']) || !(asks || two || hours['outside'] === 'approval'))
    return []
  return [
    {
      key: `${at}.approvers`,
      says: 'is missing, and the rule asks for approvals that nobody may give',
      fix: 'name the groups that may approve here, or for everybody under policy.approvers',
    },
  ]
}

const coolingFaults = (rule: Raw, at: string, named: readonly Loosening[], flat: unknown): ConfigFault[] => {
  const hours: unknown = rule['coolingHours']
  const least = Math.min(shippedCoolingHours, typeof flat === 'number' ? flat : shippedCoolingHours)
  if (typeof hours !== 'number' || hours >= least || named.includes('shorter-cooling')) return []
  const fix = `use ${least} or more, or name \`loosenings: [shorter-cooling]\``
  return [{ key: `${at}.coolingHours`, says: 'is shorter than what is shipped', fix }]
}

const hoursFaults = (rule: Raw, at: string): ConfigFault[] => {
  const { from, to } = asRaw(rule['hours'])
  return typeof from === 'string' && from === to
    ? [
        {
          key: `${at}.hours`,
          says: 'opens and closes at the same time',
          fix: 'leave hours out to be always open',
        },
      ]
    : []
}

/** OpenLDAP has no SIDs. */
const sidFaults = (policy: Raw, rules: readonly Raw[]): ConfigFault[] => {
  const places: (readonly [string, unknown])[] = [
    ...listed('policy.approvers', policy['approvers']),
    ...rules.flatMap((rule, i) => [
      [`policy.rules[${i}].match.group`, asRaw(rule['match'])['group']] as const,
      ...listed(`policy.rules[${i}].approvers`, rule['approvers']),
    ]),
  ]
  return places.flatMap(([key, value]) =>
    typeof value === 'string' && isSid(value)
      ? [{ key, says: 'is a SID, which OpenLDAP does not have', fix: 'name the group by its DN' }]
      : [],
  )
}

const listed = (key: string, value: unknown): (readonly [string, unknown])[] =>
  Array.isArray(value) ? value.map((one: unknown, i) => [`${key}[${i}]`, one] as const) : []
