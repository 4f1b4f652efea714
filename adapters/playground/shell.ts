import { say, type Phrase } from '../../src/story/card.ts'
import type { PhraseId } from '../../src/words/en.ts'
import { styleFiles } from './assets.ts'
import type { Page } from './pages.ts'

type Words = (phrase: Phrase) => string

/** Words that the page's own program needs, by their id without `playground.`. */
const clientWords = [
  'you.more',
  'you.gone',
  'chat.empty',
  'chat.empty.more',
  'chat.gone',
  'chat.opensTab',
  'suggest.locked',
  'suggest.enrol',
  'suggest.help',
  'undelivered',
  'tools.cancel',
  'email.label',
  'email.hint',
  'email.go',
  'leave.hint',
  'leave.go',
  'report.label',
  'report.hint',
  'report.go',
  'tools.email',
  'tools.leave',
  'tools.report',
  'dialog.submit',
  'phone.somebody',
  'phone.totp.none',
  'phone.seconds',
  'phone.codes.none',
  'phone.lately.none',
  'phone.mail.none',
  'phone.copy',
  'phone.copied',
  'alerts.empty',
  'audit.empty',
] as const

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

/** The page before its program runs: landmarks, labels and empty places. Cards and messages are never part of it. */
export const shell = (
  words: Words,
  page: Pick<Page, 'id' | 'token'>,
  nonce: string,
  live: boolean,
): string => {
  const w = (id: PhraseId): string => escape(words(say(id)))
  const forClient = Object.fromEntries(clientWords.map((id) => [id, words(say(`playground.${id}`))]))
  const styles = styleFiles
    .map((name) => `<link rel="stylesheet" href="/playground/${name}" nonce="${nonce}">`)
    .join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${w('playground.title')}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
${styles}
</head>
<body data-view="chat" data-page="${page.id}" data-token="${page.token}">
<noscript><p class="banner">${w('playground.noscript')}</p></noscript>
<p class="banner" id="banner" role="alert" hidden>${w('playground.offline')}</p>
${top(w, live)}
<main class="stage">
${chat(w)}
${phone(w, live)}
${helpdesk(w)}
</main>
<script type="application/json" id="words">${JSON.stringify(forClient).replaceAll('<', '\\u003c')}</script>
<script type="module" src="/playground/client/main.js" nonce="${nonce}"></script>
</body>
</html>`
}

const mark = `<path d="M16 3a9 9 0 0 0-4 17.06V27l4 3 4-3-2.2-2.4L20 22v-1.94A9 9 0 0 0 16 3Zm0 4.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6Z"/>`
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b4cca"/><g fill="#fff" transform="translate(4.8 4.4) scale(.7)">${mark}</g></svg>`
const logo = `<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><g>${mark}</g></svg>`

type Word = (id: PhraseId) => string

const top = (w: Word, live: boolean): string => `<header class="top">
<div class="brand">${logo}<h1>${w('playground.product')}</h1></div>
<p class="badge">${w(live ? 'playground.badge.live' : 'playground.badge')}</p>
<div class="clock"><span class="hidden">${w('playground.clock')}</span><time id="clock"></time></div>
<button type="button" class="button small" data-forward>${w('playground.forward')}</button>
</header>
<nav class="views" aria-label="${w('playground.views')}">
<button type="button" data-show="chat" aria-current="true">${w('playground.view.chat')}</button>
<button type="button" data-show="phone">${w('playground.view.phone')}</button>
<button type="button" data-show="helpdesk">${w('playground.view.helpdesk')}</button>
</nav>`

const chat = (w: Word): string => `<section class="pane people" data-part="chat" aria-labelledby="you">
<h2 id="you">${w('playground.you')}</h2>
<div id="people"></div>
<form id="join" class="stack" hidden>
<p class="hint">${w('playground.join.hint')}</p>
<label>${w('playground.join.name')}<input name="name" required maxlength="100" autocomplete="off"></label>
<label>${w('playground.join.email')}<input name="email" type="email" required maxlength="200" autocomplete="off"></label>
<button class="button primary">${w('playground.join.go')}</button>
</form>
</section>
<section class="pane chat" data-part="chat" aria-labelledby="chat-title">
<header class="head">
<span class="avatar bot" aria-hidden="true">${logo}</span>
<div><h2 id="chat-title">${w('playground.chat.bot')}</h2><p class="hint">${w('playground.chat.about')}</p></div>
<details class="menu" id="tools">
<summary>${w('playground.tools')}</summary>
<div class="sheet">
<label class="switch"><input type="checkbox" data-tool="twice" aria-describedby="twice-hint"><span>${w('playground.tools.twice')}</span></label>
<p class="hint" id="twice-hint">${w('playground.tools.twice.hint')}</p>
<button type="button" data-tool="message">${w('playground.tools.message')}</button>
<button type="button" data-tool="report">${w('playground.tools.report')}</button>
<button type="button" data-tool="email">${w('playground.tools.email')}</button>
<button type="button" data-tool="leave">${w('playground.tools.leave')}</button>
</div>
</details>
</header>
<div class="thread" id="thread" role="log" aria-live="polite" aria-label="${w('playground.chat.log')}" tabindex="0"></div>
<div class="foot">
<p class="typing" id="typing" role="status" hidden><i></i><i></i><i></i><span>${w('playground.chat.typing')}</span></p>
<p class="hint" id="twice-count" role="status"></p>
<p class="failed" id="failed" role="alert" hidden></p>
<div class="chips" id="suggestions"></div>
<form class="composer" id="composer" autocomplete="off">
<label class="hidden" for="message">${w('playground.chat.message')}</label>
<input id="message" data-ask="message" maxlength="4000" placeholder="${w('playground.chat.message')}" autocomplete="off">
<button class="button primary" data-send>${w('playground.chat.send')}</button>
</form>
</div>
</section>`

const phone = (
  w: Word,
  live: boolean,
): string => `<section class="pane side" data-part="phone" data-pane="phone" aria-labelledby="phone-title">
<div class="device">
<div class="notch" aria-hidden="true"></div>
<div class="screen" tabindex="0" role="group" aria-labelledby="phone-title">
<h2 id="phone-title">${w('playground.phone.somebody')}</h2>
<p class="about" data-seeded>${w('playground.phone.about')}</p>
<div class="app" data-seeded><h3>${w('playground.phone.totp')}</h3><div id="totp"></div></div>
<div class="app"><h3>${w('playground.phone.mail')}</h3><div id="mail" class="mail" role="log" aria-label="${w('playground.phone.mail')}"></div></div>
<div class="app" data-seeded><h3>${w('playground.phone.codes')}</h3><ul id="codes" class="codes"></ul></div>
<div class="app" data-seeded><h3>${w('playground.phone.lately')}</h3><p class="about">${w('playground.phone.lately.about')}</p><ul id="lately" class="codes"></ul></div>
</div>
</div>
<form class="desk stack" id="sign-in" data-signin aria-labelledby="sign-in-title">
<div><h2 id="sign-in-title">${w('playground.signin')}</h2><p class="hint">${w(live ? 'playground.signin.about.live' : 'playground.signin.about')}</p></div>
<label>${w('playground.signin.account')}<input name="account" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<label>${w('playground.signin.password')}<input name="password" type="password" required maxlength="256" autocomplete="off"></label>
<p class="result" id="sign-in-result" role="status"></p>
<div class="row"><button class="button primary">${w('playground.signin.go')}</button>
<button type="button" class="button" id="lock" data-lock hidden>${w('playground.lock')}</button></div>
</form>
</section>`

const helpdesk = (
  w: Word,
): string => `<section class="pane side helpdesk" data-part="helpdesk" aria-labelledby="alerts-title">
<div class="head"><span class="avatar hash" aria-hidden="true">#</span><div><h2 id="alerts-title">${w('playground.alerts')}</h2><p class="hint">${w('playground.alerts.about')}</p><p class="hint" id="alerts-as"></p></div></div>
<div class="alerts" id="alerts" data-pane="alerts" role="log" aria-labelledby="alerts-title" tabindex="0"></div>
<div class="on-call" id="on-call-pane" hidden>
<div class="head"><span class="avatar hash" aria-hidden="true">#</span><div><h2 id="on-call-title">${w('playground.on-call')}</h2><p class="hint">${w('playground.on-call.about')}</p></div></div>
<div class="alerts" id="on-call" data-pane="on-call" role="log" aria-labelledby="on-call-title" tabindex="0"></div>
</div>
<div class="head"><div><h2 id="audit-title">${w('playground.audit')}</h2><p class="hint">${w('playground.audit.about')}</p></div></div>
<ol class="audit" id="audit" data-pane="audit" aria-labelledby="audit-title" tabindex="0"></ol>
</section>`
