import { say, type Phrase } from '../src/story/card.ts'
import type { World } from './world.ts'

/** How to reach a person, as the last line of every refusal: no dead end. */
export const helpdesk = ({ helpdesk: { phone, url } }: Pick<World, 'helpdesk'>): Phrase => {
  if (phone !== undefined && url !== undefined) return say('helpdesk.both', { phone, url })
  if (phone !== undefined) return say('helpdesk.phone', { phone })
  return say('helpdesk.url', { url: url ?? '' })
}
