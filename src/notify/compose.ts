import { say, type Card, type Phrase } from '../story/card.ts'
import { oneLine } from './address.ts'

/**
 * A card as a mail: the title is the subject, the lines are paragraphs. Asks are left out, for a mail grants and
 * starts nothing; the one link in it leads to a page where its reader can only stop things.
 */
export const compose = (
  { title, lines }: Card,
  inWords: (phrase: Phrase) => string,
  disownUrl?: string,
): { readonly subject: string; readonly text: string } => ({
  subject: oneLine(inWords(title), 150),
  text: `${[title, ...lines, ...(disownUrl === undefined ? [] : [say('told.disown', { url: disownUrl })])]
    .map((phrase) => inWords(phrase))
    .join('\n\n')}\n`,
})
