import { day, hour, type Clock } from '../lib/clock.ts'
import { parsed, type Store } from '../story/record.ts'
import type { PairedFlow, Velocity, VelocityPort } from './port.ts'
import { change } from './kept.ts'
import { isAmong, lately, withOne, type PeopleLately } from './people-lately.ts'
import { above, isHabit, noRhythm, withUser, type Rhythm } from './rhythm.ts'
import type { Subjects } from './subjects.ts'

/** What was just noted, for the breaker. */
export interface Noted {
  /** Chat users of the present ten minutes, and how far that is above the habit; absent = there is no habit yet. */
  readonly starts?: { readonly users: number; readonly above?: number }
  /** Different people from one network within the hour. */
  readonly peopleOfNetwork?: number
}

export interface VelocityParts {
  readonly store: Store
  readonly subjects: Subjects
  readonly clock: Clock
  /** Hears of everybody who is one more, after it is kept. */
  readonly noted?: (what: Noted) => Promise<void>
}

/** How many came from a network, and whether the last of them is one more. */
interface Seen {
  readonly people: number
  readonly isNew: boolean
}

/** A habit is forgotten when nothing happened for so long. */
const habitKeptMs = 60 * day

/** Velocity as sealed records: people of an hour by network, starts of a tenant against its habit. */
export const velocity = ({ store, subjects, clock, noted }: VelocityParts): VelocityPort => {
  const prefixKey = (prefix: string): string => `velocity:prefix:${subjects('prefix', prefix)}`
  const asnKey = (asn: number): string => `velocity:asn:${subjects('asn', `${asn}`)}`
  const tenantKey = (tenant: string): string => `velocity:starts:${subjects('tenant', tenant)}`

  const people = async (key: string | undefined): Promise<number> => {
    const stored = key === undefined ? undefined : await store.read(key)
    return stored === undefined ? 0 : lately(parsed<PeopleLately>(stored.value), clock.now()).length
  }

  const seen = async (key: string | undefined, who: string): Promise<Seen> => {
    if (key === undefined) return { people: 0, isNew: false }
    const at = clock.now()
    const { before = [], now = [] } = await change<PeopleLately>(store, key, hour, (was = []) =>
      withOne(was, who, at),
    )
    return { people: now.length, isNew: !isAmong(lately(before, at), who) }
  }

  const aboveHabit = async (tenant: string): Promise<number> => {
    const stored = await store.read(tenantKey(tenant))
    return stored === undefined ? 0 : above(parsed<Rhythm>(stored.value), clock.now())
  }

  const keys = ({ prefix, asn }: PairedFlow) => ({
    prefix: prefix === undefined ? undefined : prefixKey(prefix),
    asn: asn === undefined ? undefined : asnKey(asn),
  })

  return {
    async started(tenant, user) {
      const who = subjects('user', user)
      const { before, now } = await change<Rhythm>(
        store,
        tenantKey(tenant),
        habitKeptMs,
        (was = noRhythm) => {
          const next = withUser(was, who, clock.now())
          return next.bucket === was.bucket && next.users.length === was.users.length ? undefined : next
        },
      )
      // Whoever insists is no more people than before.
      if (now === undefined || now === before) return
      const starts = { users: now.users.length, ...(isHabit(now) && { above: above(now, clock.now()) }) }
      await noted?.({ starts })
    },
    async paired(flow): Promise<Velocity> {
      const who = subjects('person', flow.person)
      const { prefix, asn } = keys(flow)
      const [near, wide] = [await seen(prefix, who), await seen(asn, who)]
      const tenant = await aboveHabit(flow.tenant)
      if (near.isNew) await noted?.({ peopleOfNetwork: near.people })
      return { prefix: near.people, asn: wide.people, tenant }
    },
    of: async (flow) => {
      const { prefix, asn } = keys(flow)
      return {
        prefix: await people(prefix),
        asn: await people(asn),
        tenant: await aboveHabit(flow.tenant),
      }
    },
  }
}
