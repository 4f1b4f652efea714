import { say, waiting } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { watchedCard } from './approval-cards.ts'
import { endCard } from './ends.ts'
import { everyStory } from './every-story.ts'
import type { Facts } from './facts.ts'
import { assessRiskFor, reassessFor } from './steps/assess-risk.ts'
import { findLock } from './steps/find-lock.ts'
import { awaitApproval } from './steps/await-approval.ts'
import { handOff } from './steps/hand-off.ts'
import { identify } from './steps/identify.ts'
import { proveIdentityFor } from './steps/prove-identity.ts'
import { tellUnlocked } from './steps/tell-unlocked.ts'
import { unlock } from './steps/unlock.ts'
import { rememberBrowser } from './steps/remember-browser.ts'
import { requestApprovalFor } from './steps/request-approval.ts'
import type { World } from './world.ts'

/** A person who knows their password has the lock lifted, by one authenticator of their own; the password stays. */
export const unlockAccount: Story<Facts, World> = {
  ...everyStory,
  name: 'unlock-account',
  version: 3,
  lastsMs: 15 * 60_000,
  steps: [
    identify,
    findLock,
    handOff,
    assessRiskFor('unlock'),
    proveIdentityFor('unlock'),
    reassessFor('unlock'),
    requestApprovalFor('unlock'),
    awaitApproval,
    unlock,
    tellUnlocked,
    rememberBrowser,
  ],
  watched: watchedCard,
  watchedOn: ({ approval }) => approval?.card,
  watchedOnCall: ({ approval }) => approval?.onCall,
  acting: () => waiting(say('unlock.acting'), [say('commit.acting-line')]),
  ended: (facts, outcome, who, world) => endCard('unlock', facts, outcome, who, world),
}
