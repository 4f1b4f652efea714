import {
  directoryPassword,
  mayCheckPassword,
  noteFailure,
  noteSuccess,
  passwordWindow,
} from '../../src/enrolment/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { again, end, learn, type AskStep } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/**
 * The directory password, typed on our page: makes the claim of the chat profile a proof. Bounded so that nobody can lock
 * an account through us.
 */
export const provePassword: AskStep<Facts, World> = {
  name: 'prove-password',
  settled: (facts) => facts.passwordProof !== undefined,
  screens: {
    person: () => continueInBrowser(say('enrol.chat-title')),
    browser: (facts): Card<WebAsk> =>
      asking(
        say('enrol.password-title', { account: personOf(facts).account }),
        [say('enrol.password-line')],
        [
          { kind: 'password', name: 'current-password', label: say('enrol.password'), use: 'current' },
          stopOnPage,
        ],
      ),
  },
  hearsFrom: () => ['browser'],
  async hear(facts, { name, value, browser }, world, here) {
    if (name !== 'current-password' || !(value instanceof Secret) || value.reveal() === '')
      return again<Facts>([say('password.pardon')])
    const person = personOf(facts)
    const status = await world.people.status(person.id)
    if (status === undefined) return end<Facts>('gone')
    const kept = await world.enrolments.of(person.id)
    if (!mayCheckPassword(kept.value, status.policy, status.badPasswords, here.now))
      return end<Facts>('no-checks-left')
    // Counted before the directory is asked: of many answers at once, from any number of pages, it hears two.
    const wrong = noteFailure(kept.value, directoryPassword, here.now, passwordWindow(status.policy))
    const counted = await world.enrolments.reserve(kept, wrong)
    if (counted === undefined) throw new Fault('ERR_STORE_CONFLICT', 'another answer is being checked')
    const verified = await world.people.verify(person.id, value)
    const events = [{ event: 'directory.password.checked' as const, detail: { result: verified } }]
    if (verified === 'locked')
      return end<Facts>('locked', { events, writes: [world.enrolments.keep(counted, kept.value)] })
    // An answer that was lost may have been a no: given back, it would let a thief lock the owner out through us.
    if (verified === 'unknown') return again<Facts>([say('enrol.password-unknown')], { events })
    if (verified === 'no')
      return again<Facts>([say('enrol.password-wrong')], { counts: directoryPassword, events })
    const factors = kept.value.factors.map(({ id, type, label }) => ({ id, type, label }))
    return learn<Facts>(
      { passwordProof: { jkt: browser?.jkt ?? '', at: here.now }, factors },
      { events, writes: [world.enrolments.keep(counted, noteSuccess(kept.value, directoryPassword))] },
    )
  },
}
