import { bad, good, say, type Phrase } from '../src/story/card.ts'
import type { Here, Tell } from '../src/story/story.ts'
import type { Facts } from './facts.ts'
import type { PhraseId } from '../src/words/en.ts'

const who = ({ person, profile }: Facts): Record<string, string> => ({
  name: person?.displayName ?? profile.displayName,
  account: person?.account ?? '–',
})

/** A card for the helpdesk's alert channel: what happened, to whom, with the reference to look it up by. */
export const alert = (
  here: Here,
  facts: Facts,
  id: PhraseId,
  slots: Readonly<Record<string, string>> = {},
  lines: readonly Phrase[] = [],
): Tell => ({
  key: `${here.id}:${here.ver}:${id}`,
  to: { kind: 'alerts' },
  card: bad(say(id, { ...who(facts), ...slots }), [...lines, say('alert.reference', { reference: here.id })]),
})

/**
 * An alert of something that whoever holds a chat session can make happen again and again: one an hour for each kind and
 * person, so that the channel cannot be flooded until nobody reads it. The trail has them all.
 */
export const alertHourly = (
  here: Here,
  facts: Facts,
  id: PhraseId,
  slots: Readonly<Record<string, string>> = {},
  lines: readonly Phrase[] = [],
): Tell => {
  const { platform, tenant, user } = facts.actor
  const about = facts.person?.id ?? [platform, tenant, user]
  const told = alert(here, facts, id, slots, [...lines, say('alert.hourly')])
  return { ...told, hourly: JSON.stringify([id, about]) }
}

/** The same for something that went well. */
export const notice = (
  here: Here,
  facts: Facts,
  id: PhraseId,
  slots: Readonly<Record<string, string>> = {},
): Tell => ({
  key: `${here.id}:${here.ver}:${id}`,
  to: { kind: 'alerts' },
  card: good(say(id, { ...who(facts), ...slots }), [say('alert.reference', { reference: here.id })]),
})
