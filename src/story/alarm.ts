import { expired } from './advance.ts'
import { Fault } from './errors.ts'
import type { Loaded } from './ledger.ts'
import { endsAt } from './person-time.ts'
import { askStep, current, type Conclusion, type Here, type WorkStep } from './story.ts'
import { here } from './view.ts'

/** What a step does by itself when nobody has answered it in time; found by the sweep of any replica, so no crash loses it. */
export interface Alarm<F, W> {
  /** When it is due next (ms since the epoch); undefined = not any more. What `sound` learns must move it on. */
  dueAt(facts: F): number | undefined
  sound(facts: F, world: W, here: Here): Promise<Conclusion<F>>
}

/** What a conversation owes without anybody answering: work, or an alarm that is due; undefined = it waits for an answer. */
export const owedBy = <F, W>(
  loaded: Loaded<F, W>,
  world: W,
  now: number,
): (() => Promise<Conclusion<F>>) | undefined => {
  const { record, story } = loaded
  const step = current(story, record.facts)
  if (step !== undefined && 'work' in step) return () => worked(loaded, step, world, now)
  const alarm = askStep(step)?.alarm
  const due = alarm?.dueAt(record.facts)
  if (alarm === undefined || due === undefined || due > now || endsAt(record) <= now) return undefined
  return () => alarm.sound(record.facts, world, here(record, now))
}

/**
 * Work that cannot be done is tried until the person's time is up, or it would stay due for ever; only what follows an
 * act, such as telling of it, is owed without end.
 */
const worked = async <F, W>(
  { record, story }: Loaded<F, W>,
  step: WorkStep<F, W>,
  world: W,
  now: number,
): Promise<Conclusion<F>> => {
  try {
    return await step.work(record.facts, world, here(record, now))
  } catch (cause) {
    const acted = story.steps.some((s) => s.noReturn === true && s.settled(record.facts))
    if (!(cause instanceof Fault) || record.expiresAt > now || acted) throw cause
    return expired(step.name)
  }
}
