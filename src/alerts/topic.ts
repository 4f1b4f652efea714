import { hour } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import type { Phrase } from '../story/card.ts'
import { never } from '../story/errors.ts'
import { crowds } from './crowd.ts'
import type { AlertSettings, Happening, TopicKind } from './port.ts'

/** What one sentence stands for on a card: it is said once, however often it happened. */
export interface Entry {
  readonly says: Phrase
  readonly times: number
  readonly who?: string
}

/** One card of the alert channel, as it is kept. Bounded: what no longer fits is still counted. */
export interface Topic {
  readonly kind: TopicKind
  readonly about: string
  /** Rises with every new card of the same topic. */
  readonly episode: number
  readonly since: number
  readonly last: number
  /** How many happenings the card stands for: of all, and by kind where it gathers several. */
  readonly count: number
  readonly kinds: Readonly<Record<string, number>>
  /** The newest first. */
  readonly entries: readonly Entry[]
  /** Happenings whose sentence no longer fits. */
  readonly more: number
  /** Circumstances of the newest, and what to do. */
  readonly lines: readonly Phrase[]
  readonly tone: 'good' | 'bad'
  readonly loud: boolean
  /** Short hashes of the people it concerns, up to `mostPeople`. */
  readonly people: readonly string[]
  /** What was counted lately, so that a repeat is not. */
  readonly keys: readonly string[]
  /** When it was over (ms since the epoch). */
  readonly over?: number
  /** What the card shows by now; absent = it stands nowhere yet. */
  readonly shown?: { readonly at: number; readonly count: number; readonly over?: number }
  /** When it was posted as a new message, within the last hour. */
  readonly posts: readonly number[]
}

export const mostPeople = 200
const mostEntries = 8
/** Of alarms each is somebody who has to be called. */
const mostAlarms = 20
const mostKeys = 64
/** A card that is added to without end would be far up the channel by then. */
const longestMs = 4 * hour

/** Whether so many people's accounts were locked that somebody may be trying passwords on them all: no night waits for that. */
export const isSprayed = (
  { kind, people }: Pick<Topic, 'kind' | 'people'>,
  { sprayed }: Pick<AlertSettings, 'sprayed'>,
): boolean => kind === 'lockouts' && people.length >= sprayed

/** Whether the card says less than is known. */
export const isPending = ({ shown, count, over }: Topic): boolean =>
  shown === undefined || shown.count !== count || shown.over !== over

/**
 * The card `of` this name with one more happening on it; a card that is left alone by now stays, and a new one begins. A
 * happening of another kind is counted under its own.
 */
export const happened = (
  before: Topic | undefined,
  happening: Happening,
  now: number,
  settings: AlertSettings,
  of: Pick<Topic, 'kind' | 'about'> = happening,
): Topic | undefined => {
  const key = sha256(happening.key).slice(0, 12)
  if (before?.keys.includes(key) === true) return before
  const open = before !== undefined && !isLeft(before, now, settings) ? before : undefined
  // The end of something that is on no card is no news.
  if (happening.over === true) return open?.over === undefined ? closed(open, happening, key) : open
  return added(open ?? fresh(before, happening, of), happening, key)
}

/** Whether the next happening begins a new card. One that still owes a drawing is never left: its count would be lost. */
export const isLeft = (topic: Topic, now: number, { idleMs }: AlertSettings): boolean => {
  // One that may never be enough for a card owes none.
  const owes = topic.kind !== 'network' || topic.shown !== undefined
  if (owes && isPending(topic)) return false
  switch (topic.kind) {
    case 'quiet':
      return false
    case 'outage':
      return topic.over !== undefined
    case 'done':
      return Math.floor(topic.since / hour) !== Math.floor(now / hour)
    case 'person':
    case 'alarm':
    case 'lockouts':
    case 'network':
    case 'crowd':
      return now - topic.last >= idleMs || now - topic.since >= longestMs
    default:
      return never(topic.kind)
  }
}

const fresh = (
  before: Topic | undefined,
  { at, tone }: Happening,
  { kind, about }: Pick<Topic, 'kind' | 'about'>,
): Topic => ({
  kind,
  about,
  episode: (before?.episode ?? 0) + 1,
  since: at,
  last: at,
  count: 0,
  kinds: {},
  entries: [],
  more: 0,
  lines: [],
  tone,
  loud: false,
  people: [],
  keys: before?.keys ?? [],
  posts: before?.posts ?? [],
})

const added = (topic: Topic, happening: Happening, key: string): Topic => {
  const { says, who, at, lines, loud } = happening
  const same = topic.entries.find((e) => e.who === who && e.says.id === says.id)
  const times = (same?.times ?? 0) + 1
  const entries: readonly Entry[] = [
    { says, times, ...(who !== undefined && { who }) },
    ...topic.entries.filter((e) => e !== same),
  ]
  const most = topic.about === crowds.alarm ? mostAlarms : mostEntries
  const cut = entries.slice(most).reduce((sum, e) => sum + e.times, 0)
  return {
    ...topic,
    since: Math.min(topic.since, at),
    last: Math.max(topic.last, at),
    count: topic.count + 1,
    kinds: { ...topic.kinds, [happening.kind]: (topic.kinds[happening.kind] ?? 0) + 1 },
    entries: entries.slice(0, most),
    more: topic.more + cut,
    lines: at >= topic.last || topic.lines.length === 0 ? lines : topic.lines,
    tone: topic.tone === 'bad' ? 'bad' : happening.tone,
    loud: topic.loud || loud === true,
    people: withPerson(topic.people, who),
    keys: [...topic.keys, key].slice(-mostKeys),
  }
}

const withPerson = (people: readonly string[], who: string | undefined): readonly string[] => {
  if (who === undefined || people.length >= mostPeople) return people
  const short = sha256(who).slice(0, 8)
  return people.includes(short) ? people : [...people, short]
}

const closed = (topic: Topic | undefined, { at, says, lines }: Happening, key: string): Topic | undefined =>
  topic && {
    ...topic,
    over: at,
    last: Math.max(topic.last, at),
    entries: [{ says, times: 0 }, ...topic.entries].slice(0, mostEntries),
    lines,
    tone: 'good',
    keys: [...topic.keys, key].slice(-mostKeys),
  }
