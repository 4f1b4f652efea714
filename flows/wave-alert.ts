import { bad, say, type Card } from '../src/story/card.ts'
import type { Raised } from '../src/limits/port.ts'

/** What the helpdesk reads when everybody is asked for more for a while. */
export const waveAlert = ({ why, until }: Pick<Raised, 'why' | 'until'>): Card =>
  bad(say(`alert.wave.${why}`), [say('alert.wave.goes-on', { until: `@${until}` }), say('alert.wave.do')])
