import type { Clock } from '../../src/lib/clock.ts'
import type { DemoPort } from '../../src/demo/port.ts'
import type { House } from '../../src/house/port.ts'
import type { Phrase } from '../../src/story/card.ts'
import type { Reader } from '../../src/words/render.ts'
import type { Cast } from './cast.ts'
import type { Changes } from './changes.ts'
import type { Delivery } from './delivery.ts'
import type { Pages } from './pages.ts'
import type { Rooms } from './rooms.ts'
import type { Triggers } from './triggers.ts'

/** All the parts of a running playground. */
export interface Scene {
  readonly demo: DemoPort
  /** Renders a phrase; times in the reader's zone. */
  readonly words: (phrase: Phrase, reader?: Reader) => string
  readonly clock: Clock
  readonly origin: string
  readonly cast: Cast
  readonly rooms: Rooms
  readonly pages: Pages
  readonly triggers: Triggers
  readonly changes: Changes
  readonly delivery: Delivery
  readonly house: House
}
