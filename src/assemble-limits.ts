import type { Config } from './config/port.ts'
import type { Clock } from './lib/clock.ts'
import { attacks } from './limits/attacks.ts'
import { limits } from './limits/limits.ts'
import type { AttacksPort, LimitsPort, Windows } from './limits/port.ts'
import { subjectsUnder } from './limits/subjects.ts'
import type { Store } from './story/record.ts'

/** What keeps one attacker from costing everybody something. */
export interface Guards {
  readonly limits: LimitsPort
  readonly attacks: AttacksPort
}

export interface GuardsParts {
  readonly config: Pick<Config, 'keys' | 'limits'>
  /** Sealed. */
  readonly store: Store
  readonly clock: Clock
  /** Where all replicas count together; absent = in this process. */
  readonly windows?: Windows
}

export const guardsOf = ({ config, store, clock, windows }: GuardsParts): Guards => {
  const subjects = subjectsUnder(config.keys)
  return {
    limits: limits({ subjects, clock, config: config.limits, ...(windows && { windows }) }),
    attacks: attacks({ store, clock, subjects }),
  }
}
