import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { HandoffPort, CallAnswer } from '../../src/handoff/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { never } from '../../src/story/errors.ts'
import { browserFamily } from './browser.ts'
import { contentPolicy } from './headers.ts'
import { drawable, hear, posts, type PostPath } from './hear.ts'
import { errorPage, landing, scriptWords } from './notices.ts'
import { codeSheets } from './reveal.ts'
import { readCookie, writeCookie } from './session.ts'
import { shell, type Frame, type Sheet } from './shell.ts'
import { show, waits } from './show.ts'
import { say } from '../../src/story/card.ts'
import { boundedBody, postFault } from './verify.ts'

export interface PortalParts {
  readonly frame: Frame
  readonly origin: string
  readonly handoff: HandoffPort
  readonly clock: Clock
  readonly readiness: () => Promise<readonly { readonly name: string; readonly ok: boolean }[]>
  /** Told of what should never happen; the browser reads only that something went wrong. */
  readonly failed: (path: string, error: unknown) => void
}

/** The largest answer is a registration with an attestation chain, some 10 KB. */
const mostBytes = 32 * 1024
/** How long the end of a flow can still be read again (s). */
const endLasts = 600

/** The pages under /h and the two probes, as a fetch handler. */
export const portal = (parts: PortalParts): Hono => {
  const app = new Hono()
  const { handoff, frame } = parts

  app.get('/healthz', (c) => c.json({ alive: true }))
  app.get('/readyz', async (c) => {
    const dependencies = await parts.readiness()
    const ready = dependencies.every(({ ok }) => ok)
    return c.json({ ready, dependencies }, ready ? 200 : 503)
  })
  app.get('/h', (c) => draw(c, frame, landingSheet(parts)))
  app.get('/h/page', (c) => present(c, parts))
  app.get('/h/state', async (c) => {
    const page = await handoff.page(readCookie(c))
    return c.json({ prompt: page?.prompt ?? null })
  })
  for (const path of posts) app.post(path, (c) => listen(c, path, parts))

  for (const path of ['/healthz', '/readyz', '/h', '/h/page', '/h/state'])
    app.all(path, (c) => refuse(c, parts, 405, 'GET, HEAD'))
  for (const path of posts) app.all(path, (c) => refuse(c, parts, 405, 'POST'))
  app.notFound((c) => refuse(c, parts, 404))
  app.onError((error, c) => {
    parts.failed(c.req.path, error)
    return refuse(c, parts, 503)
  })
  return app
}

type Unstyled = Omit<Sheet, 'cspNonce'>

const landingSheet = ({ frame, handoff }: PortalParts): Unstyled => ({
  title: frame.words(say('web.continue')),
  main: landing(frame),
  data: { step: 'landing', prompt: '' },
  script: { code: frame.assets.landing, proofNonce: handoff.nonce(), words: scriptWords(frame, 'landing') },
})

/** The present step of this browser's flow. Changes nothing, so it may be loaded as often as one likes. */
const present = async (c: Context, parts: PortalParts): Promise<Response> => {
  const { frame, handoff } = parts
  const cookie = readCookie(c)
  const page = await handoff.page(cookie)
  if (page === undefined) return await draw(c, frame, landingSheet(parts))
  const { card, step, prompt, outcome } = page
  if (outcome !== undefined && cookie !== undefined) leave(c, cookie)
  return await draw(c, frame, {
    title: frame.words(card.title),
    main: html`${show(card, frame.words)}${codeSheets((id) => frame.words(say(id)))}`,
    data: { step, prompt, outcome, wait: outcome === undefined && waits(card) ? '' : undefined },
    script: { code: frame.assets.page, proofNonce: handoff.nonce(), words: scriptWords(frame, 'page') },
  })
}

/**
 * The end: the browser forgets its key and what it stored. Not `"cookies"`: that would clear those of the whole registered
 * domain and sign the person out of everything else. Our one cookie can do nothing any more; it lives on for some minutes
 * so that the last page can be read again after a reload.
 */
const leave = (c: Context, cookie: string): void => {
  c.header('clear-site-data', '"cache", "storage"')
  writeCookie(c, cookie, endLasts)
}

const draw = async (
  c: Context,
  frame: Frame,
  sheet: Unstyled,
  status: 200 | 404 | 405 | 503 = 200,
): Promise<Response> => {
  const cspNonce = randomToken(16)
  c.header('content-security-policy', contentPolicy(cspNonce))
  return await c.html(shell(frame, { ...sheet, cspNonce }), status)
}

const refuse = (
  c: Context,
  { frame }: PortalParts,
  status: 404 | 405 | 503,
  allow?: string,
): Response | Promise<Response> => {
  if (allow !== undefined) c.header('allow', allow)
  if (status === 503) c.header('retry-after', '5')
  const wantsPage = c.req.method !== 'POST' && !/^\/(h\/state|readyz)$/.test(c.req.path)
  if (wantsPage) return draw(c, frame, errorPage(frame, status), status)
  const why = { 404: 'unknown', 405: 'method', 503: 'unavailable' } as const
  return c.json({ why: why[status] }, status)
}

/** One call that changes something: form first, then the body's size, then what it says. */
const listen = async (c: Context, path: PostPath, parts: PortalParts): Promise<Response> => {
  const { handoff } = parts
  const header = (name: string): string | undefined => c.req.header(name)
  const fault = postFault(header, parts.origin)
  if (fault !== undefined) return c.json({ why: fault }, fault === 'origin' ? 403 : 415)
  const bytes = await boundedBody(c.req.raw, mostBytes)
  if (bytes === undefined) return c.json({ why: 'size' }, 413)
  const body = text(bytes)
  if (body === undefined) return c.json({ why: 'body' }, 400)

  const cookie = readCookie(c)
  const call = {
    proof: header('latchkey-proof'),
    method: 'POST',
    path,
    body,
    ...(cookie !== undefined && { cookie }),
  }
  const answer = await hear(handoff, { path, call, context: { browser: browserFamily(header) } })
  return answer === undefined ? c.json({ why: 'body' }, 400) : respond(c, answer, parts)
}

/** Bodies of a kind are the same byte for byte, but for the nonce: nothing tells one cause of "gone" from another. */
const respond = (c: Context, answer: CallAnswer, { handoff, clock }: PortalParts): Response => {
  if (answer.kind === 'ok') {
    const { cookie, maxAge, changed, reveal } = answer
    if (cookie !== undefined) writeCookie(c, cookie, maxAge)
    return c.json({ nonce: handoff.nonce(), changed, ...(reveal && { reveal: drawable(reveal, clock) }) })
  }
  const { why } = answer
  switch (why) {
    case 'gone':
      return c.json({ why }, 410)
    case 'proof':
      return c.json({ why, nonce: handoff.nonce() }, 401)
    case 'stale':
      return c.json({ why, nonce: handoff.nonce() }, 409)
    case 'unavailable':
      return c.json({ why, nonce: handoff.nonce() }, 503)
    default:
      return never(why)
  }
}

const text = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
