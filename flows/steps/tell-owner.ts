import { good, say, type Card, type Phrase } from '../../src/story/card.ts'
import { learn, type Here, type Tell, type WorkStep } from '../../src/story/story.ts'
import { wasntMe } from '../every-story.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/**
 * Tells every notification address, each under its own key: once is promised, twice is recognisable. Each carries a way
 * to say "that wasn't me": a button in chat, a link in the mail.
 */
export const tellEverywhere = (
  facts: Facts,
  here: Here,
  what: string,
  title: Phrase,
  lines: readonly Phrase[],
): Tell[] => {
  const { id, account, displayName, mail } = personOf(facts)
  const card: Card = good(title, lines, [wasntMe])
  const key = `${here.id}:${what}`
  const inChat: Tell = { key: `${key}:chat`, to: { kind: 'person' }, card }
  const disowns = { person: { id, account, displayName }, says: title, at: here.now }
  return mail === undefined
    ? [inChat]
    : [inChat, { key: `${key}:mail`, to: { kind: 'mail', to: mail, disowns }, card }]
}

/** After a commit the owner hears of it in chat and at a second address, with what to do if it was not them (63B-4 4.6). */
export const tellOwner: WorkStep<Facts, World> = {
  name: 'tell-owner',
  settled: (facts) => facts.toldAt !== undefined,
  work: async (facts, world, here) =>
    learn<Facts>(
      { toldAt: here.now },
      {
        tells: tellEverywhere(
          facts,
          here,
          'password-changed',
          say('told.password-changed', { account: personOf(facts).account }),
          [
            say('told.at', { at: `@${facts.committed?.at ?? here.now}` }),
            say('told.not-you'),
            helpdesk(world),
          ],
        ),
      },
    ),
}
