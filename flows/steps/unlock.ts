import { unlocksUsedUp } from '../../src/enrolment/port.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { act, again, end, type Act, type AskStep, type Conclusion, type Here } from '../../src/story/story.ts'
import { chatUser } from '../chat-user.ts'
import type { Facts } from '../facts.ts'
import { lockInWords, type Lock } from '../lock.ts'
import { mayAct } from '../may-act.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import { changedAlert, unlockMeans, type Changed, type Unlocked } from '../unlock-outcomes.ts'
import type { World } from '../world.ts'
import { usedUp } from './find-lock.ts'
import { outOfBounds, personOf } from './identify.ts'

const changed = (
  facts: Facts,
  here: Here,
  { outcome, detail }: { readonly outcome: Changed; readonly detail: string },
): Conclusion<Facts> => {
  const told = { reason: outcome, detail, person: personOf(facts).id, ...chatUser(facts.actor) }
  return end<Facts>(outcome, {
    events: [{ event: 'flow.refused', detail: told }],
    tells: [changedAlert(here, facts, outcome)],
  })
}

/** The act: the directory lifts the lock and touches nothing else. Everything is looked at once more right before it. */
const lift: Act<Facts, World, Lock, Unlocked> = {
  lost: { kind: 'unknown', detail: 'the directory could not be asked for ten minutes' },

  async before(facts, world, here) {
    const instead = await mayAct(facts, world, here, 'unlock')
    if (instead !== undefined) return { turn: instead }
    const { id } = personOf(facts)
    if (unlocksUsedUp((await world.enrolments.of(id)).value, here.now)) return { turn: usedUp(facts, here) }
    const status = await world.people.status(id)
    if (status === undefined) return { turn: changed(facts, here, { outcome: 'gone', detail: 'gone' }) }
    const barred = outOfBounds(status)
    if (barred !== undefined) return { turn: changed(facts, here, barred) }
    return status.locked
      ? { before: { since: status.lockedSince ?? 'unknown' } }
      : { turn: end<Facts>('open-already') }
  },

  intent: (facts, _before, op) => ({ event: 'unlock.intent', detail: { op, person: personOf(facts).id } }),

  perform: (facts, world) => world.commit.unlock(personOf(facts).id),

  /** No lock stands: whoever lifted it, the person can sign in. One that began later is a new one. */
  async landed(facts, world, { since }): Promise<Unlocked> {
    const status = await world.people.status(personOf(facts).id)
    if (status === undefined) return { kind: 'unknown', detail: 'the person is gone' }
    if (!status.locked) return { kind: 'unlocked', detail: 'looked up after the answer was lost' }
    const anew =
      typeof since === 'number' && typeof status.lockedSince === 'number' && status.lockedSince > since
    return anew
      ? { kind: 'lockedAgain', detail: 'a newer lock stands' }
      : { kind: 'stillLocked', detail: 'the lock still stands' }
  },

  means: (facts, world, result, here, op) => unlockMeans(facts, world, result, here, op),
}

/** Asked once more on the proved page, with what the directory says of the lock: the owner may see that it was not them. */
export const unlock: AskStep<Facts, World> = {
  name: 'unlock',
  noReturn: true,
  settled: (facts) => facts.unlocked !== undefined,
  screens: {
    person: () => continueInBrowser(say('unlock.chat-title')),
    browser: (facts): Card<WebAsk> =>
      asking(
        say('unlock.title', { account: personOf(facts).account }),
        [say('unlock.keeps'), ...lockInWords(facts.lock ?? {}), say('unlock.not-you')],
        [
          {
            kind: 'choice',
            name: 'unlock',
            options: [{ value: 'unlock', label: say('unlock.do'), style: 'primary' }],
          },
          stopOnPage,
        ],
      ),
  },
  hearsFrom: () => ['browser'],
  hear: async (_facts, { name }) => (name === 'unlock' ? act() : again<Facts>([say('unlock.pardon')])),
  act: lift,
}
