import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import { day } from '../lib/clock.ts'
import type { LogAppended, LogEntry, LogStore, OwnersLog } from '../store/port.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import { Company } from './company.ts'
import { folded, gravest, nothing, type Bounds, type Snapshot } from './folded.ts'
import { pack, readEntries, unpack, writeEntries, type Entry } from './line.ts'
import type { Names } from './names.ts'
import type {
  CompanyHabits,
  History,
  Judged,
  KeeperPort,
  Revoked,
  SignIn,
  SourceHealth,
  Verdict,
} from './port.ts'
import type { Sources } from './sources.ts'

export interface KeeperParts {
  readonly logs: LogStore
  /** For what the whole company has in common, sealed. */
  readonly store: Store
  readonly names: Names
  readonly clock: Clock
  readonly sources: Sources
  readonly bounds?: Bounds
  readonly failed: (fault: unknown) => void
  /** Hears of a log that somebody else wrote to; awaited. */
  readonly onTampered?: (key: string) => Promise<void>
}

const usual: Bounds = { most: 200, ageMs: 180 * day }
/** So many lines are opened one by one at every reading, at most; then they are folded into the snapshot. */
const mostLines = 32
/** People of one batch whose lines are sealed before anybody else has their turn. */
const slice = 100
/** Folded in one round of `tidy`. */
const perRound = 500
const foldsAtOnce = 8

/**
 * What is known of people's recent sign-ins, in logs that are appended to unread and folded now and then. A person's name
 * is hashed and every value sealed under a key of its own (`own-key.ts`).
 */
export class Keeper implements KeeperPort {
  readonly #parts: KeeperParts
  readonly #bounds: Bounds
  /** People with lines that wait to be folded. */
  readonly #touched = new Set<string>()
  readonly #company: Company

  constructor(parts: KeeperParts) {
    this.#parts = parts
    this.#bounds = parts.bounds ?? usual
    this.#company = new Company(parts.store, parts.clock)
  }

  async history(person: string): Promise<History> {
    const { signIns, earlier, firstAt } = await this.#now(person)
    return {
      signIns: signIns.map((one) => unpack(one, person)),
      earlier,
      ...(firstAt !== undefined && { firstAt }),
    }
  }

