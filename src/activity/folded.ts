import { day } from '../lib/clock.ts'
import type { Entry, Packed } from './line.ts'
import type { Judged, Revoked, Verdict } from './port.ts'

/** How many sign-ins of a person are kept, and for how long (ms). */
export interface Bounds {
  readonly most: number
  readonly ageMs: number
}

/** A time of which every sign-in was bad (ms since the epoch, both included). */
type Span = Extract<Revoked, { readonly from: number }>

/** What the snapshot of a log holds. */
export interface Snapshot {
  /** Newest first. */
  readonly signIns: readonly Packed[]
  /** How many there were that are not kept any more. */
  readonly earlier: number
  readonly firstAt?: number
  /** The time of the newest that is not kept any more: what is not after it was counted, or comes too late to count. */
  readonly floor: number
  /** Taken back before they were delivered, so that a late delivery teaches nothing. */
  readonly revoked: readonly string[]
  readonly spans: readonly Span[]
  readonly verdicts: readonly Omit<Judged, 'id'>[]
}

export const nothing: Snapshot = { signIns: [], earlier: 0, floor: 0, revoked: [], spans: [], verdicts: [] }

/** How many ids, and how many spans, of sign-ins that were taken back are remembered for a person. */
const mostRevoked = 1000
const mostSpans = 20
/** A verdict that nobody repeats or lifts is believed for so long (ms). */
export const verdictLastsMs = 30 * day

export interface Folded {
  readonly snapshot: Snapshot
  /** The sign-ins that the entries added, oldest first. */
  readonly added: readonly Packed[]
}

/** The snapshot with these entries taken in. The same entries taken in again add nothing, in whatever order they come. */
export const folded = (
  before: Snapshot,
  entries: readonly Entry[],
  now: number,
  { most, ageMs }: Bounds,
): Folded => {
  const taken = entries.flatMap((entry) => ('revoked' in entry ? [entry.revoked] : []))
  const revoked = new Set([...before.revoked, ...taken.flatMap((one) => ('ids' in one ? one.ids : []))])
  const spans = [...before.spans, ...taken.flatMap((one) => ('from' in one ? [one] : []))]
  const stands = ([id, at, by]: Packed): boolean =>
    !revoked.has(id) && !spans.some(({ from, to, source = by }) => at >= from && at <= to && source === by)
  const added = unseen(before, entries).filter(stands)
  const all = [...before.signIns.filter(stands), ...added].sort((a, b) => b[1] - a[1])
  const young = all.findIndex(([, at]) => at <= now - ageMs)
  const cut = Math.min(most, young < 0 ? all.length : young)
  const dropped = all.slice(cut)
  const oldest = all.at(-1)?.[1]
  const firstAt = before.earlier === 0 ? oldest : (before.firstAt ?? oldest)
  return {
    snapshot: {
      signIns: all.slice(0, cut),
      earlier: before.earlier + dropped.length,
      ...(firstAt !== undefined && { firstAt }),
      floor: Math.max(before.floor, dropped[0]?.[1] ?? 0),
      revoked: [...revoked].slice(-mostRevoked),
      spans: spans.slice(-mostSpans),
      verdicts: latest([...before.verdicts, ...entries.flatMap((e) => ('judged' in e ? [e.judged] : []))]),
    },
    added: added.toSorted((a, b) => a[1] - b[1]),
  }
}

/** The sign-ins among the entries that the snapshot neither has nor had, each once. */
const unseen = ({ signIns, floor }: Snapshot, entries: readonly Entry[]): readonly Packed[] => {
  const seen = new Set(signIns.map(([id]) => id))
  return entries.flatMap((entry) => {
    if (!('signIn' in entry)) return []
    const [id, at] = entry.signIn
    if (seen.has(id) || at <= floor) return []
    seen.add(id)
    return [entry.signIn]
  })
}

/** Of each source what it said last. */
const latest = (said: Snapshot['verdicts']): Snapshot['verdicts'] => {
  const bySource = new Map<string, Omit<Judged, 'id'>>()
  for (const one of said) if (one.at >= (bySource.get(one.source)?.at ?? 0)) bySource.set(one.source, one)
  return [...bySource.values()]
}

const gravity: readonly Verdict[] = ['none', 'low', 'medium', 'high', 'compromised']

/** The gravest of what the sources say now; undefined where none says anything. */
export const gravest = ({ verdicts }: Snapshot, now: number): Verdict | undefined =>
  verdicts
    .filter(({ at }) => at > now - verdictLastsMs)
    .map(({ verdict }) => verdict)
    .sort((a, b) => gravity.indexOf(b) - gravity.indexOf(a))[0]
