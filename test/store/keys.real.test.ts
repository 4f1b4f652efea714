import { describe, inject } from 'vitest'
import { randomToken } from '../../src/lib/ids.ts'
import { redisStore } from '../../src/store/redis.ts'
import { rotatingSuite } from './rotating-suite.ts'

describe('changing keys on Redis', () => {
  rotatingSuite(async (run) => {
    const store = await redisStore({ url: inject('redisUrl'), prefix: `${randomToken(16)}:`, log: () => {} })
    try {
      await run(() => store)
    } finally {
      await store.close()
    }
  })
})
