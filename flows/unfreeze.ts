import { say, waiting } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { endCard } from './ends.ts'
import { everyStory, unlessStopped } from './every-story.ts'
import type { Facts } from './facts.ts'
import { handOff } from './steps/hand-off.ts'
import { identifyFrozen } from './steps/identify-frozen.ts'
import { provePasskey } from './steps/prove-passkey.ts'
import { thaw } from './steps/thaw.ts'
import type { World } from './world.ts'

/** Whoever froze self-service for themselves opens it again, with a passkey from before the freeze and nothing less. */
export const unfreeze: Story<Facts, World> = {
  name: 'unfreeze',
  version: 1,
  lastsMs: 15 * 60_000,
  steps: [identifyFrozen, handOff, provePasskey, thaw],
  ...everyStory,
  ward: unlessStopped,
  acting: () => waiting(say('flow.working')),
  ended: (facts, outcome, who, world) => endCard('unfreeze', facts, outcome, who, world),
}
