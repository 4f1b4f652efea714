import { hour } from '../lib/clock.ts'
import type { AlertSettings } from './port.ts'
import { quietUntil } from './quiet.ts'
import { isPending, isSprayed, type Topic } from './topic.ts'

/** What a card is due for. */
export type Turn =
  | { readonly kind: 'rest' }
  /** Not before then (ms since the epoch). */
  | { readonly kind: 'wait'; readonly until: number }
  /** As a new message. */
  | { readonly kind: 'post' }
  /** Where it stands. */
  | { readonly kind: 'update' }

const rest: Turn = { kind: 'rest' }

/**
 * Whether a card is to be posted, drawn anew where it stands, or left for later. However much comes, a topic gets at most
 * `mostAnHour` new messages within an hour; what waits is counted and shown later.
 */
export const turnOf = (topic: Topic, now: number, settings: AlertSettings): Turn => {
  if (!isPending(topic) || !isEnough(topic, settings)) return rest
  const { shown } = topic
  if (shown !== undefined) {
    const next = shown.at + settings.everyMs
    return next > now ? { kind: 'wait', until: next } : { kind: 'update' }
  }
  const quiet = topic.loud || isSprayed(topic, settings) ? undefined : quietUntil(now, settings.quiet)
  if (quiet !== undefined) return { kind: 'wait', until: quiet }
  const lately = postsWithin(topic, now)
  const [oldest] = lately
  if (oldest !== undefined && lately.length >= settings.mostAnHour)
    return { kind: 'wait', until: oldest + hour }
  return { kind: 'post' }
}

/** One request out of a network is nothing; the card begins where many people's come out of it. */
const isEnough = ({ kind, people }: Topic, { subjects }: AlertSettings): boolean =>
  kind !== 'network' || people.length >= subjects

/** The topic once its card shows what it was as `shows`. */
export const drawn = (topic: Topic, shows: Topic, now: number): Topic => ({
  ...topic,
  shown: { at: now, count: shows.count, ...(shows.over !== undefined && { over: shows.over }) },
  posts: topic.shown === undefined ? [...postsWithin(topic, now), now] : postsWithin(topic, now),
})

const postsWithin = ({ posts }: Topic, now: number): readonly number[] =>
  posts.filter((at) => now - at < hour)
