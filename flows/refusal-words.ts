import type { RefusalReason } from '../src/directory/port.ts'
import { say, type Phrase } from '../src/story/card.ts'
import type { Facts } from './facts.ts'
import type { World } from './world.ts'

/** A directory's no in words, with this person's own limits. */
export const refusalWords = (
  { policy }: Pick<Facts, 'policy'>,
  world: Pick<World, 'refusal' | 'helpdesk'>,
  reason: RefusalReason,
): Phrase =>
  say(world.refusal(reason).person, {
    min: String(policy?.minLength ?? ''),
    helpdesk: world.helpdesk.phone ?? world.helpdesk.url ?? '',
  })
