import { PasswordPolicyControl } from 'ldapts'
import type { Secret } from '../../lib/secret.ts'
import { Fault } from '../../story/errors.ts'
import { brokenRule } from '../broken-rule.ts'
import { CommitFrame, type CommitDialect } from '../commit-frame.ts'
import { generalizedTimeMs } from '../filetime.ts'
import type { Limits } from '../limits.ts'
import { outOfBounds, type OutOfBounds } from '../out-of-bounds.ts'
import type { CommitKind, CommitOrder, CommitPort, CommitResult, Resolution, Witness } from '../port.ts'
import { unfitOrder } from '../unfit-order.ts'
import { sortNo } from './errors.ts'
import type { Look } from './look.ts'
import { moved } from './moved.ts'
import type { OpenLdapOptions } from './options.ts'
import { verified } from './people.ts'
import type { LdapPerson } from './person.ts'
import type { Servers, Session } from './root.ts'
import { Settling } from './settling.ts'
import { unsupported } from './unsupported.ts'
import { writeMark, writeMustChange, writePassword, writeUnlock, type PasswordAnswer } from './write.ts'

type Undone = Extract<CommitResult, { kind: 'refused' | 'notCommitted' | 'foreign' }>

const rulesChanged = 'the rules changed since the order was prepared'

/** How far clocks may differ before we misjudge whether a password is too young (ms). */
const skewMs = 600_000

/**
 * Resets, changes and unlocks in OpenLDAP. Trusts nobody: every write looks again at the person, on the very server and
 * connection it is sent on, and is bound to what was seen. A commit is two requests: one that must find the entry as it
 * was, then the password. Each is sent at most once; an unclear answer is looked into, never sent again.
 */
export class LdapCommit implements CommitPort {
  readonly #servers: Servers
  readonly #look: Look
  readonly #options: OpenLdapOptions
  readonly #limits: Limits
  readonly #settling: Settling
  readonly #frame: CommitFrame<Session, LdapPerson>

  constructor(servers: Servers, look: Look, options: OpenLdapOptions, limits: Limits) {
    this.#servers = servers
    this.#look = look
    this.#options = options
    this.#limits = limits
    this.#settling = new Settling(servers, options, limits)
    this.#frame = new CommitFrame(servers, this.#dialect(), options.clock, limits)
  }

