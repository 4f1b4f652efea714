import { cardOf } from '../../src/alerts/cards.ts'
import type { Topic } from '../../src/alerts/topic.ts'
import { usualAlerts } from '../../src/config/alerts.ts'
import { say, type Card } from '../../src/story/card.ts'

const person = { name: '', account: '' }

/** A card with as much on it as there can be. */
const full = (kind: Topic['kind'], more: Partial<Topic> = {}): Topic => ({
  kind,
  about: '',
  episode: 1,
  since: 0,
  last: 0,
  count: 12,
  kinds: { lockouts: 7, done: 3, person: 2 },
  entries: [
    { says: say('alert.refused', person), times: 2 },
    { says: say('alert.committed', person), times: 1 },
  ],
  more: 9,
  lines: [say('alert.reference', { reference: '' })],
  tone: 'bad',
  loud: false,
  people: Array.from({ length: 12 }, (_none, n) => `${n}`),
  keys: [],
  posts: [],
  ...more,
})

/** The cards of the alert channel that gather several things. */
export const boards: readonly Card[] = [
  full('person'),
  full('person', { count: 3, entries: [{ says: say('alert.refused', person), times: 3 }], more: 0 }),
  full('alarm', { entries: [{ says: say('alert.frozen', person), times: 12 }], more: 0 }),
  full('done', { tone: 'good' }),
  full('lockouts'),
  full('lockouts', { people: ['1', '2'] }),
  full('network'),
  full('quiet'),
].map((topic) => cardOf(topic, usualAlerts))
