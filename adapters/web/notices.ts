import { html } from 'hono/html'
import { say } from '../../src/story/card.ts'
import type { Frame, Html, WebWord } from './shell.ts'

type Section = 'start' | 'retry' | 'nothing' | 'gone' | 'elsewhere' | 'storage'

/**
 * The landing page, the same for everyone: the script shows the section that fits. It is also what a browser sees
 * that has no flow, so "never began", "finished" and "expired" cannot be told apart from outside.
 */
export const landing = ({ host, words }: Frame): Html => {
  const word = (id: WebWord): string => words(say(id, { host }))
  const about = (name: Section, ...more: readonly WebWord[]): Html =>
    html`<h1 tabindex="-1">${word(`web.${name}.title`)}</h1>
      <p>${word(`web.${name}.text`)}</p>
      ${more.map((id) => html`<p class="soft">${word(id)}</p>`)}`
  const section = (name: Section, inside: Html): Html =>
    html`<section data-when="${name}" hidden>${inside}</section>`
  return html`<div class="live" role="group">
    <section data-when="busy"><h1 tabindex="-1">${word('web.busy')}</h1></section>
    ${section('start', html`${about('start', 'web.start.warn')}<button type="button" class="primary" data-ask="continue">${word('web.continue')}</button>`)}
    ${section('retry', html`${about('retry')}<button type="button" class="primary" data-ask="retry">${word('web.retry')}</button>`)}
    ${section('nothing', about('nothing', 'web.nothing.done'))}
    ${(['gone', 'elsewhere', 'storage'] as const).map((name) => section(name, about(name)))}
    <p id="note" role="alert" hidden></p>
  </div>`
}

/** A kind page without detail: what went wrong inside is nobody's business outside. */
export const errorPage = (
  { words }: Frame,
  status: number,
): { readonly title: string; readonly main: Html } => {
  const own = status === 404 ? 'web.error.404' : status >= 500 ? 'web.error.503' : 'web.error'
  const title = words(say(`${own}.title`))
  return {
    title,
    main: html`<h1>${title}</h1>
      <p>${words(say(`${own}.text`))}</p>`,
  }
}

const approveWords = [
  'busy',
  'note.unavailable',
  'note.offline',
  'note.fault',
  'approve.changed',
  'approve.cancelled',
  'approve.unsupported',
  'passkey.domain',
  'passkey.failed',
] as const
const notMeWords = ['busy', 'note.unavailable', 'note.offline', 'note.fault', 'notme.wrong'] as const
const landingWords = ['busy', 'note.unavailable', 'note.offline', 'note.fault'] as const
const pageWords = [
  ...landingWords,
  'note.key',
  'note.waiting',
  'password.show',
  'password.hide',
  'code.minutes',
  'code.minute',
  'codes.file',
  'copied',
  'notcopied',
  'passkey.cancelled',
  'passkey.unsupported',
  'passkey.domain',
  'passkey.known',
  'passkey.failed',
] as const

/** What each script may have to say, under the last part of its id; `{n}` is left for the script to fill. */
export const scriptWords = (
  { host, words }: Frame,
  script: 'landing' | 'page' | 'notme' | 'approve',
): Record<string, string> =>
  Object.fromEntries(
    { landing: landingWords, page: pageWords, notme: notMeWords, approve: approveWords }[script].map((id) => [
      id.slice(id.lastIndexOf('.') + 1),
      words(say(`web.${id}`, { host, n: '{n}' })),
    ]),
  )
