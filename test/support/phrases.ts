import { expect } from 'vitest'
import { reasons } from '../../src/policy/port.ts'
import type { Card, Phrase, WebAsk } from '../../src/story/card.ts'
import { en } from '../../src/words/en.ts'
import { inWords } from '../../src/words/render.ts'

export const slotsOf = (id: string): readonly string[] => {
  const text: string | undefined = (en as Record<string, string>)[id]
  if (text === undefined) throw new Error(`no such phrase: ${id}`)
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, slot = '']) => slot)
}

/** Every phrase of a card, wherever it stands. */
export const phrasesOf = (card: Card<WebAsk>): readonly Phrase[] => [
  card.title,
  ...card.lines,
  ...card.asks.flatMap((ask) => {
    if (ask.kind === 'choice') return ask.options.map((o) => o.label)
    return ask.kind === 'password-change' ? [ask.current, ask.chosen] : [ask.label]
  }),
]

/** A phrase is whole when it is in the catalogue and every slot of its sentence is filled. */
export const holesIn = (phrase: Phrase): readonly string[] =>
  slotsOf(phrase.id)
    .filter((slot) => (phrase.with?.[slot] ?? '') === '' || phrase.with?.[slot] === 'undefined')
    .map((slot) => `${phrase.id} {${slot}}`)

export const assertWhole = (card: Card<WebAsk>): void => {
  const holes = phrasesOf(card).flatMap(holesIn)
  if (holes.length > 0) throw new Error(`a card with holes: ${holes.join(', ')}`)
}

/** Why somebody was judged as they were: for audit and helpdesk, never for the person (or whoever sits in their chat). */
const judgement = new RegExp(
  `(?<![\\w-])(?:${[...reasons, 'one-address'].join('|')})(?![\\w-])|"risk\\.`,
  'g',
)

/** What this text tells of it. Whole words: links and references are made by chance, and hold a short one now and then. */
export const judgementsIn = (text: string): readonly string[] => text.match(judgement) ?? []

/** A card for a person is whole, and does not say how they were judged. */
export const assertFit = (card: Card<WebAsk>): void => {
  assertWhole(card)
  const leaked = judgementsIn(JSON.stringify(card))
  if (leaked.length > 0) throw new Error(`a card that says why: ${leaked.join(', ')}`)
}

export const idsOn = (card: Card<WebAsk>): readonly string[] => phrasesOf(card).map((p) => p.id)

/** Fails, saying what is there instead, unless every one of these phrases is on the card. */
export const expectOn = (card: Card<WebAsk>, ids: readonly string[]): void => {
  const seen = idsOn(card)
  expect(
    ids.filter((id) => !seen.includes(id)),
    `not on the card: it says ${seen.join(', ')}`,
  ).toEqual([])
}

export const textOf = (card: Card<WebAsk>): string =>
  phrasesOf(card)
    .map((p) => inWords(p))
    .join('\n')
