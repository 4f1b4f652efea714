import type { Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { DemoPort } from '../../src/demo/port.ts'
import type { Adapter, Drawn, Form, Place, Sent } from '../../src/house/port.ts'
import { say, type Phrase } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Reader } from '../../src/words/render.ts'
import { Cast, platform } from './cast.ts'
import { Changes } from './changes.ts'
import { Delivery } from './delivery.ts'
import { loopbackOrigin } from './loopback.ts'
import { Pages } from './pages.ts'
import { alertChannel, channelOf, onCallChannel, placeOf, Rooms } from './rooms.ts'
import { routes } from './routes.ts'
import type { Scene } from './scene.ts'
import { Triggers } from './triggers.ts'

export interface PlaygroundOptions {
  readonly demo: DemoPort | undefined
  readonly words: (phrase: Phrase, reader?: Reader) => string
  /** Where browsers reach it; on this machine. */
  readonly baseUrl: string
  readonly clock: Clock
}

/**
 * A chat platform in the browser, for trying everything with nothing installed. Anybody may be anybody in it, so it refuses
 * (Fault ERR_CONFIG) to exist outside a demonstration or off loopback.
 */
export const playground = ({ demo, words, baseUrl, clock }: PlaygroundOptions): Adapter => {
  const origin = loopbackOrigin(baseUrl)
  if (demo === undefined) {
    throw new Fault('ERR_CONFIG', 'the playground is for demonstrations only: it needs a DemoPort')
  }
  const changes = new Changes()
  const cast = new Cast(demo.people, clock)
  const rooms = new Rooms(clock, changes.changed)
  const triggers = new Triggers(clock)
  const pages = new Pages()
  let scene: Scene | undefined
  return {
    name: platform,
    routes: routes(() => scene, origin),
    start: (house) => {
      const delivery = new Delivery(house, rooms, ({ place }, code) =>
        rooms.write(place.channel, 'note', words(say('playground.fault', { code }))),
      )
      scene = { demo, words, clock, origin, cast, rooms, pages, triggers, changes, delivery, house }
      return Promise.resolve(async () => {
        scene = undefined
        changes.stop()
        await delivery.drain()
      })
    },
    show: (drawn, at) => Promise.resolve(show(rooms, drawn, at)),
    ask: (form, trigger) => ask(triggers, changes, form, trigger),
    whoIs: (actor) => Promise.resolve(cast.whoIs(actor)),
    alerts: () => Promise.resolve(placeOf(alertChannel)),
    onCall: () => Promise.resolve(placeOf(onCallChannel)),
    tell: (drawn, to, key) => Promise.resolve(tell(rooms, cast, drawn, to, key)),
  }
}

const show = (rooms: Rooms, drawn: Drawn, at: Place): Place =>
  placeOf(at.channel, rooms.draw(at.channel, drawn, at.message))

const ask = async (triggers: Triggers, changes: Changes, form: Form, trigger: string): Promise<void> => {
  const { page, actor, place } = triggers.spend(trigger)
  page.form = { id: randomToken(16), form, actor, place }
  changes.changed()
}

const tell = (rooms: Rooms, cast: Cast, drawn: Drawn, to: Actor | 'alerts', key: string): Sent => {
  if (to === 'alerts') {
    rooms.tell(alertChannel, drawn, to, key)
    return { kind: 'sent' }
  }
  const profile = cast.whoIs(to)
  if (profile === undefined) return { kind: 'refused', why: 'the platform does not know this user' }
  if (profile.kind === 'deleted') return { kind: 'refused', why: 'this user has left' }
  rooms.tell(channelOf(to.user), drawn, to, key)
  return { kind: 'sent' }
}
