import { minute, second, type Clock } from '../lib/clock.ts'
import { parsed, type Store } from '../story/record.ts'
import { change } from './kept.ts'
import type { BreakerPort, LimitsConfig, Raised } from './port.ts'
import type { Noted } from './velocity.ts'

/** How many standard deviations above the habit are a wave. */
const waveAbove = 6
/** As near to the last of a wave as its end is kept (ms): of a thousand starts at once not each is written down. */
const keptMs = second
const key = 'breaker:tenant'

/** As it is kept: whether it was told by now, so that a crash loses no alarm. */
type Kept = Raised & { readonly told?: true }

export interface BreakerParts {
  readonly store: Store
  readonly clock: Clock
  readonly config: LimitsConfig['breaker']
  /** Told each time it is raised, until it resolves; two replicas at once may tell it twice, with the same `raisedAt`. */
  readonly raised: (state: Raised) => Promise<void>
}

export interface Breaker extends BreakerPort {
  /** Looks at what was just noted, and goes up where that is far above the habit. */
  heed(noted: Noted): Promise<void>
}

/**
 * The tenant-wide breaker (F8, threat 13). One bomber does not raise it: what counts are different people. It only ever asks
 * for more, so nobody can shut anything by raising it; while it is up a passkey on a known device still passes.
 */
export const breaker = ({ store, clock, config, raised }: BreakerParts): Breaker => {
  const raise = async (why: Raised['why']): Promise<void> => {
    const at = clock.now()
    const until = at + config.minutes * minute
    const ttlMs = config.minutes * minute
    const { now } = await change<Kept>(store, key, ttlMs, (was) => {
      if (was === undefined || was.until <= at) return { raisedAt: at, until, band: config.band, why }
      return was.until > until - keptMs ? undefined : { ...was, until }
    })
    if (now === undefined || now.told === true) return
    await raised(now)
    await change<Kept>(store, key, ttlMs, (was) => was && { ...was, told: true })
  }

  return {
    async breaker() {
      const stored = await store.read(key)
      const state = stored && parsed<Kept>(stored.value)
      if (state === undefined || state.until <= clock.now()) return {}
      const { raisedAt, until, why } = state
      return { raisedAt, until, why, band: config.band }
    },
    async heed({ starts, peopleOfNetwork = 0 }) {
      if (starts !== undefined && isWave(starts, config.people)) await raise('many-starts')
      if (peopleOfNetwork >= config.peoplePerNetwork) await raise('one-network')
    },
  }
}

/** Without a habit to compare with, the fewest that can be a wave are one. */
const isWave = ({ users, above }: NonNullable<Noted['starts']>, people: number): boolean =>
  users >= people && (above === undefined || above >= waveAbove)
