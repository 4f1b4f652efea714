import { createHash } from 'node:crypto'
import type { Drawn } from '../../src/house/port.ts'
import type { Card, Phrase } from '../../src/story/card.ts'
import { sampleFor, samples } from './samples.ts'

/** Where a card is read: in a conversation, in a notice, as an answer, on the bot's own page, in the helpdesk's channel. */
export const rooms = ['talk', 'notice', 'desk', 'home', 'alerts'] as const
export type Room = (typeof rooms)[number]

/** A card that somebody reads in chat, without names, times and numbers of its own. */
export interface Screen {
  readonly room: Room
  /** Whether its conversation is on: then its buttons are bound to this drawing. */
  readonly live?: true
  readonly card: Card
}

/** The same card whatever stands in its slots: each holds its own name. */
export const emptied = (card: Card): Card =>
  filled(card, (slot) => {
    if (samples[slot] === undefined) throw new Error(`test/cards/samples.ts has no sample for {${slot}}`)
    return slot
  })

/** Something in every slot. */
export const filled = (card: Card, value: (slot: string, id: string) => string): Card =>
  mapPhrases(card, (phrase) =>
    phrase.with === undefined
      ? phrase
      : {
          id: phrase.id,
          with: Object.fromEntries(Object.keys(phrase.with).map((slot) => [slot, value(slot, phrase.id)])),
        },
  )

export const sampleOf = (slot: string, id: string): string => sampleFor(slot, id) ?? `{${slot}}`

/** Every phrase of a card, changed alike. */
const mapPhrases = (card: Card, change: (phrase: Phrase) => Phrase): Card => ({
  ...card,
  title: change(card.title),
  lines: card.lines.map(change),
  asks: card.asks.map((ask) =>
    ask.kind === 'choice'
      ? { ...ask, options: ask.options.map((o) => ({ ...o, label: change(o.label) })) }
      : { ...ask, label: change(ask.label) },
  ),
})

/** Stays the same as long as the card does: what is new or gone shows in a diff, words alone change no name. */
export const nameOf = ({ room, card, live }: Screen): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([card, live]))
    .digest('hex')
  return `${room} ${card.title.id} ${hash.slice(0, 6)}`
}

/** As the house hands it to a platform. */
export const drawnOf = ({ room, live, card }: Screen, value = sampleOf): Drawn => ({
  card: filled(card, value),
  reader: { timeZone: 'Europe/Berlin' },
  ...((room === 'talk' || (room === 'notice' && card.asks.length > 0)) && { flow: 'sample-flow' }),
  ...(live === true && { prompt: 'sample-step:7' }),
  ...(card.asks.some((a) => a.kind === 'link') && { url: 'https://latchkey.corp.example/h#v1.sample-flow' }),
})
