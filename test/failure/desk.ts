import type { Adapter, ChatEvent, Drawn, House, Place, Profile, Sent } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import { parsed } from '../../src/story/record.ts'
import type { Points } from './points.ts'

/** Its name as a platform. */
export const platform = 'desk'

/** Orders of the test to a running replica, by the path they are posted to. */
export type Orders = Readonly<Record<string, (body: string) => unknown>>

/** A platform's end in the service: events come in over HTTP, cards go out over HTTP to what outlives every replica. */
export const desk = (outside: string, points: Points, orders: Orders): Adapter => {
  const call = callsTo(outside)
  let house: House | undefined
  const events = async (body: string): Promise<unknown> => {
    const event = parsed<ChatEvent>(body)
    if (house === undefined || !(await house.inbox.accept(event))) return { again: true }
    await house.hear(event)
    return { again: false }
  }
  const all: Orders = { event: events, ...orders }
  return {
    name: platform,
    routes: [
      {
        prefix: `/${platform}/`,
        handle: async (request) => {
          const order = all[new URL(request.url).pathname.slice(platform.length + 2)]
          if (order === undefined) return new Response('no such order', { status: 404 })
          return Response.json((await order(await request.text())) ?? {})
        },
      },
    ],
    start: (given) => {
      house = given
      return Promise.resolve(() => Promise.resolve())
    },
    show: (drawn: Drawn, at: Place) =>
      points.deed(`show ${drawn.card.title.id}`, () => call<Place>('show', { drawn, at })),
    ask: () => Promise.resolve(),
    whoIs: (actor) => call<Profile>('who-is', { actor }),
    alerts: () => Promise.resolve({ platform, channel: 'alerts' }),
    tell: (drawn, to, key) =>
      points.deed(`tell ${drawn.card.title.id}`, () => call<Sent>('tell', { drawn, to, key })),
  }
}

/** Calls what is outside; one that does not answer is a chat that is down. */
export const callsTo =
  (outside: string) =>
  async <T>(path: string, said: unknown): Promise<T> => {
    try {
      const response = await fetch(`${outside}/${path}`, { method: 'POST', body: JSON.stringify(said) })
      return parsed<T>(await response.text())
    } catch (cause) {
      throw new Fault('ERR_CHAT', 'what is outside does not answer', { cause })
    }
  }
