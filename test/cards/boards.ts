import { cardOf } from '../../src/alerts/cards.ts'
import { crowds } from '../../src/alerts/crowd.ts'
import type { Part } from '../../src/alerts/health.ts'
import { awayCard, backCard } from '../../src/alerts/outage-cards.ts'
import type { Topic } from '../../src/alerts/topic.ts'
import { usualAlerts } from '../../src/config/alerts.ts'
import { bad, say, type Card } from '../../src/story/card.ts'

const person = { name: '', account: '' }

const refusals = [
  { says: say('alert.refused', person), times: 2 },
  { says: say('alert.second-browser', { ...person, browser: '' }), times: 1 },
]
const locked = say('alert.lockout', { ...person, since: '', count: '' })
const wentWell = [
  { says: say('alert.committed', person), times: 2 },
  { says: say('alert.unlocked', person), times: 1 },
]
/** What a card of the kind gathers. */
const whatOf: Readonly<Record<Topic['kind'], Topic['entries']>> = {
  person: refusals,
  alarm: refusals,
  network: refusals,
  crowd: refusals,
  done: wentWell,
  lockouts: [{ says: locked, times: 1 }],
  outage: refusals,
  quiet: [...refusals, { says: locked, times: 1 }, ...wentWell],
}

/** A card with as much on it as there can be. */
const full = (kind: Topic['kind'], more: Partial<Topic> = {}): Topic => ({
  kind,
  about: '',
  episode: 1,
  since: 0,
  last: 0,
  count: 12,
  kinds: { lockouts: 7, done: 3, person: 2 },
  entries: whatOf[kind],
  more: 9,
  lines: [say('alert.reference', { reference: '' })],
  tone: 'bad',
  loud: false,
  people: Array.from({ length: 12 }, (_none, n) => `${n}`),
  keys: [],
  posts: [],
  ...more,
})

const parts: readonly Part[] = ['directory', 'store', 'mail', 'audit', 'chat:slack', 'activity:graph']
const lockouts = (
  [
    ['alert.lockout', ['name', 'account', 'since', 'count']],
    ['alert.lockout.uncounted', ['name', 'account', 'since']],
    ['alert.lockout.unnamed', ['account', 'since']],
  ] as const
).map(([id, slots]) =>
  bad(say(id, Object.fromEntries(slots.map((slot) => [slot, '']))), [say('alert.do.lockout')]),
)

/** What is told of accounts that the directory locks, and of what we depend on. */
export const watched: readonly Card[] = [
  ...lockouts,
  bad(say('alert.lookups', { account: '', count: '' }), [say('alert.lookups.do')]),
  bad(say('alert.lockouts-missed', { since: '' }), [say('alert.do.missed')]),
  ...parts.flatMap((part) => [awayCard(part, 0), backCard(part, 0)]),
]

/** The cards of the alert channel that gather several things. */
export const boards: readonly Card[] = [
  full('person'),
  full('person', { count: 3, entries: [{ says: say('alert.refused', person), times: 3 }], more: 0 }),
  full('alarm', { entries: [{ says: say('alert.frozen', person), times: 12 }], more: 0 }),
  full('done', { tone: 'good' }),
  full('lockouts'),
  full('lockouts', { people: ['1', '2'] }),
  full('network'),
  full('crowd'),
  full('crowd', { about: crowds.alarm, entries: [{ says: say('alert.frozen', person), times: 1 }] }),
  full('quiet'),
].map((topic) => cardOf(topic, usualAlerts))
