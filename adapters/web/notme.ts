import type { Context } from 'hono'
import { html } from 'hono/html'
import { Secret } from '../../src/lib/secret.ts'
import { never } from '../../src/story/errors.ts'
import { say } from '../../src/story/card.ts'
import { bodyOf } from './calls.ts'
import { isText, parsed } from './hear.ts'
import { scriptWords } from './notices.ts'
import { draw, type PortalParts } from './pages.ts'
import type { Frame, Html, WebWord } from './shell.ts'

/**
 * The page behind the link of a notice: inert and the same for everyone. A mail scanner runs scripts and presses buttons,
 * so a press is not enough: the word that the page shows must be typed.
 */
export const notMePage = (c: Context, { frame }: PortalParts): Promise<Response> =>
  draw(c, frame, {
    title: frame.words(say('web.notme.title')),
    main: sections(frame),
    data: { step: 'notme' },
    withoutScript: 'web.notme.noscript',
    script: {
      code: frame.assets.script(['screen', 'notme']),
      proofNonce: '',
      words: scriptWords(frame, 'notme'),
    },
  })

/** The press: from our own page, with link and word. Needs no sign-in, because it only takes away. */
export const pressNotMe = async (
  c: Context,
  { frame, disown, origin, clock, floor }: PortalParts,
): Promise<Response> => {
  const body = await bodyOf(c, origin)
  if (body instanceof Response) return body
  const arrived = clock.now()
  const { notice, token, word, ...more } = parsed(body) ?? {}
  if (!isText(notice) || !isText(token) || !isText(word) || Object.keys(more).length > 0)
    return c.json({ why: 'body' }, 400)
  if (word.trim().toUpperCase() !== frame.words(say('web.notme.word'))) return c.json({ why: 'word' }, 422)
  const came = await disown.press(notice, new Secret(token))
  switch (came) {
    case 'frozen':
      return c.json({ came })
    case 'void':
      await floor(arrived)
      return c.json({ why: 'gone' }, 410)
    case 'unavailable':
      return c.json({ why: 'unavailable' }, 503)
    default:
      return never(came)
  }
}

const sections = ({ words }: Frame): Html => {
  const word = (id: WebWord): string => words(say(id, { word: words(say('web.notme.word')) }))
  const ending = (name: 'frozen' | 'void' | 'nothing'): Html =>
    html`<section data-when="${name}" hidden>
      <h1 tabindex="-1">${word(`web.notme.${name}.title`)}</h1>
      <p>${word(`web.notme.${name}.text`)}</p>
    </section>`
  return html`<div class="live" role="group">
    <section data-when="ask" hidden>
      <h1 tabindex="-1">${word('web.notme.title')}</h1>
      <p>${word('web.notme.text')}</p>
      <p class="soft">${word('web.notme.account')}</p>
      <form class="ask" method="post">
        <div class="row"><label for="word">${word('web.notme.type')}</label></div>
        <input
          id="word"
          name="word"
          type="text"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="20"
          required
        />
        <button class="danger" data-send="freeze">${word('web.notme.freeze')}</button>
      </form>
    </section>
    ${(['frozen', 'void', 'nothing'] as const).map(ending)}
    <p id="note" role="alert" hidden></p>
  </div>`
}
