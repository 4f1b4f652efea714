import { day, hour } from '../lib/clock.ts'
import type { Asked, Standing } from './port.ts'

/** How long a granted approval is remembered, to see who approves for whom again and again. */
export const rememberedMs = 30 * day
/** Far above what one approver can sign in 30 days; keeps the value small. */
const mostGranted = 500

/** Requests this approver has in hand at this time, other than `flow`. */
export const pendingFor = ({ pending }: Standing, flow: string, now: number): number =>
  pending.filter((one) => one.until > now && one.flow !== flow).length

/** The standing with `flow` in hand until then. */
export const claims = (standing: Standing, flow: string, until: number, now: number): Standing => ({
  ...standing,
  pending: [...standing.pending.filter((one) => one.until > now && one.flow !== flow), { flow, until }],
})

/** The standing without `flow` in hand. */
export const drops = (standing: Standing, flow: string): Standing => ({
  ...standing,
  pending: standing.pending.filter((one) => one.flow !== flow),
})

/** The standing once they approved for `subject`. */
export const grants = (standing: Standing, flow: string, subject: string, now: number): Standing => ({
  ...drops(standing, flow),
  granted: [...recent(standing, now), { subject, at: now }].slice(-mostGranted),
})

/** How often the two approved for one another within 30 days, either way: friends, or one thief with two accounts. */
export const pairings = (one: Standing, other: Standing, now: number): number =>
  recent(one, now).filter(({ subject }) => subject === other.person).length +
  recent(other, now).filter(({ subject }) => subject === one.person).length

const recent = ({ granted }: Standing, now: number): Standing['granted'] =>
  granted.filter(({ at }) => now - at < rememberedMs)

/** How long the requests of one person share a card. */
const sharesMs = hour

/** The card that a new request of theirs stands on: the last one's while that is younger than an hour, else `card`. */
export const asks = ({ asked }: Standing, card: string, now: number): Asked =>
  asked !== undefined && now - asked.at < sharesMs
    ? { ...asked, times: asked.times + 1 }
    : { card, at: now, times: 1 }
