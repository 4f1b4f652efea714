import type { World } from '../flows/world.ts'
import type { Activity } from './assemble-activity.ts'
import type { Config } from './config/port.ts'
import { activityQuestions } from './factors/activity-questions/asking.ts'
import { randomBelow } from './lib/ids.ts'
import type { Store } from './story/record.ts'

/** What flows learn into and ask from where a source of sign-ins is configured; without one, nothing: then no step asks anything. */
export const knownOf = (
  { keys: keyring }: Pick<Config, 'keys'>,
  store: Store,
  activity: Pick<Activity, 'keeper' | 'own'> | undefined,
  failed: (cause: unknown) => void,
): Pick<World, 'ownSignIns' | 'questions'> => {
  if (activity === undefined) return {}
  const { keeper, own } = activity
  const questions = activityQuestions({ activity: keeper, store, keyring, chance: randomBelow, failed })
  return { ownSignIns: own, questions }
}
