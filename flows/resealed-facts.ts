import type { Factor, Reseal } from '../src/factors/port.ts'
import type { Facts } from './facts.ts'

/** The facts with `each` put in the place of every encrypted part of an enrolment that was begun. */
export const resealedFacts = (facts: Facts, factors: readonly Factor[], each: Reseal): Facts => {
  const { pending, person } = facts
  const kind = factors.find((factor) => factor.type === pending?.factor)
  const id = pending?.data['id']
  if (pending === undefined || person === undefined || kind?.resealed === undefined) return facts
  if (typeof id !== 'string') return facts
  const data = kind.resealed(pending.data, { person: person.id, factor: id }, each)
  return { ...facts, pending: { ...pending, data } }
}
