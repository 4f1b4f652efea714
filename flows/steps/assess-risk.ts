import { startsExceeded } from '../../src/enrolment/port.ts'
import type { FactorType } from '../../src/factors/port.ts'
import type { Assessment, EvidenceType, Purpose } from '../../src/policy/port.ts'
import type { RiskRequest } from '../../src/risk/port.ts'
import { say } from '../../src/story/card.ts'
import { end, learn, sameActor, type Conclusion, type Here, type WorkStep } from '../../src/story/story.ts'
import { alertHourly } from '../alerts.ts'
import type { Facts } from '../facts.ts'
import { graver } from '../graver.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** Judged once a browser is paired, never before: what the browser is, belongs to the judgement. */
export const assessRiskFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'assess-risk',
  settled: (facts) => facts.assessment !== undefined,
  async work(facts, world, here) {
    const assessment = await assess(facts, world, here, purpose)
    return concluded(facts, world, here, assessment, { assessment }, purpose)
  },
})

export const assessRisk = assessRiskFor('reset')

/** Judged again after the proof, on what changed meanwhile. It may only add. */
export const reassessFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'reassess',
  settled: (facts) => facts.reassessed !== undefined,
  async work(facts, world, here) {
    const now = await assess(facts, world, here, purpose)
    const reassessed = graver(facts.assessment ?? now, now)
    return concluded(facts, world, here, reassessed, { reassessed }, purpose)
  },
})

export const reassess = reassessFor('reset')

const concluded = (
  facts: Facts,
  world: World,
  here: Here,
  assessment: Assessment,
  learned: Partial<Facts>,
  purpose: Purpose,
): Conclusion<Facts> => {
  const { band, reasons, score, model, said = reasons.map((reason) => say(`risk.${reason}`)) } = assessment
  const event = {
    event: 'risk.assessed' as const,
    detail: {
      band,
      purpose,
      reasons: [...reasons],
      policy: world.policy.hash,
      ...(model !== undefined && { model }),
      ...(score !== undefined && { score }),
    },
  }
  const best = world.policy.suffices(heldEvidence(facts, world), assessment, purpose)
  if (band !== 'deny' && best === 'sufficient') return learn(learned, { events: [event] })
  const told = personOf(facts).mail === undefined ? [...said, say('risk.one-address')] : said
  const outcome = band === 'deny' ? 'refused' : waitsFor(assessment) ? 'too-soon' : 'needs-approval'
  return end(outcome, {
    facts: learned,
    events: [event],
    tells: [alertHourly(here, facts, refusedAlerts[purpose], {}, told)],
  })
}

const refusedAlerts = {
  reset: 'alert.refused',
  change: 'alert.change-refused',
  unlock: 'alert.unlock-refused',
} as const

/** Whether time alone opens the way again: then the person is told when. */
const waitsFor = ({ easesAt }: Assessment): boolean => easesAt !== undefined

export const heldEvidence = (facts: Facts, { factors }: World): readonly EvidenceType[] =>
  factors.filter((f) => holds(facts, f.type)).map((f) => f.evidence)

export const holds = ({ factors }: Facts, type: FactorType): boolean => factors.some((f) => f.type === type)

const assess = async (facts: Facts, world: World, here: Here, purpose: Purpose): Promise<Assessment> => {
  const person = personOf(facts)
  const [{ value: enrolment }, status] = [
    await world.enrolments.of(person.id),
    await world.people.status(person.id),
  ]
  const linkedAt = enrolment.bindings.find((b) => sameActor(b.actor, facts.actor))?.at
  const profileChangedAt = latest(linkedAt, facts.profile.changedAt)
  const request: RiskRequest = {
    person: person.id,
    flow: here.id,
    now: here.now,
    purpose,
    coolings: world.policy.coolings,
    evidence: facts.proofs.map((proof) => proof.evidence),
    privileged: status === undefined || status.protected !== undefined,
    secondBrowser: facts.binding.second,
    startsExceeded: startsExceeded(enrolment, here.now),
    ...(enrolment.factorsChangedAt !== undefined && { factorsChangedAt: enrolment.factorsChangedAt }),
    ...(enrolment.lastResetAt !== undefined && { lastResetAt: enrolment.lastResetAt }),
    ...(profileChangedAt !== undefined && { profileChangedAt }),
  }
  return oneAddress(facts, await world.risk.assess(request))
}

/** With chat as the only address a stolen chat session would hear of its own theft: only WebAuthn passes. */
const oneAddress = (facts: Facts, assessment: Assessment): Assessment =>
  personOf(facts).mail === undefined ? { ...assessment, only: ['webauthn'] } : assessment

const latest = (...times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((t) => t !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
