import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import { Fault } from '../../story/errors.ts'
import type { Limits } from '../limits.ts'
import type { CommitOrder, CommitResult, Resolution, Verified, Witness } from '../port.ts'
import { readTrail, type Trail } from './access-log.ts'
import { byMarks, isOurMark, readMarks, tooNewToTell, type Marks } from './marks.ts'
import type { OpenLdapOptions } from './options.ts'
import { verifyOn } from './people.ts'
import type { Place } from '../servers.ts'
import type { Servers } from './root.ts'
import { writeUnmark } from './write.ts'

const stepMs = 250

interface Seen {
  readonly marks: Marks
  readonly trail: Trail | undefined
  /** Where it was seen. */
  readonly place: Place
}

/**
 * Finds out what became of a commit whose answer was lost, and leaves no mark of one that was not carried out. Looks on
 * the same server, in its log and at the entry, then tries the new password where it is still known. Sends no password write again.
 */
export class Settling {
  readonly #servers: Servers
  readonly #options: OpenLdapOptions
  readonly #clock: Clock
  readonly #limits: Limits

  constructor(servers: Servers, options: OpenLdapOptions, limits: Limits) {
    this.#servers = servers
    this.#options = options
    this.#clock = options.clock
    this.#limits = limits
  }

  /**
   * With the password still in memory, whether it was the first request or the password itself whose answer was lost; `marked`
   * when the first set pwdReset.
   */
  async settle(order: CommitOrder, marked: boolean): Promise<CommitResult> {
    const began = this.#clock.now()
    for (
      let steps = 0;
      steps * stepMs < this.#limits.settleMs && this.#clock.now() - began < this.#limits.settleMs;
      steps += 1
    ) {
      const quiet = this.#clock.now() - began >= this.#limits.quietMs
      const seen = await this.#unlessDown(() => this.#look(order.witness, order.op))
      const done =
        seen?.trail?.set !== undefined || (seen !== undefined && seen.marks.setAt !== order.witness.setAt)
      if (seen !== undefined && (done || quiet)) return this.#decide(order, seen, marked)
      await wait(stepMs)
    }
    return { kind: 'unknown', detail: `${order.witness.server} could not be asked what became of the write` }
  }

  /** After a crash. A mark that our unfinished commit left is taken back; a fault when it cannot be, so that somebody tries again. */
  async resolve(witness: Witness, op: string): Promise<Resolution> {
    const first = await this.#resolution(witness, op)
    if (first === 'committed' || first === 'foreign') return first
    // The server may still be working on what it was sent last, or on telling its log of it.
    await wait(this.#limits.quietMs)
    const second = await this.#resolution(witness, op)
    if (second === 'notCommitted') await this.takeBack(witness, op)
    return second
  }

  /** Takes back the mark of this order, if it left one. Rejects with ERR_DIRECTORY when that is not certain. */
  async takeBack(witness: Witness, op: string): Promise<void> {
    const seen = await this.#look(witness, op)
    if (seen === undefined || !isOurMark(witness, seen.marks, seen.trail)) return
    await this.unmark(witness, seen.marks.dn)
  }

  /** The same where it is known that the mark is ours. */
  async unmark(witness: Witness, dn: string): Promise<void> {
    const session = await this.#servers.pinned(witness.server)
    try {
      const answer = await writeUnmark(session.client, { dn, id: witness.person, setAt: witness.setAt })
      // 122 and 16: it is gone already. 32: so is the person, or has another name by now, and then the next try finds it.
      if (answer.kind === 'done' || (answer.kind === 'refused' && [16, 122].includes(answer.code))) return
      this.#options.log?.('directory.mustChange.left', { person: witness.person, says: answer.text })
      throw new Fault('ERR_DIRECTORY', `pwdReset of ${dn} could not be taken back: ${answer.text}`)
    } finally {
      await session.client.close()
    }
  }

  async #resolution(witness: Witness, op: string): Promise<Resolution> {
    const seen = await this.#look(witness, op)
    return seen === undefined ? 'unknown' : byMarks(witness, seen.marks, seen.trail)
  }

  async #decide(order: CommitOrder, { marks, trail, place }: Seen, marked: boolean): Promise<CommitResult> {
    const { witness } = order
    const told = byMarks(witness, marks, trail)
    if (told === 'committed') return { kind: 'committed' }
    if (told === 'notCommitted') return this.#notCommitted(order, marks, marked)
    // Elsewhere it would be a guess; here the password itself is the proof, and a wrong one costs one try.
    const verdict = await this.#verdict(order, marks.dn, place)
    if (verdict === 'ok' || verdict === 'okButBlocked') return { kind: 'committed' }
    if (verdict === 'no' && marks.setAt === witness.setAt && tooNewToTell(witness))
      return this.#notCommitted(order, marks, marked)
    if (verdict === 'no') return { kind: 'foreign', detail: 'the password was changed, but not to ours' }
    return { kind: 'unknown', detail: 'the password was written, but whether it is ours could not be tried' }
  }

  async #notCommitted(order: CommitOrder, marks: Marks, marked: boolean): Promise<CommitResult> {
    const nothing = 'the answer was lost, and the password is unchanged'
    if (!marked || !marks.reset) return { kind: 'notCommitted', detail: nothing }
    const back = await this.#unlessDown(async () => {
      await this.unmark(order.witness, marks.dn)
      return true
    })
    return back === true
      ? { kind: 'notCommitted', detail: nothing }
      : { kind: 'unknown', detail: `${nothing}, but it may be marked as one to be changed` }
  }

  async #verdict(order: CommitOrder, dn: string, place: Place): Promise<Verified> {
    const verdict = await this.#unlessDown(() => verifyOn(this.#servers, place, dn, order.password))
    return verdict ?? 'unknown'
  }

  /** Undefined when the person is gone. */
  async #look(witness: Witness, op: string): Promise<Seen | undefined> {
    const session = await this.#servers.pinned(witness.server)
    const { baseDn, accesslogDn } = this.#options
    try {
      const marks = await readMarks(session.client, baseDn, witness.person)
      if (marks === undefined) return undefined
      const trail =
        accesslogDn === undefined ? undefined : await readTrail(session.client, accesslogDn, witness, op)
      const { url, peer } = session.client
      return { marks, trail, place: { url, peer } }
    } finally {
      await session.client.close()
    }
  }

  async #unlessDown<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Fault) return undefined
      throw error
    }
  }
}
