import { say, waiting } from '../src/story/card.ts'
import type { Story } from '../src/story/story.ts'
import { endCard } from './ends.ts'
import { everyStory } from './every-story.ts'
import type { Facts } from './facts.ts'
import { explain } from './steps/explain.ts'
import { whyCard } from './why-card.ts'
import type { World } from './world.ts'

/** "Why can't I get in?": one look, one answer. Nothing is asked and nothing is changed. */
export const whyLocked: Story<Facts, World> = {
  ...everyStory,
  name: 'why-locked',
  version: 1,
  lastsMs: 5 * 60_000,
  steps: [explain],
  acting: () => waiting(say('flow.working')),
  ended: (facts, outcome, who, world) =>
    outcome === 'done' && facts.explained !== undefined
      ? whyCard(facts.explained, world)
      : endCard('why', facts, outcome, who, world),
}
