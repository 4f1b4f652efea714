import { html } from 'hono/html'
import type { Tone } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import type { Html } from './shell.ts'

const drawn = (paths: Html, look: string): Html =>
  html`<svg
    class="${look}"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths}
  </svg>`

/** A key: the mark of these pages. */
export const keyMark = (): Html =>
  drawn(html`<circle cx="8" cy="15.5" r="4.5" /><path d="m11.2 12.3 8.3-8.3M16 7.5l3 3M13.5 10l2 2" />`, '')

/** A picture of the tone, for those who see; the title says it for everyone. */
export const toneMark = (tone: Tone): Html => {
  switch (tone) {
    case 'ask':
    case 'wait':
      return html``
    case 'good':
      return drawn(html`<circle cx="12" cy="12" r="9.5" /><path d="m7.5 12.5 3 3 6-6.5" />`, 'mark good')
    case 'bad':
      return drawn(html`<circle cx="12" cy="12" r="9.5" /><path d="M12 7v6M12 16.5v.1" />`, 'mark bad')
    default:
      return never(tone)
  }
}
