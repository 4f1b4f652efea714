import { end, type Interrupt } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import type { World } from '../world.ts'

/** The person stops, in chat or on the page. Not after the commit: then there is nothing left to stop. */
export const cancel: Interrupt<Facts, World> = {
  name: 'cancel',
  hearsFrom: ['person', 'browser'],
  hear: async () => end('cancelled', { events: [{ event: 'flow.cancelled' }] }),
}

/** A newer conversation of the same person took over. */
export const replace: Interrupt<Facts, World> = {
  name: 'replace',
  hearsFrom: ['house'],
  hear: async () => end('replaced', { events: [{ event: 'flow.replaced' }] }),
}
