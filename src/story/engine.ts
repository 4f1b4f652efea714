import type { Timekeeper } from '../lib/timekeeper.ts'
import { randomToken, sha256 } from '../lib/ids.ts'
import { Acting } from './acting.ts'
import { owedBy } from './alarm.ts'
import { advance, expired } from './advance.ts'
import { Fault } from './errors.ts'
import type { AuditEvent, Journal } from './event.ts'
import { Ledger, type Loaded } from './ledger.ts'
import { endsAt } from './person-time.ts'
import { parsed, type FlowRecord, type PendingEvents, type Store } from './record.ts'
import { askStep, current, type Answer, type Conclusion, type Effects, type Story } from './story.ts'
import { here, view, type View } from './view.ts'
import type { Verdict } from './verdict.ts'
import { barred, warded } from './ward.ts'

export interface Heard<F> {
  readonly verdict: Verdict
  readonly view?: View<F>
  readonly reveal?: Readonly<Record<string, unknown>>
}

export interface EngineParts<F, W> {
  readonly store: Store
  readonly journal: Journal
  /** Every decision is refused with ERR_CLOCK while this machine's clock is too far from the shared time. */
  readonly clock: Timekeeper
  readonly stories: readonly Story<F, W>[]
  readonly world: W
  /** Names this process in leases. */
  readonly replica: string
  /** Called after each write, so that the person's card is drawn anew; the sweep makes up for a crash in between. */
  readonly changed?: (id: string, ver: number) => void
}

const attempts = 200

/**
 * The only place that advances a record. Every decision is written over the very revision it read, or made again;
 * tries are counted in the same write as their verdict (dropping that compare would hand out free guesses).
 */
export class Engine<F, W> {
  readonly #parts: EngineParts<F, W>
  readonly #ledger: Ledger<F, W>
  readonly #acting: Acting<F, W>

