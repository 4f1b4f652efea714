import type { Clock } from '../../src/lib/clock.ts'
import { Timekeeper } from '../../src/lib/timekeeper.ts'

/** Where machine and store go by one clock, and so does the stopwatch. */
export const oneClock = (clock: Clock): Timekeeper => {
  const now = (): number => clock.now()
  return new Timekeeper({ clock, stopwatch: now, shared: async () => now() })
}
