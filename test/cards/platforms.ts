import { modal } from '../../adapters/slack/form.ts'
import { render } from '../../adapters/slack/show.ts'
import { message } from '../../adapters/teams/show.ts'
import type { Drawn, Form } from '../../src/house/port.ts'
import { inWords } from '../../src/words/render.ts'
import { messageFaults, viewFaults } from '../support/slack/block-limits.ts'
import { cardFaults, sizeFaults } from '../support/teams/card-check.ts'
import type { Screens } from './gather.ts'
import { drawnOf } from './screen.ts'
import { nodesIn } from './what-is-read.ts'

export interface Platform {
  readonly name: string
  /** What the platform is sent. */
  draw(drawn: Drawn): Readonly<Record<string, unknown>>
  /** What the platform, or its vendor's own library, finds wrong with it. */
  faults(drawn: Drawn): readonly string[]
  /** What is read to somebody who sees no card. */
  heard(drawn: Drawn): string
  /** The texts in which the platform looks for its own markup, as far as a markup could be in them. */
  readAsMarkup(drawn: Drawn): readonly string[]
  readonly drawings: (screens: Screens) => Readonly<Record<string, unknown>>
}

type Sketch = Omit<Platform, 'drawings'>

/** The forms that its buttons open. */
export const formsOf = ({ card, flow, prompt }: Drawn): readonly Form[] =>
  card.asks.flatMap((ask) =>
    ask.kind === 'code' || ask.kind === 'text'
      ? [{ ask, title: card.title, lines: card.lines, ...(flow && { flow }), ...(prompt && { prompt }) }]
      : [],
  )

const slack: Sketch = {
  name: 'slack',
  draw(drawn) {
    const { text, blocks } = render(drawn, inWords)
    const forms = formsOf(drawn).map((form) => modal(form, inWords))
    return { text, blocks, ...(forms.length > 0 && { forms }) }
  },
  readAsMarkup: (drawn) => slackMarkup(slack.draw(drawn)),
  heard: (drawn) => unescaped(render(drawn, inWords).text),
  faults: (drawn) => [
    ...messageFaults(render(drawn, inWords).blocks),
    ...viewFaults({ type: 'home', blocks: render(drawn, inWords).blocks }),
    ...formsOf(drawn).flatMap((form) => viewFaults(modal(form, inWords))),
  ],
}

/** Text that is not `plain_text`, and what of a notification would still be more than letters. */
const slackMarkup = (drawing: Readonly<Record<string, unknown>>): readonly string[] => [
  ...nodesIn(drawing)
    .filter(({ type, emoji }) => type === 'mrkdwn' || (type === 'plain_text' && emoji !== false))
    .map(({ text }) => String(text)),
  ...[String(drawing['text'])].filter((text) => /[<>]|&(?!(amp|lt|gt);)/.test(text)),
]

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const teams: Sketch = {
  name: 'teams',
  draw(drawn) {
    const { summary, card } = message(drawn, inWords, 'nonce')
    return { summary, card }
  },
  /** A block of text is Markdown; a run of text is not. */
  readAsMarkup: (drawn) =>
    nodesIn(message(drawn, inWords, 'nonce').card)
      .filter(({ type }) => type === 'TextBlock')
      .map(({ text }) => String(text)),
  heard: (drawn) => String(message(drawn, inWords, 'nonce').card['fallbackText']),
  faults(drawn) {
    const { summary, card } = message(drawn, inWords, 'nonce')
    return [...cardFaults(card), ...sizeFaults({ summary, attachments: [{ content: card }] })]
  },
}

/** The platforms that draw a card: another one is a line here. */
export const platforms: readonly Platform[] = [slack, teams].map((sketch) => ({
  ...sketch,
  drawings: (screens) =>
    Object.fromEntries(Object.entries(screens).map(([name, screen]) => [name, sketch.draw(drawnOf(screen))])),
}))
