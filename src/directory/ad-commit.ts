import type { Secret } from '../lib/secret.ts'
import { byCounting, readCounters, yielded } from './ad-counters.ts'
import { sortNo, type ServerNo, type Told } from './ad-errors.ts'
import type { Look } from './ad-look.ts'
import type { ActiveDirectoryOptions, Limits } from './ad-options.ts'
import type { AdPerson } from './ad-person.ts'
import type { Course, Plan } from './ad-plan.ts'
import { mayChange } from './ad-protection.ts'
import type { Servers, Session } from './ad-servers.ts'
import { Settling } from './ad-settling.ts'
import {
  passwordBetween,
  writeAtOnce,
  writeChange,
  writeFirst,
  writeMustChange,
  writeSecond,
  writeUnlock,
  type Writing,
} from './ad-write.ts'
import { brokenRule } from './broken-rule.ts'
import { CommitFrame, type CommitDialect } from './commit-frame.ts'
import { outOfBounds, type OutOfBounds } from './out-of-bounds.ts'
import type { CommitKind, CommitOrder, CommitPort, CommitResult, Resolution, Witness } from './port.ts'
import { unfitOrder } from './unfit-order.ts'

/** What a commit goes by once everything has been looked at again. */
interface Ready {
  readonly person: AdPerson
  readonly writing: Writing
}

/**
 * Resets, changes and unlocks in Active Directory. Trusts nobody: every write looks again at the person, on the very server
 * and connection it is sent on. Each modify is sent at most once; an unclear answer is looked into, never sent again.
 */
export class AdCommit implements CommitPort {
  readonly #servers: Servers
  readonly #look: Look
  readonly #plan: Plan
  readonly #options: ActiveDirectoryOptions
  readonly #settling: Settling
  readonly #frame: CommitFrame<Session, AdPerson>

  constructor(servers: Servers, look: Look, plan: Plan, options: ActiveDirectoryOptions, limits: Limits) {
    this.#servers = servers
    this.#look = look
    this.#plan = plan
    this.#options = options
    this.#settling = new Settling(servers, options.clock, limits)
    this.#frame = new CommitFrame(servers, this.#dialect(), options.clock, limits)
  }

