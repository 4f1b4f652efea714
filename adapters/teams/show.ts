import type { Drawn } from '../../src/house/port.ts'
import type { ChatAsk, Option, Phrase, Tone } from '../../src/story/card.ts'
import { say } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import { holdsNames, safely } from '../../src/words/harmless.ts'
import type { Reader } from '../../src/words/render.ts'
import { longest, pressOf, typedId, type Press } from './press.ts'

type Words = (phrase: Phrase, reader?: Reader) => string
type Element = Readonly<Record<string, unknown>>

/** A message as Teams takes it: what a notification says, and the card. */
export interface Message {
  readonly summary: string
  readonly card: Element
}

/** Teams draws at most six buttons in a row and hides the rest; on a phone it cuts words that have no room beside each other. */
const row = { actions: 6, characters: 36, edges: 4 }

/**
 * A card as an Adaptive Card 1.5. What is typed is typed on the card, which in Teams needs no trigger. Every button is an
 * Action.Execute, with the same press as an Action.Submit for clients that know none; `nonce` names this drawing in both.
 */
export const message = (drawn: Drawn, words: Words, nonce: string): Message => {
  const { card, reader } = drawn
  const told = (phrase: Phrase): string => words(safely(phrase), reader)
  const summary = told(card.title)
  const pen: Pen = {
    drawn,
    told,
    nonce,
    alone: card.asks.filter(isTyped).length === 1,
    first: card.asks.find(({ kind }) => kind !== 'choice'),
  }
  return {
    summary,
    card: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: [card.title, ...card.lines].map(told).join(' '),
      body: [
        { type: 'Container', style: styles[card.tone], bleed: true, items: [title(card.title, pen)] },
        ...card.lines.map((line) => sentence(line, pen)),
        ...drawAsks(card.asks, pen),
      ],
    },
  }
}

interface Pen {
  readonly drawn: Drawn
  readonly told: (phrase: Phrase) => string
  readonly nonce: string
  /** Whether the card asks for one typed thing only, so that it may insist on it. */
  readonly alone: boolean
  /** Where a card offers a page and a field, one of them is what to press first. */
  readonly first: ChatAsk | undefined
}

/** So that no tone is told by colour alone. */
const signs: Readonly<Record<Tone, string>> = { ask: '', wait: '⏳ ', good: '✅ ', bad: '⚠️ ' }

const styles: Readonly<Record<Tone, string>> = {
  ask: 'default',
  wait: 'emphasis',
  good: 'good',
  bad: 'attention',
}

const isTyped = ({ kind }: ChatAsk): boolean => kind === 'text' || kind === 'code'

/** Our own sentences are blocks of text. What holds a name is a run of text, in which there is no Markdown. */
const sentence = (phrase: Phrase, { told }: Pen): Element =>
  holdsNames(phrase)
    ? { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: told(phrase) }] }
    : { type: 'TextBlock', text: told(phrase), wrap: true }

const title = (phrase: Phrase, { told, drawn }: Pen): Element => {
  const look = { text: `${signs[drawn.card.tone]}${told(phrase)}`, weight: 'Bolder', size: 'Medium' }
  return holdsNames(phrase)
    ? { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...look }] }
    : { type: 'TextBlock', style: 'heading', wrap: true, ...look }
}

/** Choices that follow each other share their rows: a card of many would fill a phone otherwise. */
const drawAsks = (asks: readonly ChatAsk[], pen: Pen): readonly Element[] => {
  const [ask, ...rest] = asks
  if (ask === undefined) return []
  if (ask.kind !== 'choice') return [...drawAsk(ask, pen), ...drawAsks(rest, pen)]
  const end = asks.findIndex(({ kind }) => kind !== 'choice')
  const [choices, others] = end < 0 ? [asks, []] : [asks.slice(0, end), asks.slice(end)]
  const buttons = choices.flatMap((one) =>
    one.kind === 'choice'
      ? one.options.map((option) => ({ option, drawn: choose(one.name, option, pen) }))
      : [],
  )
  // What others wrote decides nothing about the rows: a label that holds it stands alone.
  const named = buttons.filter(({ option }) => holdsNames(option.label)).map(({ drawn }) => drawn)
  const ours = buttons.filter(({ option }) => !holdsNames(option.label)).map(({ drawn }) => drawn)
  return [...named.flatMap((one) => inRows([one])), ...inRows(ours), ...drawAsks(others, pen)]
}

const drawAsk = (ask: Exclude<ChatAsk, { kind: 'choice' }>, pen: Pen): readonly Element[] => {
  switch (ask.kind) {
    case 'text':
    case 'code':
      return [input(ask, pen), ...inRows([send(ask, pen)])]
    case 'link':
      return inRows(link(ask, pen))
    default:
      return never(ask)
  }
}

const inRows = (actions: readonly Element[]): readonly Element[] => {
  const rows: Element[][] = []
  for (const action of actions) {
    const last = rows.at(-1)
    if (last !== undefined && fits([...last, action])) last.push(action)
    else rows.push([action])
  }
  return rows.map((one) => ({ type: 'ActionSet', actions: one }))
}

const fits = (actions: readonly Element[]): boolean =>
  actions.length <= row.actions &&
  actions.map(({ title: label }) => String(label).length + row.edges).reduce((sum, n) => sum + n) <=
    row.characters

/** Only web links are drawn. */
const link = (ask: Extract<ChatAsk, { kind: 'link' }>, pen: Pen): readonly Element[] => {
  const { drawn, told } = pen
  const url = URL.parse(drawn.url ?? '')
  if (url === null || !/^https?:$/.test(url.protocol)) return []
  return [{ type: 'Action.OpenUrl', title: told(ask.label), url: url.href, ...primary(ask, pen) }]
}

const buttonStyles = { primary: 'positive', danger: 'destructive' } as const

const choose = (name: string, { value, label, style }: Option, pen: Pen): Element =>
  button(pen.told(label), pressOf(pen.drawn, pen.nonce, name, value), {
    ...(style !== undefined && { style: buttonStyles[style] }),
    // What is not typed yet must not keep anybody from pressing something else.
    associatedInputs: 'none',
  })

const primary = (ask: ChatAsk, { first }: Pen): Element =>
  ask === first ? { style: buttonStyles.primary } : {}

const send = (ask: Extract<ChatAsk, { kind: 'code' | 'text' }>, pen: Pen): Element =>
  button(pen.told(say('teams.send')), pressOf(pen.drawn, pen.nonce, ask.name), {
    ...primary(ask, pen),
    associatedInputs: 'auto',
  })

const button = (label: string, data: Press, look: Element): Element => ({
  type: 'Action.Execute',
  verb: 'press',
  title: label,
  data,
  ...look,
  fallback: { type: 'Action.Submit', title: label, data, ...look },
})

const input = (ask: Extract<ChatAsk, { kind: 'code' | 'text' }>, { told, alone }: Pen): Element => ({
  type: 'Input.Text',
  id: typedId(ask.name),
  label: told(ask.label),
  isRequired: alone,
  ...(ask.kind === 'code'
    ? {
        // People type it as it is shown, with spaces between.
        maxLength: 2 * ask.digits + 4,
        regex: `^\\s*(\\d\\s*){${ask.digits}}$`,
        errorMessage: told(say('teams.code-wanted', { digits: String(ask.digits) })),
      }
    : { maxLength: longest, errorMessage: told(say('teams.text-wanted')) }),
})
