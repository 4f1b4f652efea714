import type { Known } from './port.ts'

/** When a lock that began at `since` ends by itself (ms since the epoch), by the policy's `lockoutMs`: 0 = never, for both. */
export const lockEnds = (since: Known<number>, lockoutMs: Known<number>): Known<number> => {
  if (lockoutMs === 0) return 0
  return since === 'unknown' || lockoutMs === 'unknown' ? 'unknown' : since + lockoutMs
}
