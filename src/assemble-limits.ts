import { waveAlert } from '../flows/wave-alert.ts'
import type { BoardPort } from './alerts/port.ts'
import type { Config } from './config/port.ts'
import type { Clock } from './lib/clock.ts'
import { breaker } from './limits/breaker.ts'
import { limits } from './limits/limits.ts'
import type { BreakerPort, LimitsPort, Raised, VelocityPort, Windows } from './limits/port.ts'
import { subjectsUnder } from './limits/subjects.ts'
import { velocity } from './limits/velocity.ts'
import type { Journal } from './story/event.ts'
import type { Store } from './story/record.ts'
import type { Actor } from './story/story.ts'

/** What keeps one attacker from costing everybody something, and sees when somebody tries. */
export interface Guards {
  readonly limits: LimitsPort
  /** For the judgement: how much is going on around a request, and whether everybody is asked for more. */
  readonly crowds: Pick<VelocityPort, 'paired'> & BreakerPort
  /** Counts a conversation that a chat user began. Never rejects: a start that was not counted is a start all the same. */
  readonly began: (actor: Actor) => Promise<void>
  /** Where the alarm goes, once it is there. */
  board?: BoardPort
}

export interface GuardsParts {
  readonly config: Pick<Config, 'keys' | 'limits'>
  /** Sealed. */
  readonly store: Store
  readonly journal: Journal
  readonly clock: Clock
  /** Where all replicas count together; absent = in this process. */
  readonly windows?: Windows
  /** Told of everything that could not be noted. */
  readonly failed: (cause: unknown) => void
}

export const guardsOf = ({ config, store, journal, clock, windows, failed }: GuardsParts): Guards => {
  const subjects = subjectsUnder(config.keys)
  const raised = async (state: Raised): Promise<void> => {
    const { why, band, raisedAt } = state
    const key = `breaker:${raisedAt}`
    await journal.append([{ event: 'breaker.raised', id: key, detail: { why, band } }])
    const { title: says, lines } = waveAlert(state)
    // No request like those on the card of too many people, where it would ring nothing.
    const told = {
      kind: 'alarm',
      about: 'wave',
      key,
      at: raisedAt,
      says,
      lines,
      tone: 'bad',
      loud: true,
    } as const
    await guards.board?.take([told])
  }
  const wave = breaker({ store, clock, config: config.limits.breaker, raised })
  const counted = velocity({ store, subjects, clock, noted: (what) => wave.heed(what) })
  const guards: Guards = {
    limits: limits({ subjects, clock, config: config.limits, ...(windows && { windows }) }),
    crowds: { paired: (flow) => counted.paired(flow), breaker: () => wave.breaker() },
    began: async ({ platform, tenant, user }) =>
      counted.started(tenant, JSON.stringify([platform, user])).catch(failed),
  }
  return guards
}
