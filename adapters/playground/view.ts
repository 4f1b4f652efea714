import type { Drawn, Form } from '../../src/house/port.ts'
import type { ChatAsk, Phrase, Tone } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'
import type { Message } from './rooms.ts'

type Words = (phrase: Phrase) => string

/** One control of a card, as the page draws it. */
export type AskView =
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly options: readonly { readonly value: string; readonly label: string; readonly style?: string }[]
    }
  | { readonly kind: 'form'; readonly name: string; readonly label: string }
  | { readonly kind: 'link'; readonly purpose: string; readonly label: string; readonly href: string }

export interface CardView {
  readonly tone: Tone
  readonly title: string
  readonly lines: readonly string[]
  readonly asks: readonly AskView[]
}

export interface MessageView {
  readonly id: string
  readonly at: number
  readonly from: Message['from']
  readonly text?: string
  readonly card?: CardView
  /** Which drawing of the card this is; a press says which one it was made on. */
  readonly drawing: number
}

export interface FormView {
  readonly id: string
  readonly title: string
  readonly lines: readonly string[]
  readonly label: string
  readonly name: string
  /** Length of a code; absent = free text. */
  readonly digits?: number
}

/** Only web links are drawn: a link of another kind would run in the page. */
const webLink = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined

const askView = (ask: ChatAsk, drawn: Drawn, words: Words): AskView | undefined => {
  switch (ask.kind) {
    case 'choice':
      return {
        kind: 'choice',
        name: ask.name,
        options: ask.options.map(({ value, label, style }) => ({
          value,
          label: words(label),
          ...(style === undefined ? {} : { style }),
        })),
      }
    case 'text':
    case 'code':
      return { kind: 'form', name: ask.name, label: words(ask.label) }
    case 'link': {
      const href = webLink(drawn.url)
      return href === undefined
        ? undefined
        : { kind: 'link', purpose: ask.purpose, label: words(ask.label), href }
    }
    default:
      return never(ask)
  }
}

const cardView = (drawn: Drawn, words: Words): CardView => ({
  tone: drawn.card.tone,
  title: words(drawn.card.title),
  lines: drawn.card.lines.map(words),
  asks: drawn.card.asks.map((ask) => askView(ask, drawn, words)).filter((ask) => ask !== undefined),
})

export const messageView = ({ id, at, from, text, drawings }: Message, words: Words): MessageView => {
  const latest = drawings.at(-1)
  return {
    id,
    at,
    from,
    drawing: Math.max(0, drawings.length - 1),
    ...(text === undefined ? {} : { text }),
    ...(latest === undefined ? {} : { card: cardView(latest, words) }),
  }
}

export const formView = (id: string, form: Form, words: Words): FormView => ({
  id,
  title: words(form.title),
  lines: form.lines.map(words),
  label: words(form.ask.label),
  name: form.ask.name,
  ...(form.ask.kind === 'code' ? { digits: form.ask.digits } : {}),
})
