import { minute } from '../lib/clock.ts'
import type { LimitName, LimitsConfig } from './port.ts'

export interface Rule {
  readonly most: number
  readonly windowMs: number
}

/**
 * How often, and per what. While the store is down every one of them is counted in this process alone: none of these
 * guards a secret, each guards work or somebody's patience, so a replica that counts for itself is the safe side, and a limit
 * that answered "no" instead would close the way of the passkey. What guards secrets (tries, starts of a person,
 * unlocks) stands in the sealed records and fails with them.
 */
export const rulesOf = (config: LimitsConfig): Readonly<Record<LimitName, Rule>> => ({
  starts: { most: config.startsPerUser, windowMs: 10 * minute },
  'starts-slowly': { most: 1, windowMs: minute },
  asides: { most: config.startsPerUser, windowMs: 10 * minute },
  'asides-slowly': { most: 1, windowMs: minute },
  'too-often': { most: 1, windowMs: minute },
  answers: { most: config.answersPerUser, windowMs: 10 * minute },
  home: { most: config.answersPerUser, windowMs: 10 * minute },
  forms: { most: config.answersPerUser, windowMs: 10 * minute },
  // A set-up with every kind of method takes some forty.
  moves: { most: 120, windowMs: 10 * minute },
  'refused-calls': { most: config.refusedPerAddress, windowMs: minute },
})
