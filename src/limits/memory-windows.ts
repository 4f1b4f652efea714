import type { Clock } from '../lib/clock.ts'
import type { Window, Windows } from './port.ts'

/** How many keys are remembered at once; the longest known is forgotten first, so that nobody fills our memory. */
const mostKeys = 10_000

/** Windows of this process: for the demonstration, for tests, and for all while the store is down. */
export const memoryWindows = (clock: Clock): Windows => {
  const times = new Map<string, readonly number[]>()

  const seen = (key: string, windowMs: number): readonly number[] =>
    (times.get(key) ?? []).filter((at) => clock.now() - at < windowMs)

  const window = (recent: readonly number[], most: number, windowMs: number): Window => {
    const oldest = recent.length >= most ? recent.at(-most) : undefined
    const freeInMs = oldest === undefined ? 0 : Math.max(1, oldest + windowMs - clock.now())
    return { taken: recent.length, freeInMs }
  }

  return {
    async take(key, most, windowMs) {
      const recent = seen(key, windowMs)
      const { freeInMs } = window(recent, most, windowMs)
      if (freeInMs > 0) return { taken: most + 1, freeInMs }
      const kept = [...recent, clock.now()]
      times.delete(key)
      times.set(key, kept)
      const [longestKnown] = times.keys()
      if (times.size > mostKeys && longestKnown !== undefined) times.delete(longestKnown)
      return window(kept, most, windowMs)
    },
    look: async (key, most, windowMs) => window(seen(key, windowMs), most, windowMs),
  }
}
