import {
  directoryPassword,
  mayCheckPassword,
  noteFailure,
  passwordWindow,
  takeBackFailure,
  type Enrolment,
} from '../src/enrolment/port.ts'
import { say } from '../src/story/card.ts'
import { Fault } from '../src/story/errors.ts'
import type { AuditEvent } from '../src/story/event.ts'
import { again, end, type Conclusion, type Here } from '../src/story/story.ts'
import { alert } from './alerts.ts'
import type { Facts } from './facts.ts'
import { personOf } from './steps/identify.ts'
import type { World } from './world.ts'

/**
 * A change is also a check of the directory password, so the same limits hold for it: whoever stole a factor can neither guess
 * the password here nor lock its owner out. The turn to take when no check is left.
 */
export const mayCheckCurrent = async (
  facts: Facts,
  world: World,
  here: Here,
): Promise<Conclusion<Facts> | undefined> => {
  const { id } = personOf(facts)
  const status = await world.people.status(id)
  if (status === undefined) return end<Facts>('gone')
  if (status.locked) return end<Facts>('locked')
  const { value } = await world.enrolments.of(id)
  if (mayCheckPassword(value, status.policy, status.badPasswords, here.now)) return undefined
  return end<Facts>('no-checks-left', { tells: [alert(here, facts, 'alert.wrong-current')] })
}

/**
 * Counts the check before the directory hears of it: of any number of answers at once, from this page or from an enrolment,
 * it hears two. Faults when none is left by now, and then nothing was sent.
 */
export const countCheck = async (facts: Facts, world: World, here: Here): Promise<void> => {
  const { id } = personOf(facts)
  const status = await world.people.status(id)
  const kept = await world.enrolments.of(id)
  if (status === undefined || !mayCheckPassword(kept.value, status.policy, status.badPasswords, here.now))
    throw new Fault('ERR_STORE_CONFLICT', 'no check of the directory password is left')
  const next = noteFailure(kept.value, directoryPassword, here.now, passwordWindow(status.policy))
  if ((await world.enrolments.reserve(kept, next)) === undefined)
    throw new Fault('ERR_STORE_CONFLICT', 'another answer is being checked')
}

/**
 * The enrolment once the directory has said that the current password was not at fault. Not called for what is not known: an
 * answer that was lost may have been a no, so its check stays counted.
 */
export const uncounted = (enrolment: Enrolment): Enrolment => takeBackFailure(enrolment, directoryPassword)

/** The current password was wrong: another try where one is left, else the way on without it. */
export const wrongCurrent = async (
  facts: Facts,
  world: World,
  here: Here,
  events: readonly AuditEvent[],
): Promise<Conclusion<Facts>> => {
  const over = await mayCheckCurrent(facts, world, here)
  return over === undefined
    ? again<Facts>([say('refusal.wrongPassword')], { counts: directoryPassword, events })
    : { ...over, events }
}
