import { z } from 'zod'
import { usualLimits as usual } from '../limits/port.ts'

const count = (least: number, most: number) => z.int().min(least).max(most)

/**
 * Limits: bounds that keep each of them of use. So few that an ordinary day runs into them, or so many that they stop nobody,
 * is refused.
 */
export const limitsSchema = z.strictObject({
  startsPerUser: count(3, 100).default(usual.startsPerUser),
  answersPerUser: count(10, 300).default(usual.answersPerUser),
  refusedPerAddress: count(5, 1000).default(usual.refusedPerAddress),
  breaker: z
    .strictObject({
      people: count(10, 5000).default(usual.breaker.people),
      peoplePerNetwork: count(5, 1000).default(usual.breaker.peoplePerNetwork),
      band: z.enum(['step-up', 'approval']).default(usual.breaker.band),
      minutes: count(5, 120).default(usual.breaker.minutes),
    })
    .prefault({}),
})
