import { leaveToTry, noteFailure, noteSuccess, type Enrolment, type Kept } from '../src/enrolment/port.ts'
import type { Ceremony, EnrolledFactor, Factor, FactorRefusal, Proved } from '../src/factors/port.ts'
import { say, type Phrase } from '../src/story/card.ts'
import { again, learn, show, type Answer, type Here, type Turn } from '../src/story/story.ts'
import type { Facts, Proof } from './facts.ts'
import { personOf } from './steps/identify.ts'
import type { World } from './world.ts'

/** What a ceremony in this flow is bound to. */
export const ceremony = (facts: Facts, answer: Answer, { handle }: Enrolment, here: Here): Ceremony => ({
  flow: here.id,
  ver: here.ver,
  jkt: answer.browser?.jkt ?? '',
  now: here.now,
  person: { ...personOf(facts), handle },
})

/**
 * The proofs of factors that are held to this day. What its owner removed meanwhile, or replaced like a set of recovery
 * codes, say because it was stolen, has proved nothing; another one of the same kind makes no difference.
 */
export const stillHeld = (
  proofs: readonly Proof[],
  held: readonly EnrolledFactor[],
  removedHere: readonly string[] = [],
): readonly Proof[] =>
  proofs.filter((p) => removedHere.includes(p.id) || held.some((f) => f.id === p.id && f.addedAt <= p.at))

/** Whether this flow still offers the factor: a factor's tries close that factor and no other (nobody can be griefed). */
export const open = (factor: Factor, here: Here): boolean =>
  factor.tries === undefined || (here.tries[factor.type] ?? 0) < factor.tries.perFlow

/**
 * Hears the answer to a factor's ask, or hands out its challenge. Verdict, counters, the factor as it must be kept and the
 * fact are one write; `proved` says what the flow learns.
 */
export const proveFactor = async (
  facts: Facts,
  answer: Answer,
  world: World,
  here: Here,
  offered: readonly Factor[],
  proved: (proof: Proof) => Partial<Facts>,
): Promise<Turn<Facts>> => {
  const factor = offered.find((f) => namesOf(f, answer).includes(answer.name))
  if (factor === undefined) return again([say('prove.pardon')])
  const kept = await world.enrolments.of(personOf(facts).id)
  const held = kept.value.factors.filter((f) => f.type === factor.type)
  const bound = ceremony(facts, answer, kept.value, here)
  if (answer.name !== namesOf(factor, answer)[0]) return show((await factor.challenge?.(held, bound)) ?? {})
  const closed = shut(factor, kept.value, here)
  if (closed !== undefined) return again([closed])
  const verdict = await factor.prove(held, answer.value, bound)
  if (verdict.kind === 'refused') return missed(factor, verdict.reason, kept, world, here)
  const enrolment = noteSuccess(
    {
      ...kept.value,
      factors: kept.value.factors.map((f) => (f.id === verdict.factor.id ? verdict.factor : f)),
    },
    factor.type,
  )
  const proof = proofOf(factor, verdict, answer, here)
  return learn(proved(proof), {
    note: [say('prove.accepted')],
    events: [{ event: 'factor.accepted', detail: { factor: factor.type, evidence: proof.evidence } }],
    writes: [world.enrolments.keep(kept, enrolment)],
    ...(verdict.reveal !== undefined && { reveal: verdict.reveal }),
  })
}

/** What answers this factor's ask where this answer comes from; the first name proves, the second asks for a challenge. */
const namesOf = ({ proves, inChat }: Factor, { from }: Answer): readonly string[] => {
  if (from === 'person') return inChat === undefined ? [] : [inChat.ask.name]
  return proves.kind === 'link' ? [] : [proves.name, `${proves.name}-options`]
}

/** What came from chat is lesser evidence and carries no key: it can never stand in for a browser's (P1). */
const proofOf = (
  { type, inChat }: Factor,
  { evidence, factor: { id } }: Extract<Proved, { kind: 'accepted' }>,
  { from, browser }: Answer,
  { now }: Here,
): Proof =>
  from === 'person'
    ? { evidence: inChat?.evidence ?? evidence, factor: type, id, at: now }
    : { evidence, factor: type, id, jkt: browser?.jkt ?? '', at: now }

const shut = (factor: Factor, enrolment: Enrolment, here: Here): Phrase | undefined => {
  if (!open(factor, here)) return say('prove.closed-in-flow')
  if (factor.tries === undefined) return undefined
  const leave = leaveToTry(enrolment, factor.type, factor.tries.perHour, here.now)
  if (leave.kind === 'disabled') return say('prove.disabled')
  return leave.kind === 'wait' ? say('prove.closed-until', { at: `@${leave.until}` }) : undefined
}

const missed = (
  factor: Factor,
  reason: FactorRefusal,
  kept: Kept<Enrolment>,
  world: World,
  here: Here,
): Turn<Facts> => {
  const events = [{ event: 'factor.refused' as const, detail: { factor: factor.type, reason } }]
  const note = [say(`prove.refused.${reason}`)]
  // What was not even a code is no guess; everything else is counted, in this flow and for this person.
  if (factor.tries === undefined || reason === 'malformed') return again(note, { events })
  const writes = [world.enrolments.keep(kept, noteFailure(kept.value, factor.type, here.now))]
  return again(note, { counts: factor.type, events, writes })
}
