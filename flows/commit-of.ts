import type { CommitKind, CommitOrder, CommitResult, Resolution, Witness } from '../src/directory/port.ts'
import type { Secret } from '../src/lib/secret.ts'
import { Fault } from '../src/story/errors.ts'
import type { Act, Conclusion, Here, Secrets } from '../src/story/story.ts'
import type { Facts } from './facts.ts'
import { mayAct } from './may-act.ts'
import { outcomeOf, refusedBy } from './outcomes.ts'
import { personOf } from './steps/identify.ts'
import type { World } from './world.ts'

type Passwords = Pick<CommitOrder, 'password' | 'current'>

/**
 * The one irreversible act: the directory sets the password that was typed on our page, and nowhere else, a moment ago.
 * `passwordsOf` is called once, when the intent is on disk and before the directory hears anything; `also` says what must
 * hold besides.
 */
export const commitOf = <I extends Secret | Secrets>(
  kind: CommitKind,
  passwordsOf: (facts: Facts, world: World, typed: I, here: Here) => Promise<Passwords>,
  also?: (facts: Facts, world: World, here: Here) => Promise<Conclusion<Facts> | undefined>,
): Act<Facts, World, Witness, CommitResult, I> => ({
  lost: {
    kind: 'unknown',
    detail: 'the directory could not be asked for ten minutes',
  },

  async before(facts, world, here) {
    const instead = (await mayAct(facts, world, here, kind)) ?? (await also?.(facts, world, here))
    if (instead !== undefined) return { turn: instead }
    const prepared = await world.commit.prepare(personOf(facts).id, kind)
    if ('witness' in prepared) return { before: prepared.witness }
    const { refused: reason, detail } = prepared
    return { turn: refusedBy(facts, world, here, { kind, reason, detail }) }
  },

  intent: (facts, before, op) => ({
    event: 'commit.intent',
    detail: { op, activity: kind, person: personOf(facts).id, server: before.server },
  }),

  perform: async (facts, world, before, typed, op, here) =>
    known(
      await world.commit.commit({
        op,
        person: personOf(facts).id,
        ...(await passwordsOf(facts, world, typed, here)),
        witness: before,
        mustChange: false,
      }),
    ),

  async landed(_facts, world, before, op): Promise<CommitResult> {
    return told(await world.commit.resolve(before, op))
  },

  means: (facts, world, result, here, op) => outcomeOf(facts, world, here, result, { kind, op }),
})

/**
 * A commit that cannot say what became of it is a fault, so that the directory is asked again until it can: it may have been
 * away for a minute only, and what a half-done commit left behind is taken back by that look-up (`CommitPort.resolve`).
 */
const known = (result: CommitResult): CommitResult => {
  if (result.kind === 'unknown') throw new Fault('ERR_DIRECTORY', result.detail)
  return result
}

const told = (resolution: Resolution): CommitResult => {
  const detail = 'looked up after the answer was lost'
  return resolution === 'committed'
    ? { kind: 'committed' }
    : resolution === 'halfway'
      ? { kind: 'halfway', reason: 'unknown', detail }
      : { kind: resolution, detail }
}
