import { hour } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import { Fault } from '../story/errors.ts'
import { approvalsMissing, rulesFor, type EvidenceRule } from './evidence.ts'
import { defaultCoolings } from './coolings.ts'
import { bandWith } from './eased.ts'
import {
  evidenceTypes,
  type Coolings,
  type EvidenceType,
  type Limits,
  type PolicyPort,
  type Sufficiency,
} from './port.ts'

/** What an operator may set. */
export interface PolicyOverrides {
  /** Hours of cooling after a change of authenticators, 1 to 720; 72 unless set. */
  readonly coolingHours?: number
  /** Evidence that counts here; all but `totp-in-chat` unless set. WebAuthn cannot be left out. */
  readonly accepted?: readonly EvidenceType[]
}

/** What chat is told counts only where an operator says so. */
const usual = evidenceTypes.filter((type) => type !== 'totp-in-chat')

/**
 * The policy in force. Throws `Fault` ERR_CONFIG for overrides that would make a reset weaker than a login: WebAuthn
 * left out (SP 800-63B-4 2.2.2 requires a phishing-resistant way for everyone), or no cooling at all.
 */
export const policy = (overrides: PolicyOverrides = {}): PolicyPort => {
  const accepted = checkedAccepted(overrides.accepted ?? usual)
  const coolings: Coolings = { ...defaultCoolings, factorChange: checkedCooling(overrides.coolingHours) }
  const usable = (all: readonly EvidenceRule[]) =>
    all.filter((rule) => rule.needs.every((type) => accepted.includes(type)))
  const rules = {
    reset: usable(rulesFor.reset),
    change: usable(rulesFor.change),
    unlock: usable(rulesFor.unlock),
  }
  return {
    hash: sha256(JSON.stringify({ rules, coolings, accepted })),
    coolings,
    suffices: (evidence, limits, purpose = 'reset') => sufficiency(missing(rules[purpose], evidence, limits)),
    next: (evidence, held, limits, purpose = 'reset') => next(rules[purpose], evidence, held, limits),
  }
}

const checkedAccepted = (accepted: readonly EvidenceType[]): readonly EvidenceType[] => {
  if (!accepted.includes('webauthn')) {
    throw new Fault(
      'ERR_CONFIG',
      'policy.accepted must contain "webauthn": it is offered to everyone, always',
    )
  }
  return evidenceTypes.filter((type) => accepted.includes(type))
}

const checkedCooling = (hours: number | undefined): number => {
  if (hours === undefined) return defaultCoolings.factorChange
  if (Number.isInteger(hours) && hours >= 1 && hours <= 720) return hours * hour
  throw new Fault('ERR_CONFIG', 'policy.coolingHours is a whole number of hours from 1 to 720')
}

/** An approver's word is about the person, not from them: `only` leaves it alone. */
const counting = (types: readonly EvidenceType[], { only }: Limits): readonly EvidenceType[] =>
  types.filter((type) => type === 'approval' || only === undefined || only.includes(type))

const missing = (
  rules: readonly EvidenceRule[],
  evidence: readonly EvidenceType[],
  limits: Limits,
): number => {
  const counted = counting(evidence, limits)
  return approvalsMissing(rules, counted, bandWith(limits, counted))
}

const sufficiency = (approvals: number): Sufficiency => {
  if (approvals === 0) return 'sufficient'
  if (approvals === 1) return 'with-approval'
  return approvals === 2 ? 'with-two-approvals' : 'insufficient'
}

/**
 * The types on a way to what all of `held` would reach, in the order of `evidenceTypes`, strongest first. Ways that ask
 * for more than another one does are left out.
 */
const next = (
  rules: readonly EvidenceRule[],
  evidence: readonly EvidenceType[],
  held: readonly EvidenceType[],
  limits: Limits,
): readonly EvidenceType[] => {
  const own = counting(held, limits).filter((type) => type !== 'approval' && !evidence.includes(type))
  const reach = missing(rules, [...evidence, ...own], limits)
  if (reach >= missing(rules, evidence, limits)) return []
  const ways = rules
    .flatMap((rule) => waysOf(rule, limits).map((way) => ({ rule, way: way.filter((t) => own.includes(t)) })))
    .filter(({ rule, way }) => missing([rule], [...evidence, ...way], limits) === reach)
    .map(({ way }) => way)
  const isLonger = (way: readonly EvidenceType[]): boolean =>
    ways.some((other) => other.length < way.length && other.every((type) => way.includes(type)))
  const shortest = ways.filter((way) => !isLonger(way))
  return evidenceTypes.filter((type) => shortest.some((way) => way.includes(type)))
}

/** What a rule needs, and the same with what would lower the band. */
const waysOf = ({ needs }: EvidenceRule, { eased }: Limits): readonly (readonly EvidenceType[])[] => [
  needs,
  ...(eased?.by ?? []).map((more) => [...new Set([...needs, ...more])]),
]
