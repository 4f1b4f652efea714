import { html } from 'hono/html'
import { say, type Phrase, type WebAsk } from '../../src/story/card.ts'
import type { Html, Words } from './shell.ts'

type Change = Extract<WebAsk, { kind: 'password-change' }>

/**
 * The current and the new password in one form, with the account's name in it: a password manager fills the one, offers a
 * new one for the other and knows which entry to renew (SP 800-63B-4 3.1.1.2). `post`, so that even without its script
 * nothing typed gets into an address.
 */
export const changeForm = ({ name, current, chosen, account }: Change, words: Words, main: boolean): Html =>
  html`<form class="ask" method="post" data-form="${name}">
    <div class="row"><label for="ask-account">${words(say('web.account'))}</label></div>
    <input id="ask-account" name="username" autocomplete="username" value="${account}" readonly />
    ${field('current', 'current-password', current, words)} ${field('chosen', 'new-password', chosen, words)}
    <button class="${main ? 'primary' : ''}" data-send="${name}">${words(say('web.password.change'))}</button>
  </form>`

const field = (name: string, autocomplete: string, label: Phrase, words: Words): Html =>
  html`<div class="row">
      <label id="label-${name}" for="ask-${name}">${words(label)}</label>
      <button type="button" class="plain" data-toggle="ask-${name}" aria-describedby="label-${name}">
        ${words(say('web.password.show'))}
      </button>
    </div>
    <input
      id="ask-${name}"
      name="${name}"
      data-field="${name}"
      type="password"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      required
    />`
