import type { Facts } from '../../../flows/facts.ts'
import type { Enrolment } from '../../../src/enrolment/port.ts'
import type { Standing } from '../../../src/freeze/port.ts'
import type { FlowRecord } from '../../../src/story/record.ts'
import type { View } from '../../../src/story/view.ts'
import { idsOn } from '../../support/phrases.ts'

/** Evidence older than this is renewed; an act nobody could look up for so long is given up. */
const longMs = 10 * 60_000

/** Names that differ each time and mean the same, and what is only shown or only told. */
const dropped = new Set([
  'id',
  'ver',
  'version',
  'decided',
  'op',
  'reference',
  'by',
  'note',
  'startedAt',
  'before',
  'reasons',
  'easesAt',
  'actor',
  'profile',
  'person',
  'policy',
  'label',
  'binding',
  'refusal',
  'approval',
  'waitingSince',
])
/** Times of which nothing but their being there is asked. */
const justThere = new Set([
  'linkedAt',
  'finishedAt',
  'toldAt',
  'provedAt',
  'approvalJudgedAt',
  'passwordProof',
  'committed',
  'unlocked',
])
const ends = new Set(['expiresAt', 'leaseUntil'])

const plain = (value: unknown, now: number, name = ''): unknown => {
  if (justThere.has(name) && value !== undefined) return 'there'
  if (typeof value === 'number' && ends.has(name)) return value > now ? 'to come' : 'past'
  if (typeof value === 'number' && value > 1e12) return now - value <= longMs ? 'recent' : 'old'
  if (typeof value === 'number') return name === 'directory' ? Math.min(value, 5) : value
  if (Array.isArray(value)) return [...new Set(value.map((v) => JSON.stringify(plain(v, now))))].toSorted()
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value)
    .filter(([key]) => !dropped.has(key))
    .map(([key, v]) => [key, plain(v, now, key)])
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}

/** Of a binding: once a browser is paired the way there means nothing any more. */
const bindingOf = ({ binding: { paired, link, attachments, second } }: Facts, now: number): unknown =>
  paired !== undefined
    ? 'paired'
    : [
        link === undefined ? 'no link' : link.expiresAt > now ? 'link' : 'dead link',
        attachments.map((a) => [a.jkt, a.codeExpiresAt > now]),
        second,
      ]

/** Of an approval: who is at it and who said yes, and how old all of it is in the steps that make a difference. */
const approvalOf = ({ approval }: Facts, now: number): unknown =>
  approval && [
    approval.shown.needed,
    approval.shown.evidence,
    approval.escalatedAt !== undefined,
    Math.min(3, Math.floor((now - approval.shown.askedAt) / (5 * 60_000))),
    approval.claimed && [approval.claimed.by.id, now - approval.claimed.at < 5 * 60_000],
    approval.doors
      .filter((d) => d.expiresAt > now)
      .map((d) => d.by.id)
      .toSorted(),
    approval.given.map((g) => `${g.by.id} ${now - g.at > 15 * 60_000}`).toSorted(),
  ]

/** What of a state makes a difference to what can follow: times as ages, names made by chance left out. */
export const canonical = (
  record: FlowRecord<Facts>,
  enrolment: Enrolment,
  bound: unknown,
  standing: Standing,
  { person, browser }: View<Facts>,
  now: number,
): string => {
  // Nothing follows an end; what is left of it is what is seen.
  if (record.outcome !== undefined) return JSON.stringify([record.outcome, idsOn(person), idsOn(browser)])
  const { pairing = 0, ...tries } = record.tries
  const { paired } = record.facts.binding
  const state = [
    plain({ ...record, tries }, now),
    paired === undefined ? pairing : 0,
    bindingOf(record.facts, now),
    approvalOf(record.facts, now),
    enrolment.factors.map((f) => f.type).toSorted(),
    Object.entries(enrolment.failures).map(([name, times]) => [name, times.length]),
    enrolment.bindings.length,
    enrolment.unlocks?.length,
    bound !== undefined,
    standing.frozenAt !== undefined,
    standing.stopped.length > 0,
    standing.talks.some((t) => t.acting !== undefined),
    // Whether a chat may freeze again depends on when it was opened last.
    record.story === 'not-me' && [standing.thawedAt, standing.alertedAt].map((t) => t !== undefined),
  ]
  // The two browsers are alike: which of them was chosen is told apart before, not after.
  return paired?.jkt === 'key-b' ? JSON.stringify(state).replaceAll('key-b', 'key-a') : JSON.stringify(state)
}
