import type { Known, Status } from '../src/directory/port.ts'
import { say, type Phrase } from '../src/story/card.ts'

/** A lock as the directory told of it. */
export interface Lock {
  /** Milliseconds since the epoch. */
  readonly since?: Known<number>
  /** Milliseconds since the epoch; 0 = only when someone lifts it. */
  readonly until?: Known<number>
}

export const lockOf = ({ lockedSince, lockedUntil }: Status): Lock => ({
  ...(lockedSince !== undefined && { since: lockedSince }),
  ...(lockedUntil !== undefined && { until: lockedUntil }),
})

/** Since when and until when, as far as the directory tells; in the reader's own time. */
export const lockInWords = ({ since, until }: Lock): readonly Phrase[] => {
  const began = typeof since === 'number' ? [say('lock.since', { since: `@${since}` })] : []
  if (until === 0) return [...began, say('lock.for-good')]
  return typeof until === 'number' ? [...began, say('lock.until', { until: `@${until}` })] : began
}
