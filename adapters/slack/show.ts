import type { types } from '@slack/bolt'
import type { Drawn } from '../../src/house/port.ts'
import { isLoopback } from '../../src/lib/loopback.ts'
import type { ChatAsk, Phrase, Tone } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import { safely } from '../../src/words/harmless.ts'
import type { Reader } from '../../src/words/render.ts'
import { pack } from './press.ts'
import { escaped, plainText } from './text.ts'

export type Words = (phrase: Phrase, reader?: Reader) => string

/** A card as Slack draws it; `text` is what notifications show and screen readers read. */
export interface Rendering {
  readonly blocks: types.KnownBlock[]
  readonly text: string
}

const limits = { header: 150, section: 3000, button: 75, inRow: 25, lines: 40 }
const signs: Readonly<Record<Tone, string>> = { ask: '', wait: '⏳ ', good: '✅ ', bad: '⚠️ ' }

/** Pure: the same card gives the same blocks, whoever looks. */
export const render = (drawn: Drawn, words: Words): Rendering => {
  const { card, reader } = drawn
  const told = (phrase: Phrase): string => words(safely(phrase), reader)
  const title = told(card.title)
  const lines = card.lines.map(told).filter((line) => line.trim() !== '')
  const first = card.asks.findIndex(({ kind }) => kind !== 'choice')
  const buttons = card.asks.flatMap((ask, i) => controls(ask, i, drawn, told, i === first))
  const rows = Array.from({ length: Math.ceil(buttons.length / limits.inRow) }, (_, i) =>
    buttons.slice(i * limits.inRow, (i + 1) * limits.inRow),
  )
  return {
    blocks: [
      titled(`${signs[card.tone]}${title}`),
      ...sectionsOf(lines),
      ...rows.map((elements): types.KnownBlock => ({ type: 'actions', elements })),
    ],
    text: escaped([title, ...lines].join('\n')),
  }
}

/** A title that does not fit where titles stand is said as a line. */
const titled = (title: string): types.KnownBlock =>
  title.length <= limits.header
    ? { type: 'header', text: plainText(title, limits.header) }
    : { type: 'section', text: plainText(title, limits.section) }

const sectionsOf = (lines: readonly string[]): types.KnownBlock[] => {
  const [shown, rest] = [lines.slice(0, limits.lines - 1), lines.slice(limits.lines - 1)]
  return [...shown, ...(rest.length > 0 ? [rest.join('\n')] : [])].map((line) => ({
    type: 'section',
    text: plainText(line, limits.section),
  }))
}

/** Each button has an id of its own in the message; what it means stands in its value. */
const controls = (
  ask: ChatAsk,
  place: number,
  { flow, prompt, url }: Drawn,
  say: (phrase: Phrase) => string,
  isFirst: boolean,
): types.Button[] => {
  const about = { ...(flow !== undefined && { flow }), ...(prompt !== undefined && { prompt }) }
  // Where a card offers a page and a form, one of them is what to press first.
  const primary = isFirst && ({ style: 'primary' } as const)
  switch (ask.kind) {
    case 'choice':
      return ask.options.map(({ value, label, style }, i) => ({
        ...button(`answer-${place}-${i}`, say(label)),
        value: pack({ kind: 'answer', name: ask.name, value, ...about }),
        ...(style !== undefined && { style }),
      }))
    case 'text':
    case 'code':
      return [
        {
          ...button(`open-${place}`, say(ask.label)),
          value: pack({ kind: 'open', name: ask.name, ...about }),
          ...primary,
        },
      ]
    case 'link': {
      const href = webLink(url)
      return href === undefined ? [] : [{ ...button(`link-${place}`, say(ask.label)), url: href, ...primary }]
    }
    default:
      return never(ask)
  }
}

const button = (id: string, label: string): types.Button => ({
  type: 'button',
  action_id: id,
  text: plainText(label, limits.button),
})

/** Only our own kind of link: https, or plain http on this machine. */
const webLink = (url: string | undefined): string | undefined => {
  const parsed = url === undefined ? null : URL.parse(url)
  if (url === undefined || parsed === null || url.length > 3000) return undefined
  const safe = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname))
  return safe ? url : undefined
}
