import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Network } from '../../src/activity/port.ts'
import type { ApproverPort } from '../../src/approval/port.ts'
import type { DisownPort } from '../../src/freeze/port.ts'
import type { HandoffPort, Page } from '../../src/handoff/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { say, type Card, type WebAsk } from '../../src/story/card.ts'
import type { Part } from './assets.ts'
import type { Floor } from './floor.ts'
import { contentPolicy } from './headers.ts'
import { errorPage, landing, scriptWords } from './notices.ts'
import { codeSheets } from './reveal.ts'
import { readCookie, writeCookie } from './session.ts'
import { shell, type Frame, type Sheet, type Words } from './shell.ts'
import { show, waits } from './show.ts'

/** What the server tells the portal of a request besides the request. */
export interface Peer {
  readonly ip: string
}
export type Portal = { Bindings: Peer }

export interface PortalParts {
  readonly frame: Frame
  readonly origin: string
  readonly handoff: HandoffPort
  readonly disown: DisownPort
  readonly approver: ApproverPort
  readonly clock: Clock
  readonly networkOf: (address: string) => Promise<Network>
  readonly floor: Floor
  readonly readiness: () => Promise<readonly { readonly name: string; readonly ok: boolean }[]>
  /** Told of what should never happen; the browser reads only that something went wrong. */
  readonly failed: (path: string, error: unknown) => void
}

/** How long the end of a flow can still be read again (s). */
const endLasts = 600

type Unstyled = Omit<Sheet, 'cspNonce'>

/** The landing page: static, and nobody's. */
export const landingPage = (c: Context, { frame, handoff }: PortalParts): Promise<Response> =>
  draw(c, frame, {
    title: frame.words(say('web.continue')),
    main: landing(frame),
    data: { step: 'landing', prompt: '' },
    script: {
      code: frame.assets.script(['screen', 'bytes', 'key', 'make-key', 'proof', 'landing']),
      proofNonce: handoff.nonce(),
      words: scriptWords(frame, 'landing'),
    },
  })

/** What this browser sees. A cookie that opens nothing is a guess: how long looking took must not say of what. */
export const pageOf = async (
  c: Context,
  { handoff, clock, floor }: PortalParts,
): Promise<Page | undefined> => {
  const cookie = readCookie(c)
  const arrived = clock.now()
  const page = await handoff.page(cookie)
  if (page === undefined && cookie !== undefined) await floor(arrived)
  return page
}

/** The present step of this browser's flow. Changes nothing, so it may be loaded as often as one likes. */
export const presentPage = async (c: Context, parts: PortalParts): Promise<Response> => {
  const { frame, handoff } = parts
  const cookie = readCookie(c)
  const page = await pageOf(c, parts)
  if (page === undefined) return await landingPage(c, parts)
  const { card, step, prompt, notes, outcome, timeZone } = page
  const words: Words = (phrase) => frame.words(phrase, timeZone === undefined ? {} : { timeZone })
  if (outcome !== undefined && cookie !== undefined) leave(c, cookie)
  return await draw(c, frame, {
    title: words(card.title),
    main: html`${show(card, words, notes)}${codeSheets((id) => words(say(id)))}`,
    data: { step, prompt, outcome, wait: outcome === undefined && waits(card) ? '' : undefined },
    script: {
      code: frame.assets.script(partsFor(card)),
      proofNonce: handoff.nonce(),
      words: scriptWords(frame, 'page'),
    },
  })
}

const partsFor = (card: Card<WebAsk>): readonly Part[] => [
  ...(['screen', 'bytes', 'key', 'proof', 'codes', 'answer', 'main'] as const),
  ...(card.asks.some(({ kind }) => kind === 'webauthn') ? (['ceremony', 'passkey'] as const) : []),
  ...(card.asks.some(({ kind }) => kind === 'reveal') ? (['reveal'] as const) : []),
]

/**
 * The end. The page's script forgets the keys of flows and keeps the one by which this browser may be known again, which
 * `"storage"` here would take with it. Not `"cookies"`: that would clear those of the whole registered
 * domain and sign the person out of everything else. Our one cookie can do nothing any more; it lives on for some minutes
 * so that the last page can be read again after a reload.
 */
const leave = (c: Context, cookie: string): void => {
  c.header('clear-site-data', '"cache"')
  writeCookie(c, cookie, endLasts)
}

/** One page, with the content policy of this very response. */
export const draw = async (
  c: Context,
  frame: Frame,
  sheet: Unstyled,
  status: 200 | 404 | 405 | 503 = 200,
): Promise<Response> => {
  const cspNonce = randomToken(16)
  c.header('content-security-policy', contentPolicy(cspNonce))
  return await c.html(shell(frame, { ...sheet, cspNonce }), status)
}

/** Says no to a request: kindly to people, briefly to scripts, and without detail to both. */
export const refuse = (
  c: Context,
  { frame }: PortalParts,
  status: 404 | 405 | 503,
  allow?: string,
): Response | Promise<Response> => {
  if (allow !== undefined) c.header('allow', allow)
  if (status === 503) c.header('retry-after', '5')
  const forScripts = c.req.method === 'POST' || ['/h/state', '/readyz'].includes(c.req.path)
  const wantsPage = !forScripts || c.req.header('accept')?.includes('text/html') === true
  if (wantsPage) return draw(c, frame, errorPage(frame, status), status)
  const why = { 404: 'unknown', 405: 'method', 503: 'unavailable' } as const
  return c.json({ why: why[status] }, status)
}
