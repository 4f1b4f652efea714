import type { Reason } from '../policy/port.ts'
import { say, type Phrase } from '../story/card.ts'
import type { PhraseId } from '../words/en.ts'
import type { Judged } from './floors/floor.ts'
import type { Scored } from './scored.ts'

/** How many more terms of the score are told: those that weigh most. */
const mostTold = 3

/** What says the same as a floor, with names and numbers: then that is said in its place. */
const closer: Readonly<Partial<Record<Reason, readonly PhraseId[]>>> = {
  'new-country': ['risk.country.new', 'risk.country.unheard', 'risk.country.unknown'],
  'impossible-travel': ['risk.travel.minutes', 'risk.travel.hours'],
  anonymiser: ['risk.hidden.yes', 'risk.hidden.usual'],
  'unknown-device': ['risk.key.unknown'],
  'crowded-address': ['risk.near'],
}

/**
 * Why a request was judged as it was, for approvers and the helpdesk: each floor in its words, then what else weighs most in
 * the score, for or against, and how many others came from there. Nothing is said twice.
 */
export const reasonsInWords = (
  { request: { peopleNear }, scored }: Judged,
  reasons: readonly Reason[],
): readonly Phrase[] => {
  const terms = heaviest(scored)
  const near = peopleNear === undefined || peopleNear < 1 ? [] : [around(peopleNear)]
  const floors = reasons.map(
    (reason) => [...terms, ...near].find(({ id }) => closer[reason]?.includes(id)) ?? say(`risk.${reason}`),
  )
  const rest = terms.filter((term) => !floors.includes(term)).slice(0, mostTold)
  return [...new Set([...floors, ...rest, ...near])]
}

const around = (people: number): Phrase => say('risk.near', { people: `${people - 1}` })

const heaviest = (scored: Scored | undefined): readonly Phrase[] =>
  (scored?.terms ?? [])
    .toSorted((a, b) => Math.abs(b.adds) - Math.abs(a.adds))
    .flatMap(({ says }) => says ?? [])
