import { html } from 'hono/html'
import { say, type WebAsk } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import type { Html, WebWord, Words } from './shell.ts'

type Reveal = Extract<WebAsk, { kind: 'reveal' }>

/** The empty place for something secret; the script fetches and draws it (page/reveal.js), so no page ever carries it. */
export const box = ({ name, label }: Reveal, words: Words): Html =>
  html`<section class="ask box" data-reveal="${name}" aria-busy="true">
    <h2>${words(label)}</h2>
    ${inside(name, (id) => words(say(id)))}
  </section>`

const inside = (name: Reveal['name'], word: (id: WebWord) => string): Html => {
  switch (name) {
    case 'pairing-code':
      return html`<output data-ask="pairing-code" data-part="secret"></output>
        <p class="soft" data-part="left"></p>
        <p class="soft">${word('web.code.wait')}</p>
        <button type="button" data-part="copy">${word('web.code.copy')}</button>`
    case 'totp-seed':
      return html`<p>${word('web.totp.scan')}</p>
        <svg class="qr" data-part="qr" role="img" aria-label="${word('web.totp.qr')}"></svg>
        <a class="button" data-part="open">${word('web.totp.open')}</a>
        <p class="soft">${word('web.totp.type')} <code data-ask="totp-seed" data-part="secret"></code></p>
        <button type="button" data-part="copy">${word('web.totp.copy')}</button>`
    case 'recovery-codes':
      return html``
    default:
      return never(name)
  }
}

/** Sheets of codes, for the script to fill: a whole set, and one new code in the place of a used one. */
export const codeSheets = (word: (id: WebWord) => string): Html => {
  const keep = html`<ol data-ask="recovery-codes" data-part="list"></ol>
    <div class="even">
      <a class="button" download="recovery-codes.txt" data-part="download">${word('web.codes.download')}</a>
      <button type="button" data-part="copy">${word('web.codes.copy')}</button>
      <button type="button" data-part="print">${word('web.codes.print')}</button>
    </div>`
  return html`<template id="codes"
      ><p>${word('web.codes.keep')}</p>
      ${keep}</template
    >
    <template id="new-code"
      ><h1 tabindex="-1">${word('web.codes.new.title')}</h1>
      <p>${word('web.codes.new')}</p>
      <div class="box">${keep}</div>
      <button type="button" class="primary" data-ask="kept" data-part="on">
        ${word('web.continue')}
      </button></template
    >`
}