  constructor(parts: EngineParts<F, W>) {
    this.#parts = parts
    this.#ledger = new Ledger(parts.store, parts.stories)
    this.#acting = new Acting(parts, this.#ledger, {
      save: (record, rev, effects) => this.#saved(record, rev, effects),
      conclude: (loaded, turn, answer) => this.#concluded(loaded, turn, answer),
      view: (id) => this.view(id),
    })
  }

  /** Begins a flow and runs the work that comes first. */
  async start(name: string, facts: F, effects: Effects = {}, id: string = randomToken(16)): Promise<View<F>> {
    const story = this.#ledger.story(name)
    await this.#parts.clock.agreed()
    const now = this.#parts.clock.now()
    const times = { startedAt: now, expiresAt: now + story.lastsMs }
    const record: FlowRecord<F> = {
      id,
      story: name,
      version: story.version,
      ver: 1,
      facts,
      tries: {},
      decided: [],
      ...times,
    }
    const events: AuditEvent[] = [
      { event: 'flow.started', detail: { story: name } },
      ...(effects.events ?? []),
    ]
    if (!(await this.#saved(record, 0, { ...effects, events })))
      throw new Fault('ERR_STORE_CONFLICT', 'the flow could not be begun')
    await this.#settleNowOrLater(id)
    const begun = await this.view(id)
    if (begun === undefined) throw new Fault('ERR_STORE', 'a flow vanished at its start')
    return begun
  }

  async view(id: string): Promise<View<F> | undefined> {
    const loaded = await this.#ledger.load(id)
    return loaded && view(loaded, this.#parts.world, this.#parts.clock.now())
  }

  /** The flow as it stands once the work it owes is done; work whose service is down stays owed. */
  async upToDate(id: string): Promise<View<F> | undefined> {
    await this.#settleNowOrLater(id)
    return await this.view(id)
  }

  /** Takes one answer. Safe to call with the same answer any number of times, from any number of replicas. */
  async hear(id: string, answer: Answer): Promise<Heard<F>> {
    await this.#parts.clock.agreed()
    for (let n = 0; n < attempts; n++) {
      const loaded = await this.#ledger.load(id)
      if (loaded === undefined) return { verdict: 'gone' }
      if (await this.#settledFirst(loaded)) continue
      const heard = await this.#decide(loaded, answer)
      if (heard !== 'conflict') return heard
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one flow')
  }

  /** Does what is due: work, an act left behind, expiry. Safe on any replica at any time. */
  async settle(id: string): Promise<void> {
    await this.#parts.clock.agreed()
    for (let n = 0; n < attempts; n++) {
      const loaded = await this.#ledger.load(id)
      if (loaded === undefined || !(await this.#settledFirst(loaded, true))) return
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one flow')
  }

  /** Moves one batch of events from the store to the journal. A journal that is down leaves it for the sweep. */
  async flush(key: string): Promise<void> {
    const stored = await this.#parts.store.read(key)
    if (stored === undefined) return
    const { events } = parsed<PendingEvents>(stored.value)
    try {
      await this.#parts.journal.append(events)
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'ERR_AUDIT') return
      throw cause
    }
    await this.#parts.store.write([{ key, rev: stored.rev, value: null }])
  }

  /**
   * True when the record was moved on (by us or by somebody else), so that it must be read again. Before an answer the ward
   * is asked once it is known to change something: a stranger's call must not show by what it reads whether a flow is live.
   */
  async #settledFirst(loaded: Loaded<F, W>, guarded = false): Promise<boolean> {
    const { record, story } = loaded
    const now = this.#parts.clock.now()
    if (record.outcome !== undefined) return false
    if (record.intent !== undefined)
      return record.intent.leaseUntil <= now && (await this.#acting.recover(loaded, record.intent))
    const owed = owedBy(loaded, this.#parts.world, now)
    const bar = guarded || owed !== undefined ? await barred(loaded, this.#parts.world, now) : undefined
    if (bar === undefined && owed !== undefined) {
      await this.#apply(loaded, await owed())
      return true
    }
    if (bar === undefined && endsAt(record) > now) return false
    await this.#apply(loaded, bar ?? expired(current(story, record.facts)?.name ?? ''))
    return true
  }

  async #decide(loaded: Loaded<F, W>, answer: Answer): Promise<Heard<F> | 'conflict'> {
    const { record, story } = loaded
    const { world, clock } = this.#parts
    const now = clock.now()
    const refuse = (verdict: Verdict): Heard<F> => ({ verdict, view: view(loaded, world, now) })
    if (record.decided.includes(answer.eventId)) return refuse('duplicate')
    if (!story.admits(record.facts, answer)) return refuse('unheard')
    if (record.outcome !== undefined) return refuse('over')
    if (record.intent !== undefined) return refuse('busy')
    const step = askStep(current(story, record.facts))
    const interrupt = story.interrupts.find(
      (i) => i.name === answer.name && i.hearsFrom.includes(answer.from),
    )
    const hearer =
      interrupt ?? (step?.hearsFrom(record.facts).includes(answer.from) === true ? step : undefined)
    if (hearer === undefined) return refuse('unheard')
    const stale = answer.prompt !== undefined && answer.prompt !== `${hearer.name}:${record.ver}`
    if (interrupt === undefined && stale) return refuse('stale')
    const turn = await hearer.hear(record.facts, answer, world, here(record, now))
    if (turn.kind === 'show') {
      await this.#told(record.id, answer, turn.events ?? [])
      return { ...refuse('shown'), reveal: turn.reveal }
    }
    // An end that writes more is barred like any other turn: its write would be refused, and the answer heard again.
    const bare = turn.kind === 'end' && (turn.writes ?? []).length === 0
    const bar = bare ? undefined : await barred(loaded, world, now)
    if (bar !== undefined) {
      await this.#apply(loaded, bar)
      return 'conflict'
    }
    if (turn.kind === 'act') return await this.#acting.act(loaded, step, turn.input, answer)
    return await this.#concluded(loaded, turn, answer)
  }

  async #concluded(
    loaded: Loaded<F, W>,
    turn: Conclusion<F>,
    answer: Answer,
  ): Promise<Heard<F> | 'conflict'> {
    if (!(await this.#apply(loaded, turn, answer))) return 'conflict'
    const seen = await this.upToDate(loaded.record.id)
    const verdict = turn.kind === 'again' ? 'again' : 'taken'
    return { verdict, ...(seen && { view: seen }), ...(turn.reveal && { reveal: turn.reveal }) }
  }

  /** Work whose service is down stays due; the answer that led to it was taken all the same. */
  async #settleNowOrLater(id: string): Promise<void> {
    try {
      await this.settle(id)
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
    }
  }

  async #apply(loaded: Loaded<F, W>, turn: Conclusion<F>, answer?: Answer): Promise<boolean> {
    const { world, clock } = this.#parts
    const next = advance(loaded.story, loaded.record, turn, clock.now(), answer)
    const ends = next.record.outcome !== undefined
    const effects = await warded(loaded, next.effects, world, clock.now(), { ends })
    return effects !== undefined && (await this.#saved(next.record, loaded.rev, effects))
  }

  /** What an answer is told of that changed nothing. Its id may be made of what was typed: only a hash of it names the events. */
  async #told(id: string, { eventId }: Answer, events: readonly AuditEvent[]): Promise<void> {
    if (events.length === 0) return
    await this.flush(
      await this.#ledger.tell(id, sha256(eventId).slice(0, 22), events, this.#parts.clock.now()),
    )
  }

  async #saved(record: FlowRecord<F>, rev: number, effects: Effects): Promise<boolean> {
    const written = await this.#ledger.save(record, rev, effects, this.#parts.clock.now())
    if (!written) return false
    if (effects.events !== undefined && effects.events.length > 0)
      await this.flush(`audit:${record.id}:${record.ver}`)
    this.#parts.changed?.(record.id, record.ver)
    return true
  }
}
