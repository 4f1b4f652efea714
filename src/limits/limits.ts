import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { second, type Clock } from '../lib/clock.ts'
import { memoryWindows } from './memory-windows.ts'
import type { Allowance, LimitName, LimitsConfig, LimitsPort, Windows } from './port.ts'
import { rulesOf, type Rule } from './rules.ts'
import type { Subjects } from './subjects.ts'

export interface LimitsParts {
  /** Where all replicas count together; absent = in this process. */
  readonly windows?: Windows
  readonly subjects: Subjects
  readonly clock: Clock
  readonly config: LimitsConfig
}

/**
 * Limits by rate-limiter-flexible over our sliding windows. Its own script counts in windows that begin with the first
 * call, and so lets twice as many through across the end of one; ours keeps to "at most so many in any ten minutes".
 */
export const limits = ({ windows, subjects, clock, config }: LimitsParts): LimitsPort => {
  const here = memoryWindows(clock)
  const rules = rulesOf(config)
  const made = new Map<LimitName, RateLimiterRedis>()

  const limiter = (name: LimitName): RateLimiterRedis => {
    const known = made.get(name)
    if (known !== undefined) return known
    const own = limiterOver(here, name, rules[name])
    const one = windows === undefined ? own : limiterOver(windows, name, rules[name], own)
    made.set(name, one)
    return one
  }

  return {
    take: async (name, subject) => {
      try {
        await limiter(name).consume(subjects(name, subject))
        return { kind: 'open' }
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        return waiting(clock.now() + refusal.msBeforeNext)
      }
    },
    look: async (name, subject) => {
      const { most } = rules[name]
      const seen = await limiter(name).get(subjects(name, subject))
      return seen === null || seen.consumedPoints < most
        ? { kind: 'open' }
        : waiting(clock.now() + seen.msBeforeNext)
    },
  }
}

const waiting = (until: number): Allowance => ({ kind: 'wait', until })

const limiterOver = (
  windows: Windows,
  keyPrefix: LimitName,
  { most, windowMs }: Rule,
  insuranceLimiter?: RateLimiterRedis,
): RateLimiterRedis =>
  new RateLimiterRedis({
    storeClient: asClient(windows, most, windowMs),
    useRedisPackage: true,
    keyPrefix,
    points: most,
    duration: windowMs / second,
    ...(insuranceLimiter && { insuranceLimiter }),
  })

/** What rate-limiter-flexible calls of a Redis client, answered by windows: its script, and a look at what is counted. */
const asClient = (windows: Windows, most: number, windowMs: number) => ({
  async eval(_script: string, { keys: [key = ''] }: { readonly keys: readonly string[] }) {
    const { taken, freeInMs } = await windows.take(key, most, windowMs)
    return [taken, freeInMs]
  },
  multi() {
    let asked = ''
    const chain = {
      get(key: string) {
        asked = key
        return chain
      },
      pTTL: () => chain,
      async exec() {
        const { taken, freeInMs } = await windows.look(asked, most, windowMs)
        return [taken, freeInMs]
      },
    }
    return chain
  },
})
