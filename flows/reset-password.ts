import { waiting, say } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { watchedCard } from './approval-cards.ts'
import { endCard } from './ends.ts'
import { everyStory } from './every-story.ts'
import type { Facts } from './facts.ts'
import { assessRisk, reassess } from './steps/assess-risk.ts'
import { handOff } from './steps/hand-off.ts'
import { identify } from './steps/identify.ts'
import { awaitApproval } from './steps/await-approval.ts'
import { proveIdentity } from './steps/prove-identity.ts'
import { rememberBrowser } from './steps/remember-browser.ts'
import { requestApproval } from './steps/request-approval.ts'
import { setPassword } from './steps/set-password.ts'
import { tellOwner } from './steps/tell-owner.ts'
import type { World } from './world.ts'

/** A locked-out person gets back in. */
export const resetPassword: Story<Facts, World> = {
  ...everyStory,
  name: 'reset-password',
  version: 3,
  lastsMs: 15 * 60_000,
  steps: [
    identify,
    handOff,
    assessRisk,
    proveIdentity,
    reassess,
    requestApproval,
    awaitApproval,
    setPassword,
    tellOwner,
    rememberBrowser,
  ],
  watched: watchedCard,
  watchedOn: ({ approval }) => approval?.card,
  watchedOnCall: ({ approval }) => approval?.onCall,
  acting: () => waiting(say('commit.acting'), [say('commit.acting-line')]),
  ended: (facts, outcome, who, world) => endCard('reset', facts, outcome, who, world),
}
