import { hour } from '../lib/clock.ts'
import { isBelow } from './distinguished-name.ts'
import type { OpeningHours } from './opening-hours.ts'
import type { Demands, Loosening, Match, PolicyRule, Ruling, StartLimits, Subject } from './rule.ts'

/** What stands last and is for everybody, and what rules leave out. */
export interface Shipped {
  readonly coolingMs: number
  readonly limits: StartLimits
  readonly approvers: readonly string[]
  readonly loosened: readonly Loosening[]
}

/** The rule that stands last. */
export const lastRule: PolicyRule = { name: 'default', match: 'everybody' }

/** Every group that somebody's membership of decides anything. */
export const groupsOf = (rules: readonly PolicyRule[], approvers: readonly string[]): readonly string[] => {
  const named = rules.flatMap(({ match, approvers: own }) => [
    ...(match !== 'everybody' && match.group !== undefined ? [match.group] : []),
    ...(own ?? []),
  ])
  return [...new Set([...named, ...approvers])]
}

/**
 * The rules that may hold for somebody, in their order: those of which it cannot be told, up to the first that surely does.
 * Stops the attack of slipping under a strict rule while the directory shows no groups.
 */
export const candidates = (rules: readonly PolicyRule[], subject: Subject): readonly PolicyRule[] => {
  const found: PolicyRule[] = []
  for (const rule of [...rules, lastRule]) {
    const holds = rule.match === 'everybody' ? true : fits(rule.match, subject)
    if (holds !== false) found.push(rule)
    if (holds === true) break
  }
  return found
}

const isCalled = (theirs: string | undefined, account: string): boolean | undefined =>
  theirs === undefined ? undefined : theirs.toLowerCase() === account.toLowerCase()

/** Whether all of it holds; undefined = it cannot be told. */
const fits = ({ group, ou, account }: Match, subject: Subject): boolean | undefined => {
  const { dn, groups } = subject
  const known = groups === undefined || groups === 'unknown' ? undefined : groups
  const parts = [
    group === undefined ? true : known?.includes(group),
    ou === undefined ? true : dn === undefined ? undefined : isBelow(dn, ou),
    account === undefined ? true : isCalled(subject.account, account),
  ]
  if (parts.includes(false)) return false
  return parts.includes(undefined) ? undefined : true
}

/** What candidates ask for together: of each setting the strictest. */
export const rulingOf = (
  may: readonly PolicyRule[],
  now: number,
  policy: string,
  shipped: Shipped,
  clockwork: OpeningHours,
): Ruling => {
  const undecided = may.length > 1
  const cooling = may.map(({ coolingHours }) =>
    coolingHours === undefined ? shipped.coolingMs : coolingHours * hour,
  )
  const least = (name: keyof StartLimits): number =>
    Math.min(...may.map(({ limits }) => limits?.[name] ?? shipped.limits[name]))
  const words = may.find(({ refuse }) => refuse === true)?.words
  const closed = strictestClosing(may, now, clockwork)
  const lists = may.map(({ approvers }) => approvers ?? shipped.approvers)
  return {
    rule: may.map(({ name }) => name).join('+'),
    policy,
    demands: may.flatMap(demandsOf),
    refuses: may.some(({ refuse }) => refuse === true),
    ...(words !== undefined && { words }),
    approvers: lists.some((list) => list.length > 0) ? lists : [],
    coolingMs: Math.max(...cooling),
    limits: { perHour: least('perHour'), perDay: least('perDay') },
    questions: may.every(({ questions }) => questions !== false),
    loosened: undecided ? [] : shipped.loosened,
    ...(closed && { closed }),
    undecided,
  }
}

const demandsOf = ({ name, evidence = {}, approvals = {} }: PolicyRule): readonly Demands[] =>
  Object.keys(evidence).length + Object.keys(approvals).length === 0
    ? []
    : [{ rule: name, evidence, approvals }]

/** Refused goes before approved; of the same kind the one that lasts longest. */
const strictestClosing = (
  may: readonly PolicyRule[],
  now: number,
  clockwork: OpeningHours,
): Ruling['closed'] => {
  const closings = may.flatMap(({ hours }) => {
    const opensAt = hours && clockwork.opensAt(hours, now)
    if (hours === undefined || opensAt === undefined) return []
    return [{ band: hours.outside === 'refuse' ? ('deny' as const) : ('approval' as const), opensAt }]
  })
  const refusing = closings.filter(({ band }) => band === 'deny')
  return (refusing.length > 0 ? refusing : closings).toSorted((a, b) => b.opensAt - a.opensAt)[0]
}
