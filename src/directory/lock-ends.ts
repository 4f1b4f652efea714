import type { Known } from './port.ts'

/** No clock shows a later time (ECMA-262, 21.4.1.1). */
const lastDay = 8.64e15

/** When a lock that began at `since` ends by itself (ms since the epoch), by the policy's `lockoutMs`: 0 = never, for both. */
export const lockEnds = (since: Known<number>, lockoutMs: Known<number>): Known<number> => {
  if (lockoutMs === 0) return 0
  if (since === 'unknown' || lockoutMs === 'unknown') return 'unknown'
  return since + lockoutMs > lastDay ? 0 : since + lockoutMs
}
