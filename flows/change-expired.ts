import { say, waiting } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { watchedCard } from './approval-cards.ts'
import { endCard } from './ends.ts'
import { everyStory } from './every-story.ts'
import type { Facts } from './facts.ts'
import { assessRiskFor, reassessFor } from './steps/assess-risk.ts'
import { changePassword } from './steps/change-password.ts'
import { awaitApproval } from './steps/await-approval.ts'
import { handOff } from './steps/hand-off.ts'
import { identifyFor } from './steps/identify.ts'
import { proveIdentityFor } from './steps/prove-identity.ts'
import { tellOwner } from './steps/tell-owner.ts'
import { rememberBrowser } from './steps/remember-browser.ts'
import { requestApprovalFor } from './steps/request-approval.ts'
import type { World } from './world.ts'

/** A person whose password has expired or must be changed still knows it: one factor and the old password give a new one. */
export const changeExpired: Story<Facts, World> = {
  ...everyStory,
  name: 'change-expired',
  version: 3,
  lastsMs: 15 * 60_000,
  steps: [
    identifyFor('change'),
    handOff,
    assessRiskFor('change'),
    proveIdentityFor('change'),
    reassessFor('change'),
    requestApprovalFor('change'),
    awaitApproval,
    changePassword,
    tellOwner,
    rememberBrowser,
  ],
  watched: watchedCard,
  watchedOn: ({ approval }) => approval?.card,
  watchedOnCall: ({ approval }) => approval?.onCall,
  acting: () => waiting(say('commit.acting'), [say('commit.acting-line')]),
  ended: (facts, outcome, who, world) => endCard('change', facts, outcome, who, world),
}
