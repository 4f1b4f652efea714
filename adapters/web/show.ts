import { html } from 'hono/html'
import { say, type Card, type Option, type WebAsk } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import { changeForm } from './change-form.ts'
import { toneMark } from './icons.ts'
import { box } from './reveal.ts'
import type { Html, WebWord, Words } from './shell.ts'

/** Draws a card as the inside of a page; its first `notes` lines answer what was just done, and stand out. The first thing that can be sent is the page's main button. */
export const show = (card: Card<WebAsk>, words: Words, notes = 0): Html => {
  const [lead, ...rest] = card.lines.map(words)
  const said = (line: number) => line < notes && html` class="said"`
  return html`<div class="live" role="group">
    ${toneMark(card.tone)}
    <h1 tabindex="-1" ${lead !== undefined && html` aria-describedby="lead"`}>${words(card.title)}</h1>
    ${lead !== undefined && html`<p id="lead" ${said(0)}>${lead}</p>`}${rest.map((line, i) => html`<p${said(i + 1)}>${line}</p>`)}
    ${card.tone === 'wait' && html`<div class="dots"></div>`}
    <p id="note" role="alert" hidden></p>
    ${card.asks.map((ask, i) => drawAsk(ask, words, card.asks.slice(0, i).every(isBox)))}
  </div>`
}

/** Whether nothing is typed here: the page then moves on by itself when something happened elsewhere. */
export const waits = (card: Card<WebAsk>): boolean =>
  card.tone === 'wait' || card.asks.some((ask) => ask.kind === 'reveal' && ask.name === 'pairing-code')

const isBox = (ask: WebAsk): boolean => ask.kind === 'reveal' || ask.kind === 'link'

const drawAsk = (ask: WebAsk, words: Words, main: boolean): Html => {
  switch (ask.kind) {
    case 'password':
      return field(
        ask,
        words,
        main,
        ask.use === 'new' ? 'web.password.save' : 'web.continue',
        passwordInput(ask),
      )
    case 'password-change':
      return changeForm(ask, words, main)
    case 'code':
      return field(ask, words, main, 'web.continue', codeInput(ask))
    case 'text':
      return field(ask, words, main, 'web.continue', textInput(ask))
    case 'choice':
      return html`<div class="ask">
        ${ask.options.map((option) => choiceButton(ask.name, option, words))}
      </div>`
    case 'webauthn':
      return html`<div class="ask">
        <button
          type="button"
          class="${main ? 'primary' : ''}"
          data-ask="${ask.name}"
          data-ceremony="${ask.ceremony}"
        >
          ${words(ask.label)}
        </button>
      </div>`
    case 'reveal':
      return box(ask, words)
    // A link leads from chat to this page; the page itself has nowhere to lead to.
    case 'link':
      return html``
    default:
      return never(ask)
  }
}

type Typed = Extract<WebAsk, { kind: 'password' | 'code' | 'text' }>

/** A form of one field. `post`, so that even without its script nothing typed gets into an address. */
const field = (ask: Typed, words: Words, main: boolean, send: WebWord, input: Html): Html => {
  const toggle =
    ask.kind === 'password' &&
    html`<button
      type="button"
      class="plain"
      data-toggle="ask-${ask.name}"
      aria-describedby="label-${ask.name}"
    >
      ${words(say('web.password.show'))}
    </button>`
  return html`<form class="ask" method="post">
    <div class="row">
      <label id="label-${ask.name}" for="ask-${ask.name}">${words(ask.label)}</label>${toggle}
    </div>
    ${input}
    <button class="${main ? 'primary' : ''}" data-send="${ask.name}">${words(say(send))}</button>
  </form>`
}

const passwordInput = ({ name, use }: Extract<WebAsk, { kind: 'password' }>): Html =>
  html`<input
    id="ask-${name}"
    name="${name}"
    data-ask="${name}"
    type="password"
    autocomplete="${use}-password"
    autocapitalize="none"
    spellcheck="false"
    required
  />`

/** Room for the space that people see, and paste, in the middle of a code. */
const codeInput = ({ name, digits }: Extract<WebAsk, { kind: 'code' }>): Html =>
  html`<input
    id="ask-${name}"
    name="${name}"
    data-ask="${name}"
    inputmode="numeric"
    autocomplete="one-time-code"
    pattern="[0-9 ]{${digits},}"
    maxlength="${digits + 3}"
    required
  />`

const textInput = ({ name }: Extract<WebAsk, { kind: 'text' }>): Html =>
  html`<input
    id="ask-${name}"
    name="${name}"
    data-ask="${name}"
    type="text"
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
    maxlength="256"
    required
  />`

const choiceButton = (name: string, { value, label, style }: Option, words: Words): Html =>
  html`<button type="button" class="${style ?? ''}" data-ask="${name}" data-value="${value}">
    ${words(label)}
  </button>`
