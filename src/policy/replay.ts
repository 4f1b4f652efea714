import { bands, type Band, type EvidenceType, type Limits, type PolicyPort, type Purpose } from './port.ts'
import type { Ruling, Subject } from './rule.ts'
import type { Assessment, Reason, Sufficiency } from './port.ts'

/** One judgement as the audit trail has it: what it takes to make it again under another policy. */
export interface Recorded {
  readonly at: number
  readonly flow: string
  readonly person: string
  readonly purpose: Purpose
  /** The band before any rule, and what strong evidence would have made of it. */
  readonly band: Band
  readonly eased?: Assessment['eased']
  readonly reasons: readonly Reason[]
  readonly only?: readonly EvidenceType[]
  /** What their sign-in methods could prove, and what was proved by then. */
  readonly held: readonly EvidenceType[]
  readonly given: readonly EvidenceType[]
  readonly factorsChangedAt?: number
  /** The band of its score alone; absent = there was none. */
  readonly scores?: Band
  /** What came of it, with all that was held. */
  readonly best: Sufficiency
  readonly rule?: string
}

/** How somebody fares: what is still needed with all that they hold, and by which rule. */
export interface Fare {
  readonly ruling: Ruling
  readonly band: Band
  readonly reasons: readonly Reason[]
  readonly best: Sufficiency
  /** What they gave then would no longer do; they would be asked for these instead. */
  readonly instead: readonly EvidenceType[]
}

const fromRules: readonly Reason[] = ['rule-refuses', 'outside-hours', 'rule-undecided']

/** The band of each floor that is always the same one; of the others the recorded band is not left. */
const bandOfFloor: Partial<Readonly<Record<Reason, Band>>> = {
  'unknown-device': 'step-up',
  'profile-change': 'step-up',
  'second-browser': 'step-up',
  'too-many-starts': 'allow',
  unusual: 'allow',
}

/** What would have come of it under `policy`, for the person as the directory shows them today, at the time it was. */
export const replay = (recorded: Recorded, policy: PolicyPort, subject: Subject): Fare => {
  const ruling = policy.ruling({ ...subject, holds: recorded.held }, recorded.at)
  const { only } = recorded
  const judged = policy.under({ ...rested(recorded, ruling.coolingMs), ...(only && { only }) }, ruling)
  const { held, given, purpose } = recorded
  const best = policy.suffices(held, judged, purpose)
  return {
    ruling,
    band: judged.band,
    reasons: judged.reasons,
    best,
    instead: insteadOf(policy, recorded, judged),
  }

  function insteadOf(under: PolicyPort, { best: before }: Recorded, limits: Limits): readonly EvidenceType[] {
    const was = before === 'sufficient' && best === 'sufficient' && given.length > 0
    return was && under.suffices(given, limits, purpose) !== 'sufficient'
      ? under.next(given, held, limits, purpose)
      : []
  }
}

/** The judgement with the rest after a change of sign-in methods (F3) as the policy has it. */
const rested = (
  { at, band, eased, reasons, factorsChangedAt, scores }: Recorded,
  coolingMs: number,
): Assessment => {
  const others = reasons.filter((one) => one !== 'recent-factor-change' && !fromRules.includes(one))
  const plain = { band, reasons: others, ...(eased && { eased }) }
  const rests = factorsChangedAt !== undefined && at - factorsChangedAt < coolingMs
  if (rests) {
    const atLeast = eased && higher(eased.band, 'approval')
    return {
      band: higher(band, 'approval'),
      reasons: [...others, 'recent-factor-change'],
      ...(eased && atLeast === 'approval' && band === 'deny' && { eased: { ...eased, band: atLeast } }),
    }
  }
  if (!reasons.includes('recent-factor-change')) return plain
  const left = others.map((reason) => bandOfFloor[reason] ?? band)
  return { ...plain, band: [...left, scores ?? 'allow'].reduce(higher, 'allow') }
}

const higher = (a: Band, b: Band): Band => (bands.indexOf(a) >= bands.indexOf(b) ? a : b)
