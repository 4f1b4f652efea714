import { asking, say, type Card, type ChatAsk, type Phrase } from '../src/story/card.ts'

export const stopOnPage = {
  kind: 'choice',
  name: 'cancel',
  options: [{ value: 'cancel', label: say('ask.cancel') }],
} as const satisfies ChatAsk

/** What chat shows while the page has the word: a way back to it that carries no secret. */
export const continueInBrowser = (title: Phrase, lines: readonly Phrase[] = [say('continue.line')]): Card =>
  asking(title, lines, [{ kind: 'link', label: say('continue.open'), purpose: 'continue' }, stopOnPage])
