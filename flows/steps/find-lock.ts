import { unlocksUsedUp } from '../../src/enrolment/port.ts'
import { end, learn, type Conclusion, type Here, type WorkStep } from '../../src/story/story.ts'
import { alert } from '../alerts.ts'
import { chatUser } from '../chat-user.ts'
import type { Facts } from '../facts.ts'
import { lockOf } from '../lock.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** The lock that is to be lifted. Nobody is sent through proof for a lock that does not stand, or may not be lifted today. */
export const findLock: WorkStep<Facts, World> = {
  name: 'find-lock',
  settled: (facts) => facts.lock !== undefined,
  async work(facts, world, here) {
    const { id } = personOf(facts)
    const status = await world.people.status(id)
    if (status === undefined) return end<Facts>('gone')
    if (!status.locked) return end<Facts>('not-locked')
    if (unlocksUsedUp((await world.enrolments.of(id)).value, here.now)) return usedUp(facts, here)
    return learn<Facts>({ lock: lockOf(status) })
  },
}

/** Whoever guesses at the password must not have the lock lifted without end: a person looks why it comes back. */
export const usedUp = (facts: Facts, here: Here): Conclusion<Facts> => {
  const detail = { reason: 'unlocks-used-up', person: personOf(facts).id, ...chatUser(facts.actor) }
  return end<Facts>('unlocks-used-up', {
    events: [{ event: 'flow.refused', detail }],
    tells: [alert(here, facts, 'alert.unlocks-used-up')],
  })
}
