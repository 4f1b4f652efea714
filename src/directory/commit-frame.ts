import type { Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import type { Answer } from './guarded-client.ts'
import type { Limits } from './limits.ts'
import { outOfBounds } from './out-of-bounds.ts'
import type { CommitOrder, CommitPort, CommitResult, Status } from './port.ts'
import { Turns, TurnsByKey } from './turns.ts'

type Refused = Extract<Answer, { kind: 'refused' }>
type Told = Extract<CommitResult, { kind: 'refused' | 'notCommitted' | 'foreign' }>

/** A connection of one's own. */
interface Line {
  readonly client: { close(): Promise<void> }
}

/** See `Servers`. */
interface Lines<S> {
  readonly fresh: () => Promise<S>
  readonly pinned: (server: string) => Promise<S>
}

/** What a dialect says and does within the frame. */
export interface CommitDialect<S extends Line, P extends { readonly status: Status }> {
  readonly look: (session: S, person: string) => Promise<P | undefined>
  /** Looks at everything that must hold at this moment, whatever was found before: the write that may begin, or why none may. */
  readonly ready: (
    session: S,
    order: CommitOrder,
    began: number,
  ) => Promise<CommitResult | (() => Promise<CommitResult>)>
  readonly lift: (session: S, seen: P) => Promise<Answer>
  readonly sort: (no: Refused, seen: P) => Told
}

/**
 * What every dialect keeps to when it writes: one commit at a time for a person and a few in all, on a connection of its own to
 * the very server of the witness, begun in time or not at all; an unlock bound to what was looked at on the connection it is sent on.
 */
export class CommitFrame<S extends Line, P extends { readonly status: Status }> {
  readonly #servers: Lines<S>
  readonly #dialect: CommitDialect<S, P>
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #turns: Turns
  readonly #perPerson = new TurnsByKey()

  constructor(servers: Lines<S>, dialect: CommitDialect<S, P>, clock: Clock, limits: Limits) {
    this.#servers = servers
    this.#dialect = dialect
    this.#clock = clock
    this.#limits = limits
    this.#turns = new Turns(limits.commitsAtOnce)
  }

  /** See `CommitPort.commit`. The time to begin runs from here, turns included. */
  commit(order: CommitOrder): Promise<CommitResult> {
    const began = this.#clock.now()
    return this.#perPerson.run(order.person, () => this.#turns.run(() => this.#commit(order, began)))
  }

  async #commit(order: CommitOrder, began: number): Promise<CommitResult> {
    let session: S | undefined
    try {
      session = await this.#servers.pinned(order.witness.server)
      const ready = await this.#dialect.ready(session, order, began)
      if (typeof ready !== 'function') return ready
      if (this.#clock.now() - began > this.#limits.beginMs)
        return { kind: 'notCommitted', detail: 'it was too late to begin', untried: true }
      return await ready()
    } catch (error) {
      // Only reading and connecting can fail like this; writes answer, and so does a bind that was sent.
      if (error instanceof Fault)
        return { kind: 'notCommitted', detail: `${error.code}: ${error.message}`, untried: true }
      throw error
    } finally {
      await session?.client.close()
    }
  }

  /** See `CommitPort.unlock`. */
  async unlock(person: string): ReturnType<CommitPort['unlock']> {
    const { look, lift, sort } = this.#dialect
    const session = await this.#servers.fresh()
    try {
      const seen = await look(session, person)
      const out = outOfBounds(seen?.status)
      if (out !== undefined || seen === undefined)
        return { kind: 'refused', reason: out?.refused ?? 'gone', detail: out?.detail ?? '' }
      const answer = await lift(session, seen)
      if (answer.kind === 'done') return { kind: 'unlocked' }
      // Asking again is harmless, so an unclear answer is a fault that the caller may retry.
      if (answer.kind === 'unclear') throw new Fault('ERR_DIRECTORY', `unlock: ${answer.text}`)
      const told = sort(answer, seen)
      if (told.kind === 'refused') return told
      throw new Fault('ERR_DIRECTORY', `unlock: ${told.detail}`)
    } finally {
      await session.client.close()
    }
  }
}
