import type { Drawn } from '../../src/house/port.ts'
import type { ChatAsk, Phrase } from '../../src/story/card.ts'
import { never } from '../../src/story/errors.ts'

/** What a number typed in the terminal presses. */
export type Choice =
  | { readonly kind: 'answer'; readonly name: string; readonly value: string }
  | { readonly kind: 'open'; readonly name: string }

export interface Lines {
  readonly lines: readonly string[]
  /** The first is called 1. */
  readonly choices: readonly Choice[]
}

/** A card as lines of text, its controls numbered. */
export const linesOf = ({ card, url }: Drawn, words: (phrase: Phrase) => string): Lines => {
  const lines = [words(card.title), ...card.lines.map((line) => `  ${words(line)}`)]
  const choices: Choice[] = []
  const offer = (label: Phrase, choice: Choice): void => {
    choices.push(choice)
    lines.push(`  ${choices.length}) ${words(label)}`)
  }
  for (const ask of card.asks) draw(ask, offer, (label) => lines.push(`  ${words(label)}: ${url ?? ''}`))
  return { lines, choices }
}

const draw = (
  ask: ChatAsk,
  offer: (label: Phrase, choice: Choice) => void,
  link: (label: Phrase) => void,
): void => {
  switch (ask.kind) {
    case 'choice':
      for (const { label, value } of ask.options) offer(label, { kind: 'answer', name: ask.name, value })
      return
    case 'code':
    case 'text':
      offer(ask.label, { kind: 'open', name: ask.name })
      return
    case 'link':
      link(ask.label)
      return
    default:
      never(ask)
  }
}
