import type { Change } from '../story/record.ts'

/** The part of a key before its first colon: names the queue of due work. A key without one is a bug. */
export const kindOf = (key: string): string => {
  const colon = key.indexOf(':')
  if (colon < 1) throw new TypeError(`a store key needs a kind, as in <kind>:<rest>: ${JSON.stringify(key)}`)
  return key.slice(0, colon)
}

/** What every store asserts before it looks at a write: wrong shapes are our bugs, never an attacker's doing. */
export const assertWrite = (changes: readonly Change[]): void => {
  if (changes.length === 0) throw new TypeError('a write needs at least one change')
  if (new Set(changes.map((c) => c.key)).size !== changes.length) {
    throw new TypeError('a write names each key once')
  }
  for (const { key, rev, value, ttlMs = 0, dueAt = 0 } of changes) {
    kindOf(key)
    if (!Number.isSafeInteger(rev) || rev < 0) throw new TypeError(`a revision counts from 0: ${rev}`)
    if (!Number.isFinite(ttlMs) || !Number.isFinite(dueAt))
      throw new TypeError('absent says never, not Infinity')
    if (value !== null && !value.isWellFormed()) throw new TypeError('a stored value is well-formed Unicode')
  }
}

/** A time to live as stores keep it: whole milliseconds, at least one. */
export const wholeMs = (ms: number): number => Math.max(1, Math.ceil(ms))
