import { hour } from '../lib/clock.ts'

/** Who was seen of one network, as hashes, and when first. */
export type PeopleLately = readonly { readonly who: string; readonly at: number }[]

/** How many different people are told apart; more than this are "at least so many". */
const mostPeople = 64

/** The people of the last hour, newest last; a time still to come counts. */
export const lately = (people: PeopleLately, now: number): PeopleLately =>
  people.filter(({ at }) => now - at < hour)

/**
 * The same with one more. One who is there keeps the time they came: people who were refused because they are many, and who try
 * again and again, would otherwise be many without end.
 */
export const withOne = (people: PeopleLately, who: string, now: number): PeopleLately => {
  const there = lately(people, now)
  return isAmong(there, who) ? there : [...there, { who, at: now }].slice(-mostPeople)
}

export const isAmong = (people: PeopleLately, who: string): boolean => people.some((one) => one.who === who)
