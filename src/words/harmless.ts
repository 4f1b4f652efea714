import type { Phrase } from '../story/card.ts'

/** Characters; a name that is longer is cut. */
const longest = 200
/** Slots that only the configuration and our own links fill: what stands in them may be a link. */
const ours: readonly string[] = ['url', 'phone', 'helpdesk']
const joiner = '\u2060'

/** Whether somebody outside filled a slot of it. */
export const holdsNames = (phrase: Phrase): boolean => Object.keys(phrase.with ?? {}).length > 0

/**
 * The phrase with what others wrote (names of people, of browsers, of keys) made harmless: one short line without invisible
 * characters, and no address in it that a platform would make a link of (an account name with a dot stays as it is: people
 * copy it). Stops the attack of a directory name that reads as a sentence of ours, or leads somewhere.
 */
export const safely = (phrase: Phrase): Phrase => {
  if (phrase.with === undefined) return phrase
  const slots = Object.entries(phrase.with).map(([name, value]) => [
    name,
    ours.includes(name) ? value : harmless(value),
  ])
  return { ...phrase, with: Object.fromEntries(slots) }
}

const harmless = (value: string): string =>
  value
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .slice(0, longest)
    .replaceAll(/\/(?=\/)|\.(?=\w+[/?#:])|(?<=www)\.|(?<=mailto):/gi, (mark) => `${mark}${joiner}`)
