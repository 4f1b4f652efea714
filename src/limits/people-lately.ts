import { hour } from '../lib/clock.ts'

/** Who was seen of one network, as hashes, and when last. */
export type PeopleLately = readonly { readonly who: string; readonly at: number }[]

/** How many different people are told apart; more than this are "at least so many". */
const mostPeople = 64

/** The people of the last hour, newest last; a time still to come counts. */
export const lately = (people: PeopleLately, now: number): PeopleLately =>
  people.filter(({ at }) => now - at < hour)

/** The same with one more, or with one seen again. */
export const withOne = (people: PeopleLately, who: string, now: number): PeopleLately =>
  [...lately(people, now).filter((one) => one.who !== who), { who, at: now }].slice(-mostPeople)
