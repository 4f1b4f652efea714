import { nobody, type Directory } from './directory/port.ts'
import { second } from './lib/clock.ts'
import { apartMs, type Timekeeper } from './lib/timekeeper.ts'

const freshMs = 2 * second

/**
 * Whether each dependency answers now, and whether our clock agrees with the store's; asked at most every two seconds, for
 * the question itself needs no sign-in.
 */
export const readinessOf = (directory: Directory, clock: Timekeeper) => {
  const ask = async () => {
    const [ahead, person] = await Promise.allSettled([clock.look(), directory.people.status(nobody)])
    return [
      { name: 'store', ok: ahead.status === 'fulfilled' },
      { name: 'directory', ok: person.status === 'fulfilled' },
      { name: 'clock', ok: ahead.status === 'fulfilled' && Math.abs(ahead.value) <= apartMs },
    ]
  }
  let last: { readonly at: number; readonly said: ReturnType<typeof ask> } | undefined
  return () => {
    const now = clock.elapsed()
    if (last === undefined || now - last.at >= freshMs) last = { at: now, said: ask() }
    return last.said
  }
}
