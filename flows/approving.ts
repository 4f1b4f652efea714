import type { Asked, Snapshot } from '../src/approval/port.ts'
import { bands, type Assessment, type Purpose } from '../src/policy/port.ts'
import { say, type Phrase } from '../src/story/card.ts'
import type { Here } from '../src/story/story.ts'
import type { ApprovalRequest, Shown } from './approval-facts.ts'
import { snapshotOf } from './approval-words.ts'
import { approvalsOf } from './approvals-of.ts'
import type { Facts } from './facts.ts'
import { personOf } from './steps/identify.ts'
import { evidenceOf, judgedOf, ofPaired } from './steps/prove-identity.ts'
import type { World } from './world.ts'

/** A yes is good for this long, and a request waits this long for one (ms). */
export const approvalLastsMs = 15 * 60_000

/** How many must approve this request beside the evidence that was given in the paired browser. */
export const approvalsNeeded = (facts: Facts, world: World, purpose: Purpose): 0 | 1 | 2 | undefined =>
  approvalsOf(world.policy.suffices(evidenceOf(ofPaired(facts)), judgedOf(facts), purpose))

/** The request as it is put to approvers now, with everything that a yes depends on. */
export const requested = (
  facts: Facts,
  world: World,
  here: Here,
  purpose: Purpose,
  needed: 1 | 2,
  { card, times }: Asked,
): ApprovalRequest => {
  const { id, account, displayName, phone } = personOf(facts)
  const { band, reasons, ...judged } = judgedOf(facts)
  const { paired } = facts.binding
  if (paired === undefined) throw new TypeError('asked for approval before a browser was paired')
  const country = countryOf(facts)
  const shown: Shown = {
    flow: here.id,
    person: { id, account, displayName },
    purpose,
    band,
    reasons,
    said: inWords({ band, reasons, ...judged }),
    evidence: evidenceOf(ofPaired(facts)).toSorted(),
    jkt: paired.jkt,
    browser: paired.context.browser,
    ...(country !== undefined && { country }),
    policy: world.policy.hash,
    ...(judged.rule !== undefined && { rule: judged.rule }),
    ...(phone !== undefined && { phone }),
    needed,
    askedAt: here.now,
    ...(times > 1 && { times }),
  }
  return { shown, digest: digestOf(shown, world), card, doors: [], given: [] }
}

const inWords = ({ reasons, said }: Assessment): readonly Phrase[] =>
  said ?? reasons.map((reason) => say(`risk.${reason}`))

const countryOf = ({ binding: { paired } }: Facts): string | undefined =>
  paired?.context.origin?.network?.country

/**
 * The digest H that approvers sign: over what is decided (who, which browser, for what, judged how, on which evidence, by which
 * policy) and over the very phrases they are shown, so that neither can be changed under a signature. A list of fixed order as
 * JSON, so that no two requests give one text.
 */
export const digestOf = (shown: Shown, { approvals }: Pick<World, 'approvals'>): string => {
  const { flow, person, purpose, band, reasons, evidence, jkt, browser, policy, needed, askedAt } = shown
  const { title, lines } = snapshotOf(shown)
  const decided = [flow, person.id, jkt, purpose, band, reasons, evidence]
  const where = [browser, shown.country ?? null, policy, shown.rule ?? null, needed, askedAt]
  const words = [title, ...lines].map((phrase) => [phrase.id, slotsOf(phrase)])
  return approvals.digest(JSON.stringify(['latchkey/approval/v1', ...decided, ...where, words]))
}

const slotsOf = (phrase: Phrase): readonly (readonly [string, string])[] =>
  Object.entries(phrase.with ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** What the approver's page shows, with the digest that is signed. */
export const snapshot = ({ shown, digest }: ApprovalRequest): Snapshot => ({ ...snapshotOf(shown), digest })

/** Why what was asked is not what there is to decide any more; another network, or one more reason in the same band, is no such thing. */
export type Void =
  | 'tampered'
  | 'other-person'
  | 'other-browser'
  | 'other-country'
  | 'higher-band'
  | 'other-policy'
  | 'less-evidence'
  | 'more-approvals'
  | 'expired'
  | 'approver'

/** Whether what was asked still stands, by the record alone; undefined = it does. */
export const voided = (
  facts: Facts,
  world: World,
  here: Here,
  purpose: Purpose,
  { shown, digest, given }: ApprovalRequest,
): Void | undefined => {
  const { paired } = facts.binding
  const proved = evidenceOf(ofPaired(facts))
  if (digestOf(shown, world) !== digest || given.some((one) => one.digest !== digest)) return 'tampered'
  if (shown.flow !== here.id || shown.person.id !== personOf(facts).id || shown.purpose !== purpose)
    return 'other-person'
  if (shown.jkt !== paired?.jkt) return 'other-browser'
  if (shown.country !== countryOf(facts)) return 'other-country'
  if (bands.indexOf(judgedOf(facts).band) > bands.indexOf(shown.band)) return 'higher-band'
  if (shown.policy !== world.policy.hash) return 'other-policy'
  if (!shown.evidence.every((type) => proved.includes(type))) return 'less-evidence'
  if ((approvalsNeeded(facts, world, purpose) ?? Infinity) > shown.needed) return 'more-approvals'
  const completed = given.length < shown.needed ? here.now : Math.max(...given.map(({ at }) => at))
  return here.now - completed > approvalLastsMs ? 'expired' : undefined
}
