import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ApproverPort, Opened, Signed } from '../../src/approval/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { say, type Phrase } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import { safely } from '../../src/words/harmless.ts'
import type { Reader } from '../../src/words/render.ts'
import { bodyOf } from './calls.ts'
import { isText, parsed } from './hear.ts'
import { toneMark } from './icons.ts'
import { scriptWords } from './notices.ts'
import { draw, type PortalParts } from './pages.ts'
import type { Frame, Html, WebWord } from './shell.ts'

/** The calls of the approver's page that may change something. */
export const approverPosts = ['/a/open', '/a/sign'] as const
export type ApproverPost = (typeof approverPosts)[number]

/**
 * The page behind a press on "approve": inert and the same for everyone. It keeps no cookie and no key, for the passkey over what
 * is shown is the sign-in; a scanner that runs scripts and presses buttons gets as far as a prompt for somebody's finger.
 */
export const approverPage = (c: Context, { frame }: PortalParts): Promise<Response> =>
  draw(c, frame, {
    title: frame.words(say('web.approve.title')),
    main: sections(frame),
    data: { step: 'approve' },
    withoutScript: 'web.approve.noscript',
    script: {
      code: frame.assets.script(['screen', 'bytes', 'ceremony', 'approve']),
      proofNonce: '',
      words: scriptWords(frame, 'approve'),
    },
  })

/** One call of that page: what is to be signed, or the signature. Refusals leave on the floor, and all of one kind are one body. */
export const hearApprover = async (c: Context, path: ApproverPost, parts: PortalParts): Promise<Response> => {
  const { frame, approver, origin, clock, floor } = parts
  const body = await bodyOf(c, origin)
  if (body instanceof Response) return body
  const arrived = clock.now()
  const { flow, token, nonce, response, timeZone, ...more } = parsed(body) ?? {}
  const signs = path === '/a/sign'
  const whole = signs
    ? isText(nonce) && isObject(response) && timeZone === undefined
    : nonce === undefined && response === undefined && (timeZone === undefined || isText(timeZone))
  if (!isText(flow) || !isText(token) || !whole || Object.keys(more).length > 0)
    return c.json({ why: 'body' }, 400)
  const secret = new Secret(token)
  const came = signs
    ? await approver.sign(flow, secret, { nonce, response })
    : await approver.open(flow, secret)
  if (came.kind !== 'open' && came.kind !== 'approved') await floor(arrived)
  return answerTo(c, came, frame, isText(timeZone) ? { timeZone } : {})
}

type Came = Awaited<ReturnType<ApproverPort['open']>> | Signed

/** `reader`: where the approver's browser says that it is. */
const answerTo = (c: Context, came: Came, { words }: Frame, reader: Reader): Response => {
  const spoken = (says: readonly Phrase[]): string[] => says.map((phrase) => words(phrase))
  switch (came.kind) {
    case 'open':
      return c.json(opened(came, (phrase) => words(phrase, reader)))
    case 'approved':
      return c.json({ says: spoken(came.says) })
    case 'refused':
      return c.json({ why: 'refused', says: spoken(came.says) }, 409)
    case 'void':
      return c.json({ why: 'gone' }, 410)
    case 'unavailable':
      return c.json({ why: 'unavailable' }, 503)
    default:
      return never(came)
  }
}

/** In words, for these are what is signed: the page shows them letter by letter and adds none; names as harmless as on the card. */
const opened = (
  { snapshot: { title, lines }, options, nonce, expiresAt }: Extract<Opened, { kind: 'open' }>,
  words: (phrase: Phrase) => string,
): Record<string, unknown> => {
  const told = (phrase: Phrase): string => words(safely(phrase))
  const until = told(say('web.approve.until', { until: `@${expiresAt}` }))
  return { title: told(title), lines: lines.map(told), until, options, nonce }
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const tones = { start: 'ask', done: 'good', refused: 'bad', void: 'bad', nothing: 'ask' } as const

const sections = ({ words }: Frame): Html => {
  const word = (id: WebWord): string => words(say(id))
  const button = (ask: string, label: WebWord): Html =>
    html`<button type="button" class="primary" data-ask="${ask}">${word(label)}</button>`
  const says = (name: string, look = ''): Html => html`<ul class="${look}" data-says="${name}"></ul>`
  const section = (name: string, inside: Html): Html =>
    html`<section data-when="${name}" hidden>${inside}</section>`
  const titled = (name: 'start' | 'done' | 'refused' | 'void' | 'nothing', inside: Html): Html =>
    section(
      name,
      html`${toneMark(tones[name])}
        <h1 tabindex="-1">${word(`web.approve.${name}.title`)}</h1>
        ${inside}`,
    )
  return html`<div class="live" role="group">
    ${titled(
      'start',
      html`<p>${word('web.approve.start.text')}</p>
        ${button('read', 'web.approve.read')}`,
    )}
    ${section(
      'read',
      html`<h1 tabindex="-1" data-title></h1>
        ${says('read', 'box')}
        <p>${word('web.approve.next')}</p>
        ${button('sign', 'web.approve.sign')}
        <p class="soft">${word('web.approve.unsure')}</p>
        <p class="soft" data-until></p>`,
    )}
    ${titled(
      'done',
      html`${says('done')}
        <p>${word('web.approve.close')}</p>`,
    )}
    ${titled('refused', says('refused'))} ${titled('void', html`<p>${word('web.approve.void.text')}</p>`)}
    ${titled('nothing', html`<p>${word('web.approve.nothing.text')}</p>`)}
    <p id="note" role="alert" hidden></p>
  </div>`
}
