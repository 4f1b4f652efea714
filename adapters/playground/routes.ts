import type { Route } from '../../src/house/port.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { say } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Action } from './action.ts'
import { assetNamed } from './assets.ts'
import { chatActions } from './chat-actions.ts'
import { companyActions } from './company-actions.ts'
import { readFields } from './fields.ts'
import { crossSite, stranger } from './guard.ts'
import { html, json, redirect, refusal, stream } from './headers.ts'
import { peopleActions } from './people-actions.ts'
import type { Scene } from './scene.ts'
import { shell } from './shell.ts'
import { streamOf } from './stream.ts'

const home = '/playground'
const longest = 16 * 1024
const actions = new Map<string, Action>(
  Object.entries({ ...chatActions, ...companyActions, ...peopleActions }),
)

/** The playground's pages and calls; `scene` answers undefined until the house is there and after it has stopped. */
export const routes = (scene: () => Scene | undefined, origin: string): readonly Route[] => {
  const guarded =
    (
      serve: (scene: Scene, request: Request, path: string) => Promise<Response> | Response,
    ): Route['handle'] =>
    async (request, peer) => {
      const refused = stranger(request, peer.ip, origin)
      if (refused !== undefined) return refused
      const now = scene()
      if (now === undefined) return refusal(503, 'the playground is not running')
      return serve(now, request, new URL(request.url).pathname)
    }
  return [
    { prefix: home, handle: guarded(serve) },
    {
      prefix: '/',
      handle: guarded((_scene, _request, path) =>
        path === '/' ? redirect(home) : refusal(404, 'nothing is here'),
      ),
    },
  ]
}

const serve = async (scene: Scene, request: Request, path: string): Promise<Response> => {
  if (path.startsWith(`${home}/act/`)) return act(scene, request, path.slice(`${home}/act/`.length))
  if (request.method !== 'GET') return notAllowed('GET')
  if (path === home || path === `${home}/`) return openPage(scene)
  if (path === `${home}/stream`) return watch(scene, request)
  return (await assetNamed(path.slice(home.length + 1))) ?? refusal(404, 'nothing is here')
}

const openPage = (scene: Scene): Response => {
  const first = scene.demo.people[0]?.user
  const nonce = randomToken(16)
  return html(shell(scene.words, scene.pages.open(first), nonce, first === undefined), nonce)
}

const watch = (scene: Scene, request: Request): Response => {
  const refused = crossSite(request)
  if (refused !== undefined) return refused
  const page = scene.pages.byId(new URL(request.url).searchParams.get('page') ?? '')
  return page === undefined ? refusal(410, 'load the page again') : stream(streamOf(scene, page))
}

/** Everything that changes something: from our own page, as JSON, with the page's token. */
const act = async (scene: Scene, request: Request, name: string): Promise<Response> => {
  if (request.method !== 'POST') return notAllowed('POST')
  const refused = crossSite(request)
  if (refused !== undefined) return refused
  const page = scene.pages.byToken(request.headers.get('x-playground-page') ?? '')
  if (page === undefined) return refusal(403, scene.words(say('playground.stale')))
  const action = actions.get(name)
  if (action === undefined) return refusal(404, 'nothing is here')
  const fields = await readFields(request, longest)
  if (typeof fields === 'number') return refusal(fields, 'malformed')
  try {
    const { status, body } = await action(scene, page, fields)
    return json(status, body)
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    return refusal(503, scene.words(say('playground.undelivered')))
  }
}

const notAllowed = (allow: string): Response => {
  const response = refusal(405, `only ${allow}`)
  response.headers.set('allow', allow)
  return response
}
