import type { Clock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'

/** A store that counts what is changed in it, the spending of single-use names among it. */
export class Counting {
  writes = 0
  claims = 0

  /** For a town: the store in memory, counted. */
  readonly over = (clock: Clock): Store => {
    const store = memoryStore(clock)
    const counted: Store = {
      read: (key) => store.read(key),
      write: (changes) => {
        this.writes += 1
        return store.write(changes)
      },
      claim: (key, ttl) => {
        this.claims += 1
        return store.claim(key, ttl)
      },
      due: (kind, now, limit) => store.due(kind, now, limit),
      ping: () => store.ping(),
      close: () => store.close(),
    }
    return counted
  }

  get changes(): number {
    return this.writes + this.claims
  }
}
