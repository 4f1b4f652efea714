import { waiting, say } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { admits } from './admits.ts'
import type { Facts } from './facts.ts'
import { cancel } from './interrupts/cancel.ts'
import { confirmNotMe } from './steps/confirm-not-me.ts'
import { freeze, notMeEnd } from './steps/freeze.ts'
import { tellFrozen } from './steps/tell-frozen.ts'
import type { World } from './world.ts'

/**
 * "That wasn't me": begun beside whatever is on, without sign-in, because it only takes away. The freeze, the stop of what
 * is on and the alarm are one write.
 */
export const notMe: Story<Facts, World> = {
  name: 'not-me',
  version: 1,
  lastsMs: 15 * 60_000,
  steps: [confirmNotMe, freeze, tellFrozen],
  interrupts: [cancel],
  admits,
  acting: () => waiting(say('flow.working')),
  ended: (facts, outcome, _who, world) => notMeEnd(facts, outcome, world),
}
