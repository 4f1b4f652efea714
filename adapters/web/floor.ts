import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../src/lib/clock.ts'

/** Refusals leave in steps of so many milliseconds. */
export const floorMs = 250
/** More than these do not wait: whoever floods us with refused calls must not fill our memory with them. */
export const mostWaiting = 1000

/** Resolves when a refusal to a request that was read at `arrived` (ms) may leave. */
export type Floor = (arrived: number) => Promise<void>

/**
 * Holds refusals back to the next multiple of `floorMs` since the request was whole, so that what a refusal cost does
 * not show: whether a flow exists, was killed or has expired. Since it was whole, because a
 * sender who dribbles would otherwise choose the moment. Above `mostWaiting` at once they leave without waiting.
 */
export const floor = (clock: Clock, wait: (ms: number) => Promise<unknown> = (ms) => sleep(ms)): Floor => {
  let waiting = 0
  return async (arrived) => {
    if (waiting >= mostWaiting) return
    waiting += 1
    try {
      await wait(floorMs - (Math.max(0, clock.now() - arrived) % floorMs))
    } finally {
      waiting -= 1
    }
  }
}
