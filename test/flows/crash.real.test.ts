import { describe, inject } from 'vitest'
import { randomToken } from '../../src/lib/ids.ts'
import { redisStore } from '../../src/store/redis.ts'
import { crashSuite } from './crashing-suite.ts'

describe('on Redis', () => {
  crashSuite(async (run) => {
    const store = await redisStore({ url: inject('redisUrl'), prefix: `${randomToken(16)}:`, log: () => {} })
    try {
      return await run(() => store)
    } finally {
      await store.close()
    }
  }, 4)
})
