import type { Card, Phrase } from '../story/card.ts'
import { oneLine } from './address.ts'

/**
 * A card as a mail: the title is the subject, the lines are paragraphs. Asks are left out, for a mail grants and
 * starts nothing.
 */
export const compose = (
  { title, lines }: Card,
  inWords: (phrase: Phrase) => string,
): { readonly subject: string; readonly text: string } => ({
  subject: oneLine(inWords(title), 150),
  text: `${[title, ...lines].map((phrase) => inWords(phrase)).join('\n\n')}\n`,
})
