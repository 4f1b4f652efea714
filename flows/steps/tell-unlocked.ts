import { say } from '../../src/story/card.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'
import { tellEverywhere } from './tell-owner.ts'

/** After an unlock the owner hears of it at every address, for whoever guesses at a password needs locks lifted. */
export const tellUnlocked: WorkStep<Facts, World> = {
  name: 'tell-unlocked',
  settled: (facts) => facts.toldAt !== undefined,
  work: async (facts, world, here) =>
    learn<Facts>(
      { toldAt: here.now },
      {
        tells: await tellEverywhere(
          facts,
          world,
          here,
          'unlocked',
          say('told.unlocked', { account: personOf(facts).account }),
          [
            say('told.at', { at: `@${facts.unlocked?.at ?? here.now}` }),
            say('told.password-kept'),
            say('told.not-you'),
            helpdesk(world),
          ],
        ),
      },
    ),
}
