import { say, waiting } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { endCard } from './ends.ts'
import { everyStory } from './every-story.ts'
import type { Facts } from './facts.ts'
import { handOff } from './steps/hand-off.ts'
import { proposePerson } from './steps/identify.ts'
import { linkIdentity } from './steps/link-identity.ts'
import { manageFactors } from './steps/manage-factors.ts'
import { proveHeld } from './steps/prove-held.ts'
import { provePassword } from './steps/prove-password.ts'
import { rememberBrowser } from './steps/remember-browser.ts'
import type { World } from './world.ts'

/** Before trouble: a person links this chat to the directory and gets the factors that will let them back in. */
export const enrolFactor: Story<Facts, World> = {
  ...everyStory,
  name: 'enrol-factor',
  version: 1,
  lastsMs: 30 * 60_000,
  steps: [proposePerson, handOff, provePassword, proveHeld, linkIdentity, manageFactors, rememberBrowser],
  acting: () => waiting(say('flow.working')),
  ended: (facts, outcome, who, world) => endCard('enrol', facts, outcome, who, world),
}
