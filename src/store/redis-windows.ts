import type { Window, Windows } from '../limits/port.ts'
import { Fault } from '../story/errors.ts'
import { run, type RedisLine } from './redis-line.ts'
import { slidingWindow } from './scripts.ts'

/**
 * Sliding windows that all replicas share. Not sealed and not waited for on a second server: whoever writes into Redis, or a
 * failover, can free somebody of a count, and nothing that guards a secret is counted here.
 */
export const redisWindows = (line: RedisLine, prefix: string): Windows => {
  const asked = async (key: string, most: number, windowMs: number, takes: '1' | '0'): Promise<Window> => {
    const args = [`${most}`, `${windowMs}`, takes]
    const answer = await line.call('count', run(slidingWindow, [`${prefix}window:${key}`], args))
    const [taken, freeInMs] = Array.isArray(answer) ? answer.map(Number) : []
    if (taken === undefined || freeInMs === undefined)
      throw new Fault('ERR_STORE', 'redis did not say how many were let through')
    return { taken, freeInMs }
  }
  return {
    take: async (key, most, windowMs) => asked(key, most, windowMs, '1'),
    look: async (key, most, windowMs) => asked(key, most, windowMs, '0'),
  }
}
