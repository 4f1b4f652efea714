import { knowsBrowser, nextStartAt, startsExceeded } from '../../src/enrolment/port.ts'
import type { FactorType } from '../../src/factors/port.ts'
import type { Assessment, EvidenceType, Purpose, Sufficiency } from '../../src/policy/port.ts'
import { answered, type RiskRequest } from '../../src/risk/port.ts'
import { say } from '../../src/story/card.ts'
import { end, learn, sameActor, type Conclusion, type Here, type WorkStep } from '../../src/story/story.ts'
import { alert } from '../alerts.ts'
import { approvalsOf } from '../approvals-of.ts'
import type { Facts } from '../facts.ts'
import { graver } from '../graver.ts'
import { assessed, refusedAs, ruledIn, type Judgement } from '../pinned.ts'
import { rulingFor, undecidedAlert } from '../ruling.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** Judged once a browser is paired, never before: what the browser is, belongs to the judgement. */
export const assessRiskFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'assess-risk',
  settled: (facts) => facts.assessment !== undefined,
  async work(facts, world, here) {
    const judged = await assess(facts, world, here, purpose)
    return await concluded(facts, world, here, judged, { assessment: judged.assessment }, purpose)
  },
})

export const assessRisk = assessRiskFor('reset')

/**
 * Judged again after the proof, on what changed meanwhile. It may only add: answers to questions change the score, and are counted
 * into both judgements, so that nothing but them makes anything lighter.
 */
export const reassessFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'reassess',
  settled: (facts) => facts.reassessed !== undefined,
  async work(facts, world, here) {
    const { change } = facts.questions ?? {}
    const now = await assess(facts, world, here, purpose, change)
    const before = answered(facts.assessment ?? now.assessment, change ?? 0)
    const reassessed = graver(before, now.assessment)
    const judged = { ...now, assessment: reassessed }
    return await concluded(facts, world, here, judged, { reassessed }, purpose)
  },
})

export const reassess = reassessFor('reset')

const concluded = async (
  facts: Facts,
  world: World,
  here: Here,
  judged: Judgement,
  learned: Partial<Facts>,
  purpose: Purpose,
): Promise<Conclusion<Facts>> => {
  const { assessment, startsAgainAt } = judged
  const { reasons, said = reasons.map((reason) => say(`risk.${reason}`)) } = assessment
  const held = heldEvidence(facts, world)
  const best = world.policy.suffices(held, assessment, purpose)
  const hidden = reasons.includes('rule-undecided') ? [undecidedAlert(here, facts)] : []
  const given = [...new Set(facts.proofs.map(({ evidence }) => evidence))]
  const event = assessed(judged, personOf(facts).id, purpose, { held, given }, best)
  if (await isReachable(best, facts, world)) return learn(learned, { events: [event], tells: hidden })
  const told = personOf(facts).mail === undefined ? [...said, say('risk.one-address')] : said
  return end(outcomeOf(judged, facts), {
    facts: { ...learned, ...ruledIn(assessment), ...(startsAgainAt !== undefined && { startsAgainAt }) },
    events: [event],
    tells: [...hidden, alert(here, facts, refusedAlerts[purpose], {}, told)],
  })
}

/** Whether there is a way on from here: by what the person holds, with as many approvers as it takes. */
const isReachable = async (best: Sufficiency, facts: Facts, { approvals }: World): Promise<boolean> => {
  const needed = approvalsOf(best)
  if (needed === undefined || needed === 0) return needed === 0
  return (await approvals.rights.approversFor(personOf(facts).id)) >= needed
}

export const refusedAlerts = {
  reset: 'alert.refused',
  change: 'alert.change-refused',
  unlock: 'alert.unlock-refused',
} as const

/** How it ends where there is no way on. Whoever only began too often, and has no passkey, is told when the next start is heard. */
const outcomeOf = ({ assessment, startsAgainAt }: Judgement, facts: Facts) => {
  if (assessment.band === 'deny') return refusedAs(assessment)
  if (waitsFor(assessment)) return 'too-soon'
  return startsAgainAt !== undefined && !holds(facts, 'webauthn') ? 'too-many' : 'needs-approval'
}

/** Whether time alone opens the way again: then the person is told when. */
const waitsFor = ({ easesAt }: Assessment): boolean => easesAt !== undefined

export const heldEvidence = (facts: Facts, { factors }: World): readonly EvidenceType[] =>
  factors.filter((f) => holds(facts, f.type)).map((f) => f.evidence)

export const holds = ({ factors }: Facts, type: FactorType): boolean => factors.some((f) => f.type === type)

const assess = async (
  facts: Facts,
  world: World,
  here: Here,
  purpose: Purpose,
  answers?: number,
): Promise<Judgement> => {
  const person = personOf(facts)
  const [{ value: enrolment }, status] = [
    await world.enrolments.of(person.id),
    await world.people.status(person.id),
  ]
  const linkedAt = enrolment.bindings.find((b) => sameActor(b.actor, facts.actor))?.at
  // Somebody who is gone is of no group that could be read.
  const ruling = rulingFor(world, status ?? { person }, here.now, heldEvidence(facts, world))
  const profileChangedAt = latest(linkedAt, facts.profile.changedAt)
  const { origin } = facts.binding.paired?.context ?? {}
  const request: RiskRequest = {
    person: person.id,
    chat: facts.actor.platform,
    tenant: facts.actor.tenant,
    flow: here.id,
    now: here.now,
    purpose,
    coolings: { ...world.policy.coolings, factorChange: ruling.coolingMs },
    evidence: facts.proofs.map((proof) => proof.evidence),
    ...(origin && { origin, knownDevice: knowsBrowser(enrolment, origin.device, here.now) }),
    ...(status?.signedInAt !== undefined && { signedInAt: status.signedInAt }),
    privileged: status === undefined || status.protected !== undefined,
    secondBrowser: facts.binding.second,
    startsExceeded: startsExceeded(enrolment, here.now, ruling.limits),
    ...(enrolment.factorsChangedAt !== undefined && { factorsChangedAt: enrolment.factorsChangedAt }),
    ...(enrolment.lastResetAt !== undefined && { lastResetAt: enrolment.lastResetAt }),
    ...(profileChangedAt !== undefined && { profileChangedAt }),
    ...(answers !== undefined && { answers }),
  }
  const risk = await world.risk.assess(request)
  const assessment = oneAddress(facts, world.policy.under(risk, ruling))
  const judged = { assessment, signals: request, before: risk }
  if (!request.startsExceeded) return judged
  return { ...judged, startsAgainAt: nextStartAt(enrolment, here.now, ruling.limits) }
}

/** With chat as the only address a stolen chat session would hear of its own theft: only WebAuthn passes. */
const oneAddress = (facts: Facts, assessment: Assessment): Assessment =>
  personOf(facts).mail === undefined ? { ...assessment, only: ['webauthn'] } : assessment

const latest = (...times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((t) => t !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
