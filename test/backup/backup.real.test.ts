import { describe, inject } from 'vitest'
import { randomToken } from '../../src/lib/ids.ts'
import { redisStore } from '../../src/store/redis.ts'
import type { WholeStore } from '../../src/story/record.ts'
import { restoringSuite } from './restoring-suite.ts'

describe('backup and restore on Redis', () => {
  restoringSuite(async (run) => {
    const stores: WholeStore[] = []
    try {
      await run(async () => {
        const prefix = `${randomToken(16)}:`
        const store = await redisStore({ url: inject('redisUrl'), prefix, log: () => {} })
        stores.push(store)
        return () => store
      })
    } finally {
      for (const store of stores) await store.close()
    }
  })
})
