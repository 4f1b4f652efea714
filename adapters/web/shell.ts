import { html, raw } from 'hono/html'
import { say, type Phrase } from '../../src/story/card.ts'
import type { approverDoorWords } from '../../src/words/en-approver-door.ts'
import type { freezeWords } from '../../src/words/en-freeze.ts'
import type { Reader } from '../../src/words/render.ts'
import type { webWords } from '../../src/words/en-web.ts'
import type { Assets } from './assets.ts'
import { keyMark } from './icons.ts'

/** An id of our own words. */
export type WebWord =
  | keyof typeof webWords
  | Extract<keyof typeof freezeWords | keyof typeof approverDoorWords, `web.${string}`>

export type Html = ReturnType<typeof html>
export type Words = (phrase: Phrase) => string

/** Whom to turn to when nothing helps. */
export interface Helpdesk {
  readonly phone?: string | undefined
  readonly url?: string | undefined
}

/** What is the same on every page of one server. */
export interface Frame {
  readonly host: string
  /** Renders a phrase; times in the reader's zone. */
  readonly words: (phrase: Phrase, reader?: Reader) => string
  readonly helpdesk: Helpdesk
  readonly assets: Assets
}

/** What differs from page to page. */
export interface Sheet {
  readonly title: string
  /** The nonce of this response's content policy. */
  readonly cspNonce: string
  readonly main: Html
  /** What does not work without the script. */
  readonly withoutScript?: WebWord
  /** Absent = a page without a script. */
  readonly script?: {
    readonly code: string
    /** For the first signed call. */
    readonly proofNonce: string
    /** What the script may have to say. */
    readonly words: Readonly<Record<string, string>>
  }
  /** `data-*` attributes of the body, by name. */
  readonly data?: Readonly<Record<string, string | undefined>>
}

/** A whole document. Everything that is not markup of ours is escaped by the template. */
export const shell = (frame: Frame, sheet: Sheet): Html => {
  const word = (id: WebWord): string => frame.words(say(id))
  const { script, cspNonce } = sheet
  const data = Object.entries(sheet.data ?? {}).filter(([, value]) => value !== undefined)
  return html`<!doctype html>
<html lang="en"${script && html` data-nonce="${script.proofNonce}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${sheet.title} · ${word('web.site')}</title>
<link rel="icon" href="data:,">
<style nonce="${cspNonce}">${raw(frame.assets.style)}</style>
${
  script &&
  html`<noscript
    ><style nonce="${cspNonce}">
      .live {
        display: none !important;
      }
    </style></noscript
  >`
}
</head>
<body${data.map(([name, value]) => html` data-${name}="${value}"`)}>
<header>${keyMark()}<div><b>${word('web.site')}</b> ${word('web.host')} ${frame.host}</div></header>
<main>${script && noScript(frame, sheet.withoutScript)}${sheet.main}</main>
<footer>${help(frame)}</footer>
${script && scripts(script, cspNonce)}
</body>
</html>`
}

const noScript = ({ words }: Frame, why: WebWord = 'web.noscript.text'): Html =>
  html`<noscript
    ><h1>${words(say('web.noscript.title'))}</h1>
    <p>${words(say(why))}</p></noscript
  >`

/** JSON in a block that is never run; `<` is written so that no word can end the block. */
const scripts = (script: NonNullable<Sheet['script']>, nonce: string): Html =>
  html`<script type="application/json" id="words">
      ${raw(JSON.stringify(script.words).replaceAll('<', '\\u003c'))}
    </script>
    <script nonce="${nonce}">
      ${raw(script.code)}
    </script>`

const help = ({ helpdesk: { phone, url }, words }: Frame): Html => {
  const call =
    phone !== undefined &&
    html`${words(say('web.help.phone'))} <a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone}</a>`
  const visit =
    url !== undefined &&
    /^https?:/.test(url) &&
    html`<a href="${url}" target="_blank" rel="noopener">${words(say('web.help.page'))}</a>`
  const nobody = !call && !visit && words(say('web.help.ask'))
  return html`<p>${words(say('web.help'))} ${call || ''} ${visit || ''}${nobody || ''}</p>`
}
