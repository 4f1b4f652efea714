import { say, type Phrase } from '../../src/story/card.ts'

/**
 * The body of the answer to a press that came as an invoke. Words, never a card: the house draws the card in place when it has
 * heard, and a card in the answer could arrive after that one and put the older screen over it.
 */
export const invokeAnswer = (words: (phrase: Phrase) => string): Readonly<Record<string, unknown>> => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value: words(say('teams.heard')),
})
