import { bad, say, type Card } from '../src/story/card.ts'
import { wasntMe } from './every-story.ts'
import { helpdesk } from './helpdesk.ts'
import type { World } from './world.ts'

/** What is said above a limit in chat: until when, that nothing is lost, and the two ways on that no limit closes. */
export const tooOften =
  (world: Pick<World, 'helpdesk'>) =>
  (until: number): Card =>
    bad(
      say('limit.title'),
      [say('limit.line', { until: `@${until}` }), say('limit.not-you'), helpdesk(world)],
      [wasntMe],
    )