  prepare(person: string, kind?: CommitKind): Promise<{ readonly witness: Witness } | OutOfBounds> {
    return this.#servers.read(async (session) => {
      const seen = await this.#look.at(session, person)
      const out = outOfBounds(seen?.status, kind) ?? unsupported(session, seen, kind)
      if (out !== undefined || seen === undefined) return out ?? { refused: 'gone', detail: 'no such person' }
      return {
        witness: {
          person,
          server: session.server,
          setAt: seen.setAt,
          state: seen.state,
          writes: 1,
          takenAt: this.#options.clock.now(),
          ...(seen.reset ? { mustChange: true } : {}),
          ...(kind !== 'change' && !seen.reset && this.#mayBeTooYoung(seen) ? { marks: true } : {}),
          ...(kind === 'change' ? { change: true } : {}),
        },
      }
    })
  }

  commit(order: CommitOrder): Promise<CommitResult> {
    return this.#frame.commit(order)
  }

  unlock(person: string): ReturnType<CommitPort['unlock']> {
    return this.#frame.unlock(person)
  }

  resolve(witness: Witness, op: string): Promise<Resolution> {
    return this.#settling.resolve(witness, op)
  }

  #dialect(): CommitDialect<Session, LdapPerson> {
    return {
      look: (session, person) => this.#look.at(session, person),
      ready: async (session, order, began) => {
        const seen = await this.#ready(session, order)
        return 'kind' in seen ? seen : () => this.#write(session, order, seen, began)
      },
      lift: (session, seen) => writeUnlock(session.client, seen),
      sort: (no, { status }) => sortNo(no, { status, password: '' }),
    }
  }

  /** Everything that must hold at this moment, whatever was found before. */
  async #ready(session: Session, order: CommitOrder): Promise<LdapPerson | CommitResult> {
    const unfit = unfitOrder(order)
    if (unfit !== undefined) return unfit
    const kind = order.witness.change === true ? 'change' : 'reset'
    const seen = await this.#look.at(session, order.person)
    const out = outOfBounds(seen?.status, kind) ?? unsupported(session, seen, kind)
    if (out !== undefined || seen === undefined)
      return { kind: 'refused', reason: out?.refused ?? 'gone', detail: out?.detail ?? '' }
    if (seen.setAt !== order.witness.setAt || seen.state !== order.witness.state)
      return moved(order.witness, seen)
    // Before anything is written: what can be seen to break a rule leaves no trace.
    const broken = brokenRule(seen.rules.shown, seen.status.person, order.password.reveal())
    return broken === undefined
      ? seen
      : { kind: 'refused', reason: broken, detail: `by the policy ${seen.rules.shown.source}` }
  }

  async #write(session: Session, order: CommitOrder, seen: LdapPerson, began: number): Promise<CommitResult> {
    const mark = order.current === undefined && !seen.reset && this.#mayBeTooYoung(seen)
    if (mark && order.witness.marks !== true)
      return { kind: 'notCommitted', detail: rulesChanged, untried: true }
    const marked = await writeMark(session.client, seen, mark, order.op)
    if (marked.kind === 'unclear') return this.#settling.settle(order, mark)
    if (marked.kind === 'refused') {
      if (marked.code !== 122) return sortNo(marked, { status: seen.status, password: '' })
      const now = await this.#look.at(session, order.person)
      return now === undefined ? gone : moved(order.witness, now)
    }
    const told =
      order.current === undefined
        ? (this.#tooLate(began) ?? (await writePassword(session.client, seen.dn, order).catch(notSent)))
        : await this.#change(session, order, seen, order.current, began)
    if ('kind' in told) return this.#unmarked(order, seen, told, mark)
    if (told.answer.kind === 'unclear')
      return this.#settled(order, await this.#settling.settle(order, mark), seen)
    if (told.answer.kind === 'done') return this.#settled(order, { kind: 'committed' }, seen)
    const no = { ...told.answer, error: told.error }
    return this.#unmarked(
      order,
      seen,
      sortNo(no, { status: seen.status, password: order.password.reveal() }),
      mark,
    )
  }

  /**
   * A change, under the person's own name: so the server itself verifies the old password, counts a wrong one, and keeps to
   * every rule. An expired password opens no session; slapd has then said that it is right, and the service account sets
   * the new one, which can break no rule about age.
   */
  #change(
    session: Session,
    order: CommitOrder,
    { dn }: LdapPerson,
    current: Secret,
    began: number,
  ): Promise<PasswordAnswer | Undone> {
    return this.#servers.asPerson(session.client, async (client) => {
      const policy = new PasswordPolicyControl()
      const bound = await client.bind(dn, current, [policy])
      const verdict = verified(bound, policy)
      if (bound.kind === 'done')
        return this.#tooLate(began) ?? writePassword(client, dn, { ...order, current })
      const refused = (reason: 'wrongPassword' | 'locked') =>
        ({ kind: 'refused', reason, detail: 'by the bind with the current password' }) as const
      if (verdict === 'no') return refused('wrongPassword')
      if (verdict === 'locked') return refused('locked')
      if (verdict !== 'okButBlocked')
        return { kind: 'notCommitted', detail: `the current password could not be tried: ${bound.text}` }
      return (
        this.#tooLate(began) ?? writePassword(session.client, dn, { password: order.password, op: order.op })
      )
    })
  }

  /** A definite no. The mark goes first: who remembers the password after all must not be worse off for having tried. */
  async #unmarked(order: CommitOrder, seen: LdapPerson, told: Undone, mark: boolean): Promise<CommitResult> {
    if (!mark) return told
    try {
      await this.#settling.unmark(order.witness, seen.dn)
      return told
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { kind: 'unknown', detail: `${told.detail}; the password is unchanged, but ${error.message}` }
    }
  }

  /** The password is set by now, so a failure here is for the operator's log, not a failed reset. */
  async #settled(order: CommitOrder, result: CommitResult, { dn }: LdapPerson): Promise<CommitResult> {
    if (result.kind !== 'committed' || !order.mustChange) return result
    const failed = (says: string): void =>
      this.#options.log?.('directory.mustChange.failed', { person: order.person, says })
    try {
      const session = await this.#servers.pinned(order.witness.server)
      const answer = await writeMustChange(session.client, dn)
      if (answer.kind !== 'done') failed(answer.text)
      await session.client.close()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      failed(error.message)
    }
    return result
  }

  /** No password leaves so late that another replica might already be asking what became of it. */
  #tooLate(began: number): Undone | undefined {
    return this.#options.clock.now() - began > this.#limits.writeMs
      ? { kind: 'notCommitted', detail: 'it was too late to send the password', untried: true }
      : undefined
  }

  /** Whether the minimum age could stand in the way; then, and only then, the mark is set. */
  #mayBeTooYoung({ rules, setAt }: LdapPerson): boolean {
    const { minAgeMs } = rules.shown
    const at = setAt === '' ? undefined : generalizedTimeMs(setAt)
    if (minAgeMs === 0 || at === undefined) return false
    return minAgeMs === 'unknown' || this.#options.clock.now() < at + minAgeMs + skewMs
  }
}

/** The line died between the two requests: what the first left is looked into like a lost answer. */
const notSent = (error: unknown): PasswordAnswer => {
  if (!(error instanceof Fault)) throw error
  return { answer: { kind: 'unclear', text: error.message }, error: undefined }
}

const gone: CommitResult = { kind: 'refused', reason: 'gone', detail: 'no such person' }