  prepare(person: string, kind?: CommitKind): Promise<{ readonly witness: Witness } | OutOfBounds> {
    return this.#servers.read(async (session) => {
      const seen = await this.#look.at(session, person)
      const out = outOfBounds(seen?.status, kind)
      if (out !== undefined || seen === undefined) return out ?? { refused: 'gone', detail: 'no such person' }
      const course = await this.#course(session, seen, kind)
      if ('refused' in course) return course
      const { version, setAt } = seen
      const writes = course.twoStep ? 2 : 1
      // The server's clock, carried on by ours since the session was opened.
      const takenAt = session.root.now + (this.#options.clock.now() - session.openedAt)
      return {
        witness: {
          person,
          server: session.server,
          setAt,
          writes,
          takenAt,
          ...(version === undefined ? {} : { version }),
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

  async resolve(witness: Witness, _op: string): Promise<Resolution> {
    const first = await this.#count(witness)
    if (first !== 'notCommitted' && first !== 'halfway') return first
    // The server may still be working on what it was sent last.
    await this.#settling.quiet()
    return this.#count(witness)
  }

  #dialect(): CommitDialect<Session, AdPerson> {
    return {
      look: (session, person) => this.#look.at(session, person),
      ready: async (session, order) => {
        const ready = await this.#ready(session, order)
        return 'kind' in ready ? ready : () => this.#write(session, order, ready)
      },
      lift: (session, { status }) => writeUnlock(session.client, status.person.id),
      sort: (no, { status }) =>
        sortNo(no, { status, password: '', historyKept: false, now: this.#options.clock.now() }),
    }
  }

  #write(session: Session, order: CommitOrder, ready: Ready): Promise<CommitResult> {
    if (order.current !== undefined) return this.#change(session, order, ready, order.current)
    return ready.writing.course.twoStep
      ? this.#inTwo(session, order, ready)
      : this.#atOnce(session, order, ready)
  }

  /** Everything that must hold at this moment, whatever was found before. */
  async #ready(session: Session, order: CommitOrder): Promise<Ready | CommitResult> {
    const { witness } = order
    const unfit = unfitOrder(order)
    if (unfit !== undefined) return unfit
    const kind = witness.change === true ? 'change' : 'reset'
    const person = await this.#look.at(session, order.person)
    const out = outOfBounds(person?.status, kind)
    if (out !== undefined || person === undefined)
      return { kind: 'refused', reason: out?.refused ?? 'gone', detail: out?.detail ?? '' }
    if (person.version !== witness.version || person.setAt !== witness.setAt) {
      return { kind: 'foreign', detail: 'the password was changed since the order was prepared' }
    }
    const course = await this.#course(session, person, kind)
    if ('refused' in course) return { kind: 'refused', reason: course.refused, detail: course.detail }
    if (witness.writes !== (course.twoStep ? 2 : 1))
      return { kind: 'notCommitted', detail: 'the rules changed since the order was prepared' }
    const { password, mustChange } = order
    return { person, writing: { id: order.person, setAt: person.setAt, password, mustChange, course } }
  }

  async #course(
    session: Session,
    person: AdPerson,
    kind: CommitKind = 'reset',
  ): Promise<Course | OutOfBounds> {
    const course =
      kind === 'change' ? this.#plan.change(session.root) : this.#plan.course(session.root, person)
    if (course === undefined)
      return { refused: 'notSupported', detail: 'the server does not offer the policy-hints control' }
    if ((kind === 'reset' && !course.twoStep) || person.acl === undefined) return course
    const self = await this.#look.self(session, this.#options.bindDn)
    // Found out now, because the second of two writes would find it out too late.
    return mayChange(person.acl, self)
      ? course
      : {
          refused: 'noRight',
          detail: 'Change Password is not granted on this person, so the directory cannot keep the history',
        }
  }

  async #atOnce(session: Session, order: CommitOrder, { person, writing }: Ready): Promise<CommitResult> {
    const answer = await writeAtOnce(session.client, writing)
    if (answer.kind === 'done') return { kind: 'committed' }
    if (answer.kind === 'refused') return this.#no(answer, order, person, writing.course.hints !== undefined)
    return this.#settling.settle({ order, dn: person.dn })
  }

  async #inTwo(session: Session, order: CommitOrder, { person, writing }: Ready): Promise<CommitResult> {
    // The first write cannot be taken back, so what can be seen is looked at before it.
    const broken = brokenRule(person.status.policy, person.status.person, order.password.reveal())
    if (broken !== undefined)
      return { kind: 'refused', reason: broken, detail: `by the policy ${person.status.policy.source}` }
    const { minLength } = person.status.policy
    const between = passwordBetween(minLength === 'unknown' ? 0 : minLength)
    const first = await writeFirst(session.client, writing, between)
    if (first.kind === 'refused') return this.#no(first, order, person, false)
    if (first.kind === 'unclear') return this.#settling.settle({ order, dn: person.dn, between })
    const second = await writeSecond(session.client, writing, between)
    if (second.kind === 'unclear') return this.#settling.settle({ order, dn: person.dn, between })
    if (second.kind === 'done') {
      if (order.mustChange) await this.#chooseAgain(session, order.person)
      return { kind: 'committed' }
    }
    const no = this.#no(second, order, person, true)
    if (no.kind === 'foreign') return no
    return { kind: 'halfway', reason: no.kind === 'refused' ? no.reason : 'unknown', detail: no.detail }
  }

  async #change(session: Session, order: CommitOrder, ready: Ready, current: Secret): Promise<CommitResult> {
    const { person, writing } = ready
    const answer = await writeChange(session.client, writing, current)
    if (answer.kind === 'done') return { kind: 'committed' }
    if (answer.kind === 'unclear') return this.#settling.settle({ order, dn: person.dn })
    return yielded(session, person, this.#no(answer, order, person, true))
  }

  #no(answer: ServerNo, order: CommitOrder, { status }: AdPerson, historyKept: boolean): Told {
    return sortNo(answer, {
      status,
      password: order.password.reveal(),
      historyKept,
      change: order.current !== undefined,
      now: this.#options.clock.now(),
    })
  }

  /** The password is set by now, so a failure here is for the operator's log, not a failed reset. */
  async #chooseAgain(session: Session, person: string): Promise<void> {
    const answer = await writeMustChange(session.client, person)
    if (answer.kind !== 'done')
      this.#options.log?.('directory.mustChange.failed', { person, says: answer.text })
  }

  async #count(witness: Witness): Promise<Resolution> {
    const session = await this.#servers.pinned(witness.server)
    try {
      const counters = await readCounters(session, witness.person)
      return counters === undefined ? 'unknown' : byCounting(witness, counters)
    } finally {
      await session.client.close()
    }
  }
}
