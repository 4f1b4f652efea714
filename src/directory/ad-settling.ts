import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import { Fault } from '../story/errors.ts'
import { readCounters, type Counters } from './ad-counters.ts'
import type { Limits } from './ad-options.ts'
import { verifyOn } from './ad-people.ts'
import type { Servers } from './ad-servers.ts'
import type { CommitOrder, CommitResult } from './port.ts'
import type { Place } from './servers.ts'

/** An order whose answer was lost, while the password is still in memory. */
export interface Unsettled {
  readonly order: CommitOrder
  readonly dn: string
  /** The password of the first of two writes. */
  readonly between?: Secret
}

interface Found {
  readonly counters: Counters
  /** Where they stood. */
  readonly place: Place
}

const stepMs = 250

/**
 * Finds out what became of a write whose answer was lost: waits until the server has certainly finished, counts the
 * password writes on that same server, and then tries the new password, which is conclusive. Sends nothing again.
 */
export class Settling {
  readonly #servers: Servers
  readonly #clock: Clock
  readonly #limits: Limits

  constructor(servers: Servers, clock: Clock, limits: Limits) {
    this.#servers = servers
    this.#clock = clock
    this.#limits = limits
  }

  /** Waits as long as a server may still be at work on a lost request. */
  async quiet(): Promise<void> {
    await wait(this.#limits.quietMs)
  }

  async settle(unsettled: Unsettled): Promise<CommitResult> {
    const { witness } = unsettled.order
    const began = this.#clock.now()
    let quietSince: number | undefined
    let seen: string | undefined
    for (
      let steps = 0;
      steps * stepMs < this.#limits.settleMs && this.#clock.now() - began < this.#limits.settleMs;
      steps += 1
    ) {
      const found = await this.#counters(unsettled)
      const counters = found?.counters
      const version = counters === undefined ? undefined : `${counters.version}/${counters.setAt}`
      if (version !== seen || quietSince === undefined) [seen, quietSince] = [version, this.#clock.now()]
      const writes = counters === undefined ? undefined : difference(witness.version, counters.version)
      const whole = writes !== undefined && writes >= witness.writes
      if (found !== undefined && (whole || this.#clock.now() - quietSince >= this.#limits.quietMs))
        return this.#decide(unsettled, found, writes)
      await wait(stepMs)
    }
    return { kind: 'unknown', detail: `${witness.server} could not be asked what became of the write` }
  }

  async #decide(
    { order, dn, between }: Unsettled,
    { counters, place }: Found,
    writes: number | undefined,
  ): Promise<CommitResult> {
    const { witness } = order
    if (writes === 0 || (writes === undefined && counters.setAt === witness.setAt)) {
      return { kind: 'notCommitted', detail: 'the answer was lost, and the password is unchanged' }
    }
    if (writes !== undefined && writes > witness.writes)
      return { kind: 'foreign', detail: 'more password writes than ours' }
    const halfOnly = writes !== undefined && writes < witness.writes
    const tried = halfOnly && between !== undefined ? between : order.password
    const verdict = await verifyOn(this.#servers, place, dn, tried).catch(asUnknown)
    if (verdict === 'no') return { kind: 'foreign', detail: 'the password was changed, but not to ours' }
    if (halfOnly && counters.setAt === '0')
      return {
        kind: 'halfway',
        reason: 'unknown',
        detail: 'the answer was lost after the first of two writes',
      }
    if (!halfOnly && (verdict === 'ok' || verdict === 'okButBlocked')) return { kind: 'committed' }
    // Locked again at once, or not reachable: the mark of our own write still tells. A change leaves none.
    if (!halfOnly && counters.marked && witness.change !== true) return { kind: 'committed' }
    return { kind: 'unknown', detail: 'the password was written, but whether it is ours could not be tried' }
  }

  async #counters({ order }: Unsettled): Promise<Found | undefined> {
    try {
      const session = await this.#servers.pinned(order.witness.server)
      try {
        const counters = await readCounters(session, order.person)
        const { url, peer } = session.client
        return counters === undefined ? undefined : { counters, place: { url, peer } }
      } finally {
        await session.client.close()
      }
    } catch (error) {
      if (error instanceof Fault) return undefined
      throw error
    }
  }
}

const difference = (before: string | undefined, after: string | undefined): number | undefined =>
  before === undefined || after === undefined ? undefined : Number(after) - Number(before)

const asUnknown = (error: unknown): 'unknown' => {
  if (error instanceof Fault) return 'unknown'
  throw error
}
