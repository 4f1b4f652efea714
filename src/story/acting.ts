import { minute, second } from '../lib/clock.ts'
import { randomToken } from '../lib/ids.ts'
import type { Secret } from '../lib/secret.ts'
import { moved } from './advance.ts'
import type { EngineParts, Heard } from './engine.ts'
import { Fault } from './errors.ts'
import type { Ledger, Loaded } from './ledger.ts'
import type { FlowRecord, Intent } from './record.ts'
import {
  learn,
  type Act,
  type Answer,
  type AskStep,
  type Conclusion,
  type Effects,
  type Secrets,
} from './story.ts'
import { here, type View } from './view.ts'
import { warded } from './ward.ts'

/** How long an act may take before another replica looks what became of it. Directory deadlines are well under it. */
export const leaseMs = 30 * second
/** An act that would begin later than this in its lease does not begin: it must be over, or given up, before the lease ends. */
const lateMs = 5 * second
const giveUpMs = 10 * minute
/** How often a result is offered to a record that others write to. */
const attempts = 50
/** How often, and how long apart (real ms), a store that is away is offered a result that is known. */
const patience = 20
const restMs = 500

type AnyAct<F, W> = Act<F, W, unknown, unknown, Secret | Secrets>

/** What acting needs of the engine around it. */
export interface Around<F, W> {
  save(record: FlowRecord<F>, rev: number, effects: Effects): Promise<boolean>
  conclude(loaded: Loaded<F, W>, turn: Conclusion<F>, answer: Answer): Promise<Heard<F> | 'conflict'>
  view(id: string): Promise<View<F> | undefined>
}

/**
 * Runs a step's irreversible act exactly once: intent saved, intent journalled, act, result saved, in this order. A lost
 * result is looked up in the world and never made by acting again.
 */
export class Acting<F, W> {
  readonly #parts: EngineParts<F, W>
  readonly #ledger: Ledger<F, W>
  readonly #around: Around<F, W>

  constructor(parts: EngineParts<F, W>, ledger: Ledger<F, W>, around: Around<F, W>) {
    this.#parts = parts
    this.#ledger = ledger
    this.#around = around
  }

