import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'

/** Several replicas note at once; each reads what the others wrote and tries again, this often. */
const mostTries = 100

/**
 * Replaces what is kept under a key by what `next` makes of it; `undefined` from `next` leaves it. Answers what stands there
 * then. In the sealed store, so that nobody who writes into Redis can count for us. Rejects with ERR_STORE.
 */
export const change = async <T>(
  store: Store,
  key: string,
  ttlMs: number,
  next: (now: T | undefined) => T | undefined,
): Promise<{ readonly before: T | undefined; readonly now: T | undefined }> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await store.read(key)
    const before = stored && parsed<T>(stored.value)
    const made = next(before)
    if (made === undefined) return { before, now: before }
    if (await store.write([{ key, rev: stored?.rev ?? 0, value: JSON.stringify(made), ttlMs }]))
      return { before, now: made }
  }
  throw new Fault('ERR_STORE', `${key} was changed by others every time`)
}
