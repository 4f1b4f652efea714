import type { Loaded } from './ledger.ts'
import type { Store } from './record.ts'
import { here } from './view.ts'
import type { Conclusion, Effects, Story } from './story.ts'

/** What was committed is owed to its end: telling of it is not stopped by a bar. */
const pastReturn = <F, W>(story: Story<F, W>, facts: F): boolean =>
  story.steps.some((s) => s.noReturn === true && s.settled(facts))

/** How a conversation ends that its ward bars; undefined = it may go on. An act under way cannot be barred any more. */
export const barred = async <F, W>(
  { record, story }: Loaded<F, W>,
  world: W,
  now: number,
): Promise<Conclusion<F> | undefined> => {
  if (story.ward === undefined || record.intent !== undefined || pastReturn(story, record.facts))
    return undefined
  return (await story.ward(record.facts, world, here(record, now))).barred
}

/** What is about to be written: the intent of the act `op`, or the conversation's end. */
interface Moment {
  readonly op?: string
  readonly ends?: boolean
}

/**
 * Effects with what holds the ward's word still while they are written: a bar that comes between decision and write
 * makes the write fail. Undefined when it has come already. Only what outlasts the conversation needs it; a mere end
 * is never barred, and takes the conversation out of its ward.
 */
export const warded = async <F, W>(
  { record, story }: Loaded<F, W>,
  effects: Effects,
  world: W,
  now: number,
  { op, ends = false }: Moment = {},
): Promise<Effects | undefined> => {
  const concludes = record.intent !== undefined
  const writes = effects.writes ?? []
  const lasts = op !== undefined || concludes || writes.length > 0
  if (story.ward === undefined || !(lasts || ends)) return effects
  const word = await story.ward(record.facts, world, here(record, now), op)
  const free = !lasts || concludes || pastReturn(story, record.facts)
  if (word.barred !== undefined && !free) return undefined
  const still = ends ? (word.leaves ?? (lasts ? word.holds : [])) : word.holds
  // What is written anyway, over the revision it was read at, holds as well.
  return { ...effects, writes: [...writes, ...still.filter(({ key }) => !writes.some((w) => w.key === key))] }
}

/** Names a conversation that a bar has stopped: due at once, so that its card says so without anybody pressing anything. */
export const stopKey = (flow: string, by: string): string => `stop:${flow}:${by}`

/** Works off `stop:<flow>:<by>`: the conversation finds itself barred. */
export const stopping =
  (engine: { settle(id: string): Promise<void> }, store: Store) =>
  async (key: string): Promise<void> => {
    await engine.settle(key.split(':')[1] ?? '')
    const stored = await store.read(key)
    if (stored !== undefined) await store.write([{ key, rev: stored.rev, value: null }])
  }
