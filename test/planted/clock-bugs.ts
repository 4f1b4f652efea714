import type { Bug } from './bug.ts'

/** One time for all replicas, and nothing decided where a clock disagrees with it. */
export const clockBugs: readonly Bug[] = [
  {
    name: 'each-by-its-own-clock',
    gives:
      'leases over, messages due and proofs fresh on one replica alone, by whatever its clock was set to',
    file: 'src/lib/timekeeper.ts',
    find: 'return Math.round(there + this.#stopwatch() - elapsed)',
    put: 'return elapsed > there ? there : this.#clock.now()',
    seenBy: ['test/flows/clocks.test.ts', 'test/lib/timekeeper.test.ts'],
  },
  {
    name: 'clock-off-decides-all-the-same',
    gives:
      'wrong codes counted against people whose codes are right, and acts begun under a time that is disputed',
    file: 'src/lib/timekeeper.ts',
    find: 'if (Math.abs(ahead) > mostApartMs) throw tooFar(ahead)',
    put: 'if (Math.abs(ahead) > mostApartMs * mostApartMs) throw tooFar(ahead)',
    seenBy: ['test/flows/clocks.test.ts', 'test/lib/timekeeper.test.ts'],
  },
  {
    name: 'act-taken-over-unasked',
    gives: 'an act told as not written, by a machine ahead of the others, a moment before it is',
    file: 'src/story/acting.ts',
    find: '    const now = await this.#parts.clock.asked()\n    if (intent.leaseUntil > now) return false\n',
    put: '    const now = this.#parts.clock.now()\n',
    seenBy: ['test/flows/clocks.test.ts'],
  },
  {
    name: 'late-by-the-clock-alone',
    gives:
      'a write that begins after another replica told that there was none, because the time was set back',
    file: 'src/story/acting.ts',
    find: ' || clock.elapsed() - began > lateMs',
    put: ' || began < 0',
    seenBy: ['test/flows/clocks.test.ts'],
  },
  {
    name: 'late-by-the-stopwatch-alone',
    gives: 'the same, where the machine slept between the intent and the write',
    file: 'src/story/acting.ts',
    find: '(await clock.asked()) - begunAt > lateMs || ',
    put: 'begunAt < 0 || ',
    seenBy: ['test/flows/clocks.test.ts'],
  },
]
