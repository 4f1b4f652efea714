import type { RefusalReason } from '../src/directory/port.ts'
import { noteUnlock } from '../src/enrolment/port.ts'
import { say } from '../src/story/card.ts'
import { never } from '../src/story/errors.ts'
import { again, end, learn, type Conclusion, type Here, type Tell } from '../src/story/story.ts'
import type { AuditEvent, EventName } from '../src/story/event.ts'
import { alert, notice } from './alerts.ts'
import type { Facts } from './facts.ts'
import { personOf, type Barred } from './steps/identify.ts'
import { wrongTries } from './tries.ts'
import type { World } from './world.ts'

/** What became of an unlock. Lifting a lock twice is lifting it once, so no outcome is ever dangerous to repeat. */
export type Unlocked =
  | { readonly kind: 'unlocked'; readonly detail?: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail: string }
  | { readonly kind: 'stillLocked'; readonly detail: string }
  /** Lifted, and locked anew by somebody's wrong passwords before anyone could look. */
  | { readonly kind: 'lockedAgain'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string }

/** What can have changed about an account between the proof and the act. */
export type Changed = Barred | 'gone'

/** Told to the helpdesk, like with a reset: somebody deleted or promoted them just now. */
export const changedAlert = (here: Here, facts: Facts, how: Changed): Tell =>
  alert(here, facts, 'alert.unlock-changed', {}, [say(`who.${how}`)])

const barred: Partial<Record<RefusalReason, Changed>> = {
  protected: 'protected',
  disabled: 'disabled',
  accountExpired: 'account-expired',
  lockedByAdmin: 'locked-by-admin',
  gone: 'gone',
}

/** What each outcome means for the person, the helpdesk and the record. What may have lifted a lock is counted as if it had. */
export const unlockMeans = async (
  facts: Facts,
  world: World,
  result: Unlocked,
  here: Here,
  op: string,
): Promise<Conclusion<Facts>> => {
  const events = [eventOf(facts, result, op)]
  const kept = await world.enrolments.of(personOf(facts).id)
  const writes = [world.enrolments.keep(kept, noteUnlock(kept.value, here.now))]
  switch (result.kind) {
    case 'unlocked':
      return learn<Facts>(
        { unlocked: { at: here.now, op } },
        { events, writes, tells: [notice(here, facts, 'alert.unlocked')] },
      )
    case 'refused':
      return refused(facts, world, here, result.reason, events)
    case 'stillLocked':
      return unlessOften(facts, here, again([say('unlock.still-locked')], { counts: 'directory', events }))
    case 'lockedAgain':
      return unlessOften(
        facts,
        here,
        again([say('unlock.locked-again')], { counts: 'directory', events, writes }),
      )
    case 'unknown':
      return end('unlock-unknown', {
        facts: { reference: op },
        events,
        writes,
        tells: [alert(here, facts, 'alert.unlock-unknown', {}, [say('alert.told-reference', { op })])],
      })
    default:
      return never(result)
  }
}

const refused = (
  facts: Facts,
  world: World,
  here: Here,
  reason: RefusalReason,
  events: readonly AuditEvent[],
): Conclusion<Facts> => {
  const outcome = barred[reason]
  if (outcome !== undefined) return end(outcome, { events, tells: [changedAlert(here, facts, outcome)] })
  // Nothing the person could do differently: a missing right, or a directory that cannot do it.
  const fix = say('alert.fix', { fix: world.refusal(reason).operator })
  return end('our-fault', {
    events,
    tells: [alert(here, facts, 'alert.unlock-operator', {}, [fix])],
  })
}

/** A press that may be repeated, as often as any no of the directory. */
const unlessOften = (facts: Facts, here: Here, turn: Conclusion<Facts>): Conclusion<Facts> => {
  if ((here.tries['directory'] ?? 0) + 1 < wrongTries.directory) return turn
  const { events = [], writes = [] } = turn
  return end('out-of-tries', { events, writes, tells: [alert(here, facts, 'alert.out-of-tries')] })
}

const names: Readonly<Record<Unlocked['kind'], EventName>> = {
  unlocked: 'unlock.unlocked',
  refused: 'unlock.refused',
  stillLocked: 'unlock.notDone',
  lockedAgain: 'unlock.lockedAgain',
  unknown: 'unlock.unknown',
}

/** One outcome is one event, under the act's own id: told twice after a crash, it is still one. */
const eventOf = (facts: Facts, result: Unlocked, op: string): AuditEvent => ({
  event: names[result.kind],
  id: `${op}:outcome`,
  detail: {
    op,
    person: personOf(facts).id,
    ...(result.kind === 'refused' && { reason: result.reason }),
    ...(result.detail !== undefined && { detail: result.detail }),
  },
})