  async verdict(person: string): Promise<Verdict | undefined> {
    return gravest(await this.#now(person), this.#parts.clock.now())
  }

  async record(events: readonly SignIn[]): Promise<{ readonly kept: number; readonly repeated: number }> {
    const people = [...Map.groupBy(events, ({ person }) => person)]
    const sent: Promise<PromiseSettledResult<readonly LogAppended[]>[]>[] = []
    for (let from = 0; from < people.length; from += slice) {
      if (from > 0) await turn()
      const entries = people
        .slice(from, from + slice)
        .map(([person, theirs]) => this.#signIns(person, theirs))
      sent.push(Promise.allSettled([this.#append(entries)]))
    }
    const said: LogAppended[] = []
    for (const result of (await Promise.all(sent)).flat()) {
      if (result.status === 'rejected') throw result.reason
      said.push(...result.value)
    }
    const many: string[] = []
    for (const [n, { lines }] of said.entries()) {
      const [person = '', theirs = []] = people[n] ?? []
      if (lines > 0) this.#touched.add(person)
      if (lines >= mostLines || theirs.length > this.#bounds.most) many.push(person)
    }
    await this.#foldAll(many)
    const kept = said.flatMap(({ fresh }) => fresh.filter(Boolean)).length
    return { kept, repeated: events.length - kept }
  }

  async revoke(person: string, what: Revoked): Promise<void> {
    const id = 'ids' in what ? what.ids.join(' ') : `${what.from} ${what.to} ${what.source ?? ''}`
    await this.#append([this.#entry(person, [{ revoked: what }], [`revoked ${id}`])])
    await this.#fold(person)
  }

  async judge(person: string, { id, ...judged }: Judged): Promise<void> {
    await this.#append([this.#entry(person, [{ judged }], [`judged ${id} ${judged.verdict}`])])
    this.#touched.add(person)
  }

  async forget(person: string): Promise<void> {
    this.#touched.delete(person)
    await asked(this.#parts.logs.drop(this.#parts.names.owner(person)))
  }

  async company(): Promise<CompanyHabits> {
    return await asked(this.#company.habits())
  }

  async sources(): Promise<readonly SourceHealth[]> {
    return await asked(this.#parts.sources.all())
  }

  async heard(source: string, failing?: string): Promise<void> {
    await asked(this.#parts.sources.heard(source, failing))
  }

  /** Folds what waits and adds to the company's habits what was learned; to be called every few seconds, and at the end. */
  async tidy(): Promise<void> {
    await this.#foldAll([...this.#touched].slice(0, perRound))
    await asked(this.#company.keep())
  }

  /** The person's snapshot as it would be if it were folded now. */
  async #now(person: string): Promise<Snapshot> {
    const owner = this.#parts.names.owner(person)
    const log = await asked(this.#parts.logs.read(owner))
    const [before, entries] = [await this.#snapshot(owner, log), await this.#entries(owner, log)]
    // What a process that is gone left unfolded.
    if (log.lines.length > 0) this.#touched.add(person)
    return folded(before, entries, this.#parts.clock.now(), this.#bounds).snapshot
  }

  /** What cannot be folded is told and stays as it is: it is kept all the same, and nobody else waits for it. */
  async #foldAll(people: readonly string[]): Promise<void> {
    const left = [...people]
    const work = async (): Promise<void> => {
      for (let one = left.pop(); one !== undefined; one = left.pop())
        await this.#fold(one).catch(this.#parts.failed)
    }
    await Promise.all(Array.from({ length: Math.min(foldsAtOnce, left.length) }, work))
  }

  async #fold(person: string): Promise<void> {
    const { logs, names, clock } = this.#parts
    this.#touched.delete(person)
    const owner = names.owner(person)
    const log = await asked(logs.read(owner))
    if (log.lines.length === 0) return
    const before = await this.#snapshot(owner, log)
    const { snapshot, added } = folded(before, await this.#entries(owner, log), clock.now(), this.#bounds)
    const sealed = names.seal(owner, 'snapshot', JSON.stringify(snapshot))
    // Whoever folded it first has counted what is in it.
    if (!(await asked(logs.fold(owner, log, sealed, this.#bounds.ageMs)))) return
    const unpacked = (packed: Snapshot['signIns']): SignIn[] => packed.map((one) => unpack(one, ''))
    this.#company.learn(unpacked(before.signIns), before.earlier, unpacked(added))
  }

  async #append(entries: readonly LogEntry[]) {
    return await asked(this.#parts.logs.append(entries, this.#bounds.ageMs))
  }

  #signIns(person: string, theirs: readonly SignIn[]): LogEntry {
    const entries = theirs.map((one) => ({ signIn: pack(one) }))
    return this.#entry(
      person,
      entries,
      theirs.map(({ id }) => id),
    )
  }

  #entry(person: string, entries: readonly Entry[], ids: readonly string[]): LogEntry {
    const { names } = this.#parts
    const owner = names.owner(person)
    return { owner, line: names.seal(owner, 'line', writeEntries(entries)), tags: ids.map(names.tag) }
  }

  async #snapshot(owner: string, { snapshot }: OwnersLog): Promise<Snapshot> {
    if (snapshot === undefined) return nothing
    return parsed<Snapshot>(await this.#open(owner, 'snapshot', snapshot))
  }

  async #entries(owner: string, { lines }: OwnersLog): Promise<readonly Entry[]> {
    const opened: Entry[] = []
    for (const line of lines) opened.push(...readEntries(await this.#open(owner, 'line', line)))
    return opened
  }

  async #open(owner: string, kind: 'line' | 'snapshot', sealed: string): Promise<string> {
    try {
      return this.#parts.names.open(owner, kind, sealed)
    } catch (cause) {
      await this.#parts.onTampered?.(`activity:${owner}`)
      throw new Fault('ERR_ACTIVITY', 'what is known of a person was changed by somebody else', { cause })
    }
  }
}

/** The store's failures in the words of this port; what was changed by somebody else stays what it is. */
const asked = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    throw new Fault('ERR_ACTIVITY', `what is known of sign-ins cannot be asked: ${cause.message}`, { cause })
  }
}
