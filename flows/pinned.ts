import type { Assessment, EvidenceType, Pinned, Purpose, Signals, Sufficiency } from '../src/policy/port.ts'
import type { AuditEvent } from '../src/story/event.ts'
import type { Facts } from './facts.ts'

/**
 * What two judgements of one conversation are pinned to: what either asked for, and only what both loosened. Stops whoever
 * waits for, or brings about, a laxer policy while their conversation is open.
 */
export const bothPinned = (a: Assessment, b: Assessment): Pinned => {
  const demands = [...(a.demands ?? []), ...(b.demands ?? [])]
  const all = [...new Map(demands.map((one) => [JSON.stringify(one), one])).values()]
  const loosened = (b.loosened ?? []).filter((name) => a.loosened?.includes(name) === true)
  const { rule, policy } = b
  const words = b.words ?? a.words
  return {
    ...(rule !== undefined && { rule }),
    ...(policy !== undefined && { policy }),
    ...(words !== undefined && { words }),
    ...((a.noQuestions ?? b.noQuestions) && { noQuestions: true }),
    ...(all.length > 0 && { demands: all }),
    ...((a.loosened ?? b.loosened) && { loosened }),
  }
}

/** How a conversation ends that was judged a no. */
export const refusedAs = ({ reasons, easesAt }: Assessment): 'by-policy' | 'closed' | 'refused' => {
  if (reasons.includes('rule-refuses')) return 'by-policy'
  // Only where waiting helps against all that stands.
  return reasons.includes('outside-hours') && easesAt !== undefined ? 'closed' : 'refused'
}

/** What the last card tells of the rule that refused. */
export const ruledIn = ({ words, easesAt }: Assessment): Pick<Facts, 'ruled'> => ({
  ruled: { ...(words !== undefined && { words }), ...(easesAt !== undefined && { opensAt: easesAt }) },
})

/** A judgement and what it was made from. */
export interface Judgement {
  readonly assessment: Assessment
  readonly signals: Signals
  /** As it was before the rule that holds. */
  readonly before: Assessment
  /** When another start would not be one too many; absent = this one is not. */
  readonly startsAgainAt?: number
}

/**
 * The judgement as the trail keeps it: all that it takes to make it again under another policy, of times and kinds only: no
 * address, no label, nothing that was typed.
 */
export const assessed = (
  { assessment, signals, before }: Judgement,
  person: string,
  purpose: Purpose,
  evidence: { readonly held: readonly EvidenceType[]; readonly given: readonly EvidenceType[] },
  best: Sufficiency,
): AuditEvent => {
  const { band, reasons, only, rule, policy, model, score } = assessment
  const { privileged, secondBrowser, startsExceeded, factorsChangedAt, lastResetAt, profileChangedAt } =
    signals
  const times = { factorsChangedAt, lastResetAt, profileChangedAt }
  const known = Object.entries(times).flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as const]))
  return {
    event: 'risk.assessed',
    detail: {
      band,
      purpose,
      reasons: [...reasons],
      policy: policy ?? null,
      ...(model !== undefined && { model }),
      ...(score !== undefined && { score }),
      person,
      rule: rule ?? null,
      before: before.band,
      ...(before.eased && {
        eased: before.eased.band,
        easedBy: before.eased.by.map((set) => set.join('+')),
      }),
      best,
      held: [...evidence.held],
      given: [...evidence.given],
      ...(only && { only: [...only] }),
      privileged,
      secondBrowser,
      startsExceeded,
      ...Object.fromEntries(known),
    },
  }
}
