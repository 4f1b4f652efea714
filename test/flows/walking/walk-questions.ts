import type { QuestionsPort, QuestionSet } from '../../../src/factors/port.ts'
import { askedSets, markedFailed } from '../../../src/factors/activity-questions/asked.ts'
import type { RiskPort } from '../../../src/risk/port.ts'
import { scored } from '../../support/known-sign-ins.ts'
import { must } from './must.ts'
import type { WalkStore } from './walk-store.ts'
import type { Edge } from './walk.ts'

const set = (askedAt: number): QuestionSet => ({
  id: 's1',
  askedAt,
  questions: [
    { kind: 'app', options: ['Payroll', 'Wiki'], right: 'digest-0' },
    { kind: 'site', options: ['Harbour', 'Tower'], right: 'digest-1' },
  ],
  facts: ['fact-0', 'fact-1'],
})

/** Questions without chance: two of two options, the first of which is true. */
export const walkQuestions = (store: WalkStore): QuestionsPort => ({
  async draw(person, now) {
    const asked = askedSets(store)
    const kept = await asked.of(person)
    const sets = [...kept.value.sets, { at: now, facts: [] }]
    return { set: set(now), counted: asked.keep(kept, { ...kept.value, sets }) }
  },
  async failed(person) {
    const asked = askedSets(store)
    return markedFailed(asked, await asked.of(person))
  },
  mark: (_set, number, chosen) => `${number}:${chosen ?? 'unknown'}`,
  judge(_set, marks) {
    const right = marks.filter((one) => one.endsWith(':0')).length
    const wrong = marks.filter((one) => one.endsWith(':1')).length
    const unknown = 2 - right - wrong
    return { change: right === 2 ? -2 : wrong > 0 ? 3 : 0, right, wrong, unknown }
  },
})

/** A request that looks unlike its person: answered well it goes on, not answered it needs an approver, answered badly it ends. */
export const walkRisk: RiskPort = {
  assess: async (request) => await scored((request.answers ?? 0) > 0 ? 7 : 5).assess(request),
}

/** Asked once, after a proof in the paired browser; answered forwards; and what came of it stays. */
export const watchQuestions = ({ from, to }: Edge): void => {
  const [before, after] = [from.record.facts.questions, to.record.facts.questions]
  const { path } = to
  if (after?.set !== undefined) {
    const { provedAt, proofs, binding } = to.record.facts
    // What was proved may have grown old; that something was proved here does not.
    const here = proofs.some(({ jkt }) => jkt !== undefined && jkt === binding.paired?.jkt)
    must(here && (before !== undefined || provedAt !== undefined), 'asked without a proof', path)
    must(to.record.facts.reassessed === undefined, 'asked when it was judged', path)
  }
  if (before === undefined) return
  must(after !== undefined, 'a set of questions was forgotten', path)
  if (before.set === undefined)
    must(JSON.stringify(before) === JSON.stringify(after), 'asked a second time', path)
  else if (after?.set === undefined) must(after?.change !== undefined, 'left without an end', path)
  else {
    must(JSON.stringify(before.set) === JSON.stringify(after.set), 'other questions than before', path)
    const kept = before.marks?.every((mark, n) => after.marks?.[n] === mark)
    must(kept === true, 'an answer was changed', path)
  }
}
