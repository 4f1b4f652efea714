import { bad, good, say, type Phrase, type Topic } from '../src/story/card.ts'
import type { Here, Tell } from '../src/story/story.ts'
import { adviceFor, isAlarm, waitsOvernight } from './alert-advice.ts'
import type { Facts } from './facts.ts'
import type { PhraseId } from '../src/words/en.ts'

const who = ({ person, profile }: Facts): Record<string, string> => ({
  name: person?.displayName ?? profile.displayName,
  account: person?.account ?? '–',
})

/** Out of which network, by the keyed hash of it: many people's requests from one are told together. */
const fromNetwork = ({ paired }: Facts['binding']): Pick<Topic, 'from'> => {
  const prefix = paired?.context.origin?.network?.prefix
  return prefix === undefined ? {} : { from: prefix }
}

/** One card for each person; a chat user who is nobody we know has one of their own. */
const topicOf = ({ person, binding, actor: { platform, tenant, user } }: Facts, id: PhraseId): Topic => ({
  kind: isAlarm(id) ? 'alarm' : 'person',
  about: person?.id ?? JSON.stringify([platform, tenant, user]),
  ...(person !== undefined && { who: person.id }),
  ...fromNetwork(binding),
  ...(!waitsOvernight(id) && { loud: true }),
})

/**
 * A card for the helpdesk's alert channel: what happened, to whom, what to do, and the reference to look it up by. What happens
 * to one person again and again stands on one card that counts it, so that nobody who holds a chat session can flood the
 * channel until it is read by none.
 */
export const alert = (
  here: Here,
  facts: Facts,
  id: PhraseId,
  slots: Readonly<Record<string, string>> = {},
  lines: readonly Phrase[] = [],
): Tell => ({
  key: `${here.id}:${here.ver}:${id}`,
  to: { kind: 'alerts' },
  card: bad(say(id, { ...who(facts), ...slots }), [
    ...lines,
    ...adviceFor(id),
    say('alert.reference', { reference: here.id }),
  ]),
  topic: topicOf(facts, id),
})

/** The same for something that went well: on the card of this hour, with what else did. */
export const notice = (
  here: Here,
  facts: Facts,
  id: PhraseId,
  slots: Readonly<Record<string, string>> = {},
): Tell => ({
  key: `${here.id}:${here.ver}:${id}`,
  to: { kind: 'alerts' },
  card: good(say(id, { ...who(facts), ...slots }), [
    ...adviceFor(id),
    say('alert.reference', { reference: here.id }),
  ]),
  topic: { kind: 'done', about: 'all', ...(facts.person !== undefined && { who: facts.person.id }) },
})
