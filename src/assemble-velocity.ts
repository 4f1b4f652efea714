import type { Config } from './config/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { attacks } from './limits/attacks.ts'
import { breaker } from './limits/breaker.ts'
import { subjectsUnder } from './limits/subjects.ts'
import { velocity } from './limits/velocity.ts'
import type { Crowds } from './risk/counted.ts'
import type { Store } from './story/record.ts'
import type { Actor } from './story/story.ts'

/** How much is going on where a request comes from, and whether the whole company is asked for more just now. */
export const crowdsOf = (
  { keys, limits }: Pick<Config, 'keys' | 'limits'>,
  store: Store,
  clock: Clock,
  log: Log,
): Crowds & { readonly began: (actor: Actor) => Promise<void> } => {
  const subjects = subjectsUnder(keys)
  const wave = breaker({
    store,
    clock,
    config: limits.breaker,
    attacks: attacks({ store, clock, subjects }),
    raised: async ({ why }) => log('breaker.raised', { why }),
  })
  const counted = velocity({ store, subjects, clock, noted: (what) => wave.heed(what) })
  return {
    paired: (flow) => counted.paired(flow),
    breaker: () => wave.breaker(),
    began: async ({ tenant, user }) => {
      try {
        await counted.started(tenant, user)
      } catch (fault) {
        // A start that was not counted is a start all the same.
        log('service.fault', { where: 'velocity', fault })
      }
    },
  }
}
