import { serve, type Http2Bindings, type HttpBindings, type ServerType } from '@hono/node-server'
import { playground } from '../../../adapters/playground/index.ts'
import type { DemoPort } from '../../../src/demo/port.ts'
import type { Adapter, ChatEvent, Drawn, House } from '../../../src/house/port.ts'
import { inWords } from '../../../src/words/render.ts'
import { asking, bad, good, say, waiting } from '../../../src/story/card.ts'
import { fakeDemo } from '../../support/fake-demo.ts'
import { FakeHouse } from '../../support/fake-house.ts'

export const scriptedHello: Drawn = {
  card: asking(
    say('desk.triage-title'),
    [say('desk.triage-line')],
    [
      {
        kind: 'choice',
        name: 'start',
        options: [
          { value: 'reset-password', label: say('desk.forgot'), style: 'primary' },
          { value: 'know-it', label: say('desk.know-it') },
          { value: 'not-sure', label: say('desk.not-sure') },
        ],
      },
    ],
  ),
}

const code = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 } as const
const link: Drawn = {
  card: asking(
    say('hand-off.title'),
    [say('hand-off.line'), say('hand-off.never-forward')],
    [
      { kind: 'link', label: say('hand-off.open'), purpose: 'start' },
      code,
      {
        kind: 'choice',
        name: 'disown',
        options: [{ value: 'yes', label: say('hand-off.not-me'), style: 'danger' }],
      },
    ],
  ),
  flow: 'flow-1',
  prompt: 'hand-off:2',
  url: 'http://localhost:9/h#v1.flow.secret',
}
const wrong: Drawn = {
  ...link,
  card: { ...bad(say('hand-off.type-title'), [say('hand-off.wrong-code', { left: '2' })]), asks: [code] },
}
const paired: Drawn = {
  card: waiting(say('prove.chat-title'), [say('continue.line')]),
  flow: 'flow-1',
  prompt: 'prove-identity:3',
}
export const finished: Drawn = { card: good(say('ended.done.reset'), [say('ended.done.sign-in')]) }
export const alert: Drawn = {
  card: bad(
    say('alert.second-browser', { name: 'Ada Kempe', account: 'ada', browser: 'Firefox on Linux' }),
    [say('alert.reference', { reference: 'h3KqPz' })],
    [{ kind: 'choice', name: 'seen', options: [{ value: 'yes', label: say('desk.help') }] }],
  ),
}

/** A small conversation with every kind of ask, redrawn in place as the real one is. */
const script = async (event: ChatEvent, adapter: Adapter): Promise<void> => {
  const { what, place } = event
  if (what.kind === 'text')
    await adapter.show(scriptedHello, { platform: place.platform, channel: place.channel })
  else if (what.kind === 'open') {
    const { title, lines } = link.card
    await adapter.ask({ ask: code, title, lines, flow: 'flow-1', prompt: 'hand-off:2' }, what.trigger)
  } else if (what.kind !== 'answer') throw new Error(`the playground has no ${what.kind}`)
  else if (what.name === 'start') await adapter.show(link, place)
  else if (what.name === 'pairing-code') await adapter.show(what.value === '123456' ? paired : wrong, place)
  else await adapter.show(finished, place)
}

/** The playground on a real server of this machine, with a scripted house behind it. */
export const serveScripted = async (change: Partial<DemoPort> = {}) => {
  let adapter: Adapter | undefined
  const fetch = (request: Request, env: HttpBindings | Http2Bindings): Response | Promise<Response> => {
    const path = new URL(request.url).pathname
    const route = (adapter?.routes ?? []).find((r) => path.startsWith(r.prefix))
    const ip = env.incoming.socket.remoteAddress ?? ''
    return route === undefined ? new Response(null, { status: 404 }) : route.handle(request, { ip })
  }
  const { server, url } = await new Promise<{ server: ServerType; url: string }>((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, (at) =>
      resolve({ server, url: `http://localhost:${at.port}` }),
    )
  })
  const fake = fakeDemo()
  const demo = { ...fake.demo, ...change }
  adapter = playground({ demo, words: inWords, baseUrl: url, clock: fake.clock })
  const house: FakeHouse & House = new FakeHouse(adapter)
  house.script = script
  const stop = await adapter.start(house)
  const close = async (): Promise<void> => {
    await stop()
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { ...fake, url, adapter, house, close }
}
