import { nobody, type Directory } from './directory/port.ts'
import { second, type Clock } from './lib/clock.ts'
import type { Store } from './story/record.ts'

const freshMs = 2 * second

/** Whether each dependency answers now; asked at most every two seconds, for the question itself needs no sign-in. */
export const readinessOf = (store: Store, directory: Directory, clock: Clock) => {
  const answers = async (name: string, ask: Promise<unknown>) => {
    const [result] = await Promise.allSettled([ask])
    return { name, ok: result.status === 'fulfilled' }
  }
  const ask = () =>
    Promise.all([answers('store', store.ping()), answers('directory', directory.people.status(nobody))])
  let last: { readonly at: number; readonly said: ReturnType<typeof ask> } | undefined
  return () => {
    const now = clock.now()
    if (last === undefined || now - last.at >= freshMs) last = { at: now, said: ask() }
    return last.said
  }
}
