import type { Config } from './config/port.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { attacks } from './limits/attacks.ts'
import { breaker } from './limits/breaker.ts'
import { usualLimits } from './limits/port.ts'
import { subjectsUnder } from './limits/subjects.ts'
import { velocity } from './limits/velocity.ts'
import type { Crowds } from './risk/counted.ts'
import type { Store } from './story/record.ts'

/** How much is going on where a request comes from, and whether the whole company is asked for more just now. */
export const crowdsOf = ({ keys }: Pick<Config, 'keys'>, store: Store, clock: Clock, log: Log): Crowds => {
  const subjects = subjectsUnder(keys)
  const wave = breaker({
    store,
    clock,
    config: usualLimits.breaker,
    attacks: attacks({ store, clock, subjects }),
    raised: async ({ why }) => log('breaker.raised', { why }),
  })
  const counted = velocity({ store, subjects, clock, noted: (what) => wave.heed(what) })
  return { paired: (flow) => counted.paired(flow), breaker: () => wave.breaker() }
}
