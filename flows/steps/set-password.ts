import { Secret } from '../../src/lib/secret.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { act, again, type AskStep } from '../../src/story/story.ts'
import { commitOf } from '../commit-of.ts'
import type { Facts } from '../facts.ts'
import { gone, refusedBy } from '../outcomes.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

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
  async hear(facts, { name, value }, world, here) {
    if (name !== 'new-password' || !(value instanceof Secret)) return again<Facts>([say('password.pardon')])
    const status = await world.people.status(personOf(facts).id)
    if (status === undefined) return refusedBy(facts, world, here, { kind: 'reset', ...gone })
    const unmet = world.rules.unmet(value, status.person, status.policy)
    return unmet.length > 0 ? again<Facts>(unmet) : act(value)
  },
  act: commitOf('reset', async (_facts, _world, password: Secret) => ({ password })),
}