  async act(
    loaded: Loaded<F, W>,
    step: AskStep<F, W> | undefined,
    input: Secret | Secrets,
    answer: Answer,
  ): Promise<Heard<F> | 'conflict'> {
    const { world, clock, replica } = this.#parts
    const { record } = loaded
    if (step?.act === undefined) throw new TypeError(`step ${step?.name ?? 'at the end'} has no act`)
    const op = randomToken(16)
    const began = clock.elapsed()
    const now = await clock.asked()
    const begun = await step.act.before(record.facts, world, here(record, now), op)
    if ('turn' in begun) return await this.#around.conclude(loaded, begun.turn, answer)
    const intent: Intent = {
      op,
      step: step.name,
      before: begun.before,
      by: replica,
      begunAt: now,
      leaseUntil: now + leaseMs,
    }
    const held = { ...loaded, record: { ...moved(record, answer), intent }, rev: loaded.rev + 1 }
    const effects = await warded(loaded, {}, world, now, { op })
    if (effects === undefined || !(await this.#around.save(held.record, loaded.rev, effects)))
      return 'conflict'
    if (!(await this.#journalled(step.act, held, intent))) {
      await this.#around.conclude(held, learn<F>({}), recovery(intent))
      return { verdict: 'unavailable' }
    }
    if (await this.#tooLate(intent, began)) return { verdict: 'busy' }
    const result = await this.#performed(step.act, held, intent, input)
    return await this.#finishPatiently(held, step.act, intent, result)
  }

  /** An act whose process died: take the lease, ask the world, conclude. True when the record moved on. */
  async recover(loaded: Loaded<F, W>, intent: Intent): Promise<boolean> {
    const { record, story } = loaded
    // Not by what we take for the time: on a machine ahead of the others this act may be on its way at this moment.
    const now = await this.#parts.clock.asked()
    if (intent.leaseUntil > now) return false
    const step = story.steps.find((s) => s.name === intent.step)
    if (step === undefined || 'work' in step || step.act === undefined)
      throw new TypeError(`no act in step ${intent.step}`)
    const lease: Intent = { ...intent, by: this.#parts.replica, leaseUntil: now + leaseMs }
    const held = { ...loaded, record: { ...record, ver: record.ver + 1, intent: lease }, rev: loaded.rev + 1 }
    if (!(await this.#around.save(held.record, loaded.rev, {}))) return true
    // It may have died between saving and journalling: no outcome is told without its intent. The same id, so told twice is once.
    if (!(await this.#journalled(step.act, held, intent))) return false
    const result = await this.#looked(step.act, held, intent, now)
    if (result === undefined) return false
    await this.#finish(held, step.act, lease, result.value)
    return true
  }

  /**
   * By the stopwatch, which nobody can set back; and by the shared time, for a machine that was put to sleep just now stopped
   * that, too, while another may have taken over and told that nothing was written.
   */
  async #tooLate({ begunAt }: Intent, began: number): Promise<boolean> {
    const { clock } = this.#parts
    return (await clock.asked()) - begunAt > lateMs || clock.elapsed() - began > lateMs
  }

  /** False when the journal does not answer: then nothing may begin. */
  async #journalled(act: AnyAct<F, W>, held: Loaded<F, W>, intent: Intent): Promise<boolean> {
    const event = act.intent(held.record.facts, intent.before, intent.op)
    try {
      await this.#parts.journal.append([{ flow: held.record.id, id: `${intent.op}:intent`, ...event }])
      return true
    } catch (cause) {
      if (cause instanceof Fault) return false
      throw cause
    }
  }

  async #performed(
    act: AnyAct<F, W>,
    held: Loaded<F, W>,
    intent: Intent,
    input: Secret | Secrets,
  ): Promise<unknown> {
    try {
      const at = here(held.record, this.#parts.clock.now())
      return await act.perform(held.record.facts, this.#parts.world, intent.before, input, intent.op, at)
    } catch {
      // What a broken act did cannot be told from its error; the world is asked instead.
      return await act.landed(held.record.facts, this.#parts.world, intent.before, intent.op)
    }
  }

  async #looked(
    act: AnyAct<F, W>,
    held: Loaded<F, W>,
    intent: Intent,
    now: number,
  ): Promise<{ value: unknown } | undefined> {
    try {
      return { value: await act.landed(held.record.facts, this.#parts.world, intent.before, intent.op) }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      return now - intent.begunAt > giveUpMs ? { value: act.lost } : undefined
    }
  }

  /**
   * The result is known here and nowhere else: a store that is away for some seconds must not make a riddle of it, for
   * not every directory can be asked afterwards.
   */
  async #finishPatiently(
    held: Loaded<F, W>,
    act: AnyAct<F, W>,
    intent: Intent,
    result: unknown,
  ): Promise<Heard<F>> {
    for (let n = 0; ; n++) {
      try {
        return await this.#finish(held, act, intent, result)
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.retry !== 'later' || n === patience) throw cause
        await new Promise((resolve) => setTimeout(resolve, restMs))
      }
    }
  }

  /**
   * Saves what the result means; whoever resolved the same intent first has the word. A store that has forgotten the
   * intent (a failover, a restart without its file) is told all the same: the write has happened, so it must not stay
   * unaudited, and the person not in the dark.
   */
  async #finish(held: Loaded<F, W>, act: AnyAct<F, W>, intent: Intent, result: unknown): Promise<Heard<F>> {
    const { world, clock, journal } = this.#parts
    const { id } = held.record
    let now = held
    for (let n = 0; n < attempts; n++) {
      const turn = await act.means(now.record.facts, world, result, here(now.record, clock.now()), intent.op)
      if (now.record.outcome !== undefined || foreign(now.record, intent)) {
        await journal.append((turn.events ?? []).map((event) => ({ flow: id, ...event })))
        break
      }
      const heard = await this.#around.conclude(now, turn, recovery(intent))
      if (heard !== 'conflict') return heard
      const loaded = await this.#ledger.load(id)
      if (loaded?.record.decided.includes(recovery(intent).eventId) === true) break
      now = loaded ?? { ...held, rev: 0 }
    }
    const seen = await this.#around.view(id)
    return { verdict: 'taken', ...(seen && { view: seen }) }
  }
}

/** Another act is under way on this record: ours was forgotten, and that one must not be. */
const foreign = ({ intent }: FlowRecord<unknown>, ours: Intent): boolean =>
  intent !== undefined && intent.op !== ours.op

/** The answer in whose name a result is saved: the browser's, whose password it was. */
const recovery = (intent: Intent): Answer => ({
  from: 'browser',
  name: 'recover',
  value: '',
  eventId: `recover:${intent.op}`,
})
