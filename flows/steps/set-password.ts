import type { CommitResult, Resolution, Witness } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { act, again, end, type Act, type AskStep } from '../../src/story/story.ts'
import { mayAct } from '../may-act.ts'
import { outcomeOf, refusedBy } from '../outcomes.ts'
import type { Facts } from '../facts.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** The one irreversible act: the directory sets the password that was typed on our page, and nowhere else, a moment ago. */
const commit: Act<Facts, World, Witness, CommitResult> = {
  lost: {
    kind: 'unknown',
    detail: 'the directory could not be asked for ten minutes',
  },

  async before(facts, world, here) {
    const instead = await mayAct(facts, world, here, 'reset')
    if (instead !== undefined) return { turn: instead }
    const prepared = await world.commit.prepare(personOf(facts).id)
    if ('witness' in prepared) return { before: prepared.witness }
    return { turn: refusedBy(facts, world, here, prepared.refused, prepared.detail) }
  },

  intent: (facts, before, op) => ({
    event: 'commit.intent',
    detail: { op, person: personOf(facts).id, server: before.server },
  }),

  perform: (facts, world, before, password, op) =>
    world.commit.commit({
      op,
      person: personOf(facts).id,
      password,
      witness: before,
      mustChange: false,
    }),

  async landed(_facts, world, before, op): Promise<CommitResult> {
    return told(await world.commit.resolve(before, op))
  },

  means: (facts, world, result, here, op) => outcomeOf(facts, world, result, here, op),
}

const told = (resolution: Resolution): CommitResult => {
  const detail = 'looked up after the answer was lost'
  return resolution === 'committed'
    ? { kind: 'committed' }
    : resolution === 'halfway'
      ? { kind: 'halfway', reason: 'unknown', detail }
      : { kind: resolution, detail }
}

/** The new password: typed on the page of the paired browser, held for one request, never kept. */
export const setPassword: AskStep<Facts, World> = {
  name: 'set-password',
  noReturn: true,
  settled: (facts) => facts.committed !== undefined,
  screens: {
    person: () => continueInBrowser(say('password.chat-title')),
    browser: (facts, _here, world): Card<WebAsk> =>
      asking(
        facts.halfway === true ? say('password.halfway-title') : say('password.title'),
        facts.policy === undefined ? [] : world.rules.stated(facts.policy),
        [{ kind: 'password', name: 'new-password', label: say('password.new'), use: 'new' }, stopOnPage],
      ),
  },
  hearsFrom: () => ['browser'],
  async hear(facts, { name, value }, world) {
    if (name !== 'new-password' || !(value instanceof Secret)) return again<Facts>([say('password.pardon')])
    const status = await world.people.status(personOf(facts).id)
    if (status === undefined) return end<Facts>('gone')
    const unmet = world.rules.unmet(value, status.person, status.policy)
    return unmet.length > 0 ? again<Facts>(unmet) : act(value)
  },
  act: commit,
}
