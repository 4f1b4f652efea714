import { playground } from '../../../adapters/playground/index.ts'
import type { Adapter, Route } from '../../../src/house/port.ts'
import { inWords } from '../../../src/words/render.ts'
import { FakeHouse } from '../../support/fake-house.ts'
import { fakeDemo } from '../../support/fake-demo.ts'

export const origin = 'http://localhost:4100'
const here = { ip: '127.0.0.1' }

const routeOf = (adapter: Adapter, path: string): Route => {
  const matching = (adapter.routes ?? []).filter((r) => path.startsWith(r.prefix))
  return matching.toSorted((a, b) => b.prefix.length - a.prefix.length)[0]!
}

/** Sends one request as a server would hand it over. */
export const request = (
  adapter: Adapter,
  path: string,
  init: RequestInit & { ip?: string; at?: string } = {},
): Promise<Response> =>
  routeOf(adapter, path).handle(new Request(`${init.at ?? origin}${path}`, init), { ip: init.ip ?? here.ip })

/** A playground with a house, and one page opened in it. */
export const openPage = async () => {
  const fake = fakeDemo()
  const adapter = playground({ demo: fake.demo, words: inWords, baseUrl: origin, clock: fake.clock })
  const house = new FakeHouse(adapter)
  const stop = await adapter.start(house)
  const response = await request(adapter, '/playground')
  const text = await response.text()
  const id = /data-page="([^"]+)"/.exec(text)?.[1] ?? ''
  const token = /data-token="([^"]+)"/.exec(text)?.[1] ?? ''
  const act = (name: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    request(adapter, `/playground/act/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'x-playground-page': token,
        ...headers,
      },
      body: JSON.stringify(body),
    })
  return { ...fake, adapter, house, stop, response, text, id, token, act, look: () => look(adapter, id) }
}

/** The first whole snapshot of the page's stream. */
export const look = async (adapter: Adapter, id: string) => {
  const response = await request(adapter, `/playground/stream?page=${id}`, {
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!/data: .*\n\n/.test(text)) {
    const { value, done } = await reader.read()
    if (done) break
    text += value
  }
  await reader.cancel()
  return JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? 'null')
}
