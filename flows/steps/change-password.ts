import { Secret } from '../../src/lib/secret.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { act, again, type AnswerValue, type AskStep } from '../../src/story/story.ts'
import { commitOf } from '../commit-of.ts'
import { countCheck, mayCheckCurrent } from '../current-password.ts'
import type { Facts } from '../facts.ts'
import { gone, refusedBy } from '../outcomes.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** What one form typed: both live in one request, on their way to the directory. */
type Typed = Readonly<Record<'current' | 'chosen', Secret>>

const typedIn = (value: AnswerValue): Typed | undefined => {
  if (typeof value !== 'object' || value instanceof Secret) return undefined
  const { current, chosen } = value
  return current instanceof Secret && chosen instanceof Secret && current.reveal() !== ''
    ? { current, chosen }
    : undefined
}

/** The current password and a new one, typed on the page of the paired browser; the directory verifies the one and sets the other. */
export const changePassword: AskStep<Facts, World> = {
  name: 'change-password',
  noReturn: true,
  settled: (facts) => facts.committed !== undefined,
  screens: {
    person: () => continueInBrowser(say('change.chat-title')),
    browser: (facts, _here, world): Card<WebAsk> =>
      asking(say('change.title'), facts.policy === undefined ? [] : world.rules.stated(facts.policy), [
        {
          kind: 'password-change',
          name: 'password-change',
          current: say('change.current'),
          chosen: say('password.new'),
          account: personOf(facts).account,
        },
        stopOnPage,
      ]),
  },
  hearsFrom: () => ['browser'],
  async hear(facts, { name, value }, world, here) {
    const typed = name === 'password-change' ? typedIn(value) : undefined
    if (typed === undefined) return again<Facts>([say('password.pardon')])
    const status = await world.people.status(personOf(facts).id)
    if (status === undefined) return refusedBy(facts, world, here, { kind: 'change', ...gone })
    const unmet = world.rules.unmet(typed.chosen, status.person, status.policy)
    if (unmet.length > 0) return again<Facts>(unmet)
    if (typed.chosen.reveal() === typed.current.reveal()) return again<Facts>([say('change.same')])
    return act(typed)
  },
  act: commitOf(
    'change',
    async (facts, world, { current, chosen }: Typed, here) => {
      await countCheck(facts, world, here)
      return { password: chosen, current }
    },
    mayCheckCurrent,
  ),
}
