import type { Adapter } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import { Deliver, type DeliverParts } from './deliver.ts'
import { Door, type DoorParts } from './door.ts'
import { Pace } from './pace.ts'
import { platform } from './places.ts'
import type { TeamsTransport } from './transport.ts'

export type TeamsParts = DoorParts & Omit<DeliverParts, 'pace'> & { readonly transport: TeamsTransport }

/**
 * Microsoft Teams: chats with one person each, and one channel for alerts. Forms stand on the cards, so no press ever has to open
 * one.
 */
export const teams = (parts: TeamsParts): Adapter => {
  const door = new Door(parts)
  const out = new Deliver({ ...parts, pace: new Pace(parts.clock) })
  return {
    name: platform,
    routes: [door.route],
    start: (house) => {
      door.open(house)
      return Promise.resolve(() => door.close())
    },
    show: (drawn, at) => out.show(drawn, at),
    ask: () => Promise.reject(new Fault('ERR_CHAT', 'in Teams a form stands on its card')),
    whoIs: (actor, from) => out.whoIs(actor, from),
    alerts: () => out.alerts(),
    onCall: () => out.onCall(),
    tell: (drawn, to, key) => out.tell(drawn, to, key),
  }
}
