import type { Assessment, Purpose } from '../../src/policy/port.ts'
import { answeredBest } from '../../src/risk/port.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import { approvalsOf } from '../approvals-of.ts'
import type { Facts } from '../facts.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'
import { evidenceOf, ofPaired } from './prove-identity.ts'

/**
 * Whether to ask about recent sign-ins, and what. Nobody is asked who has proved nothing in the paired browser (stops a thief of
 * the chat from learning what its owner uses), whom no answer could help, or in whose case something else than the score
 * decides. The set is counted in the very write that makes it askable.
 */
export const composeQuestionsFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'compose-questions',
  settled: ({ questions, reassessed }) => questions !== undefined || reassessed !== undefined,
  async work(facts, world, here) {
    const person = personOf(facts).id
    const drawn = couldHelp(facts, world, purpose) && (await world.questions?.draw(person, here.now))
    if (!drawn) return learn<Facts>({ questions: { at: here.now } })
    const { set, counted } = drawn
    const kinds = set.questions.map(({ kind }) => kind)
    return learn<Facts>(
      { questions: { at: here.now, set, marks: [] } },
      { events: [{ event: 'questions.asked', detail: { person, kinds } }], writes: [counted] },
    )
  },
})

/** Whether the best answers would spare this person approvers, with what they have proved. */
const couldHelp = (facts: Facts, world: World, purpose: Purpose): boolean => {
  const { assessment, provedAt } = facts
  if (assessment === undefined || provedAt === undefined || assessment.noQuestions === true) return false
  const proofs = ofPaired(facts)
  if (!proofs.some(({ jkt }) => jkt !== undefined)) return false
  const given = evidenceOf(proofs)
  const needs = (judged: Assessment): number =>
    approvalsOf(world.policy.suffices(given, judged, purpose)) ?? Infinity
  return needs(answeredBest(assessment)) < needs(assessment)
}
