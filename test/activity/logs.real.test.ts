import { inject } from 'vitest'
import { second } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { redisLogs } from '../../src/store/redis-logs.ts'
import { activityContract } from '../contracts/activity.ts'

activityContract('redis', async () =>
  redisLogs({
    url: inject('redisUrl'),
    prefix: `[${randomToken(16)}]*:`,
    log: () => {},
    deadlineMs: 60 * second,
  }),
)
