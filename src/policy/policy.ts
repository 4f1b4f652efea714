import { hour } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import { Fault } from '../story/errors.ts'
import { demanding } from './demands.ts'
import { approvalsMissing, rulesFor, totpAlone, type EvidenceRule } from './evidence.ts'
import { defaultCoolings } from './coolings.ts'
import { bandWith } from './eased.ts'
import { OpeningHours } from './opening-hours.ts'
import {
  evidenceTypes,
  type Coolings,
  type EvidenceType,
  type Limits,
  type Loosening,
  type PolicyPort,
  type PolicyRule,
  type Purpose,
  type StartLimits,
  type Sufficiency,
} from './port.ts'
import { candidates, groupsOf, rulingOf, type Shipped } from './rules.ts'
import { under } from './under.ts'

/** What an operator may set. */
export interface PolicyOverrides {
  /** Hours of cooling after a change of authenticators, 1 to 720; 72 unless set. */
  readonly coolingHours?: number
  /** Evidence that counts here; all but `totp-in-chat` unless set. WebAuthn cannot be left out. */
  readonly accepted?: readonly EvidenceType[]
  /** In their order: the first that holds is the one. The shipped policy stands last. */
  readonly rules?: readonly PolicyRule[]
  /** Who may approve where a rule names nobody. */
  readonly approvers?: readonly string[]
  readonly loosenings?: readonly Loosening[]
  /** IANA name: whose wall clock opening hours go by; UTC unless set. */
  readonly timeZone?: string
  /** What else an operator decides that the hash must change with. */
  readonly besides?: readonly unknown[]
}

/** What chat is told counts only where an operator says so. */
const usual = evidenceTypes.filter((type) => type !== 'totp-in-chat')

/** Starts of one person (threat model, ruling 11). */
const usualLimits: StartLimits = { perHour: 6, perDay: 15 }

/**
 * The policy in force. Throws `Fault` ERR_CONFIG for overrides that would make a reset weaker than a login: WebAuthn
 * left out (SP 800-63B-4 2.2.2 requires a phishing-resistant way for everyone), or no cooling at all.
 */
export const policy = (overrides: PolicyOverrides = {}): PolicyPort => {
  const { rules = [], approvers = [], loosenings = [], timeZone = 'UTC' } = overrides
  const accepted = checkedAccepted(overrides.accepted ?? usual)
  const coolings: Coolings = { ...defaultCoolings, factorChange: checkedCooling(overrides.coolingHours) }
  const tables = tablesOf(accepted)
  const loosened = loosenings.filter((name) => name === 'totp-alone-in-allow')
  const shipped: Shipped = { coolingMs: coolings.factorChange, limits: usualLimits, approvers, loosened }
  const clockwork = new OpeningHours(timeZone)
  const ruled = rules.length + approvers.length + loosened.length > 0
  const own = ruled ? { ruled: rules, approvers, loosened, timeZone } : {}
  const judged = sha256(JSON.stringify({ rules: tables, coolings, accepted, ...own }))
  const hash = overrides.besides ? sha256(JSON.stringify([judged, ...overrides.besides])) : judged
  const table = ({ loosened: theirs }: Limits, purpose: Purpose): readonly EvidenceRule[] =>
    purpose === 'reset' && loosened.some((name) => theirs?.includes(name) === true)
      ? [...tables.reset, totpAlone]
      : tables[purpose]
  return {
    hash,
    loosenings,
    groups: groupsOf(rules, approvers),
    coolings,
    ruling(subject, now) {
      const passkey = subject.holds === undefined || subject.holds.some((type) => type.startsWith('webauthn'))
      const forThem = passkey ? { ...shipped, loosened: [] } : shipped
      return rulingOf(candidates(rules, subject), now, hash, forThem, clockwork)
    },
    under,
    outdated: (assessment) =>
      assessment.policy === undefined ? rules.length > 0 : assessment.policy !== hash,
    suffices: (evidence, limits, purpose = 'reset') =>
      sufficiency(missing(table(limits, purpose), evidence, limits)),
    next: (evidence, held, limits, purpose = 'reset') => next(table(limits, purpose), evidence, held, limits),
  }
}

const tablesOf = (accepted: readonly EvidenceType[]): Readonly<Record<Purpose, readonly EvidenceRule[]>> => {
  const usable = (all: readonly EvidenceRule[]) =>
    all.filter((rule) => rule.needs.every((type) => accepted.includes(type)))
  return { reset: usable(rulesFor.reset), change: usable(rulesFor.change), unlock: usable(rulesFor.unlock) }
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
  const band = bandWith(limits, counted)
  return approvalsMissing(demanding(rules, limits, band), counted, band)
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

/** What a rule needs, the same with what would lower the band, and in that band what an operator's rule demands. */
const waysOf = (rule: EvidenceRule, limits: Limits): readonly (readonly EvidenceType[])[] =>
  [[], ...(limits.eased?.by ?? [])].flatMap((more) => {
    const needs = [...new Set([...rule.needs, ...more])]
    return demanding([{ ...rule, needs }], limits, bandWith(limits, needs)).map((way) => way.needs)
  })
